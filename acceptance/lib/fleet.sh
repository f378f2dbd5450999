# Sourced by the tests of a fleet: its parts, and the guide "A fleet" command by command.
# Needs $here, the folder of the tests, and $edgekeep, the command.

# --- Parts -----------------------------------------------------------------------------------

# started NAME COMMAND…: starts a process with its output in NAME.out and its id in NAME.pid.
started() {
  local name=$1
  shift
  rm -f "$name.out" # that of an earlier one says "ready", too
  "$@" >"$name.out" 2>&1 </dev/null &
  echo $! >"$name.pid"
}

# killed NAME: kills a process as a power failure would.
killed() {
  local pid
  pid=$(cat "$1.pid")
  kill -KILL "$pid" 2>/dev/null || :
  wait "$pid" 2>/dev/null || :
}

end_all() {
  local file
  touch stop
  for file in *.pid; do
    kill -KILL "$(cat "$file")" 2>/dev/null || :
  done
}

# as_postgres COMMAND…: PostgreSQL refuses to run as root.
as_postgres() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

postgres_program() { command -v "$1" || find /usr/lib/postgresql -name "$1" -path '*/bin/*' | sort | tail -n 1; }

create_postgres() {
  mkdir db
  [ "$(id -u)" != 0 ] || chown postgres db
  as_postgres "$(postgres_program initdb)" -D "$PWD/db/data" -U postgres -A trust -N -E UTF8 --locale=C >/dev/null
  start_postgres
  eventually 60 restarted_postgres
}

start_postgres() {
  local command=("$(postgres_program postgres)" -D "$PWD/db/data" -p "$postgres" -c listen_addresses=127.0.0.1
    -c unix_socket_directories= -c max_connections=200)
  rm -f db/data/postmaster.pid
  if [ "$(id -u)" = 0 ]; then
    started postgres setpriv --reuid=postgres --regid=postgres --clear-groups -- "${command[@]}"
  else
    started postgres "${command[@]}"
  fi
}

# restarted_postgres: starts it unless it runs; it does not start before the children of a killed one have ended.
restarted_postgres() {
  kill -0 "$(cat postgres.pid)" 2>/dev/null || start_postgres
  "$(postgres_program psql)" -h 127.0.0.1 -p "$postgres" -U postgres -c 'SELECT 1'
}

# start_control N [CLOCK]: CLOCK is an offset as "+5m".
start_control() { started "control-$1" with_clock "${2-}" "$edgekeep" control --config "control-$1.yaml"; }

control_ready() { eventually 180 grep -qx ready "control-$1.out"; }

start_nats() { started "nats-$1" nats-server -c "nats-$1.conf"; }

# start_edge N [CLOCK]
start_edge() { started "edge-$1" with_clock "${2-}" "$edgekeep" edge --node "node-$1.yaml" --state "state-$1"; }

# with_clock OFFSET COMMAND…: runs a program whose clock is off; an empty OFFSET: is right. The command faketime would stay its
# parent, and take the signal that is for the program.
with_clock() {
  local offset=$1
  shift
  if [ -n "$offset" ]; then
    export FAKETIME=$offset FAKETIME_DONT_FAKE_MONOTONIC=1
    LD_PRELOAD=$(find /usr/lib -name libfaketimeMT.so.1 | head -n 1)
    export LD_PRELOAD
  fi
  exec "$@"
}

# start_relays N: the connections of edge N to each of the message servers.
start_relays() {
  local m
  for m in 1 2 3; do started "relay-$1-$m" python3 "$here/lib/relay.py" "$((relays + 3 * $1 + m))" "${nats[m]}"; done
}

# relays_of N SIGNAL: STOP parts edge N from the message servers, CONT connects it again.
relays_of() {
  local m
  for m in 1 2 3; do kill "-$2" "$(cat "relay-$1-$m.pid")"; done
}

edge_ready() { eventually 180 grep -qx ready "edge-$1.out"; }

# control N COMMAND…: runs a command against control plane N.
control() {
  local n=$1
  shift
  EDGEKEEP_SERVER=https://127.0.0.1:${api[n]} EDGEKEEP_TOKEN=$(cat admin.token) "$edgekeep" "$@" --ca api-ca.pem
}

# certificate NAME SUBJECT EXTENSION…: a certificate of the test's CA, an hour old: a clock may be behind.
certificate() {
  local name=$1 subject=$2
  shift 2
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$name.key" -out "$name.csr" -subj "$subject" 2>/dev/null
  printf '%s\n' "$@" >"$name.ext"
  faketime -f -1h openssl x509 -req -in "$name.csr" -CA api-ca.pem -CAkey api-ca.key -CAcreateserial -days 30 -extfile "$name.ext" -out "$name.pem" 2>/dev/null
}

# --- The guide -------------------------------------------------------------------------------

build_fleet() {
  local n first
  first=$(free_port 32)
  postgres=$first
  api=(0 $((first + 1)) $((first + 2)))
  nats=(0 $((first + 3)) $((first + 4)) $((first + 5)))
  cluster=(0 $((first + 6)) $((first + 7)) $((first + 8)))
  https=(0 $((first + 9)) $((first + 10)) $((first + 11)) $((first + 12)))
  admin=(0 $((first + 13)) $((first + 14)) $((first + 15)) $((first + 16)))
  origin=$((first + 17))
  relays=$((first + 15)) # three for each of four edges, which are numbered from 1
  trap end_all EXIT

  faketime -f -1h openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout api-ca.key -out api-ca.pem -subj '/CN=Test CA' -days 30 2>/dev/null
  certificate api '/CN=control' 'subjectAltName=IP:127.0.0.1'
  certificate nats '/CN=nats' 'subjectAltName=IP:127.0.0.1' 'extendedKeyUsage=serverAuth,clientAuth'
  certificate control '/CN=control' 'extendedKeyUsage=clientAuth'
  certificate www '/CN=www.example.com' 'subjectAltName=DNS:www.example.com'

  create_postgres
  openssl rand -hex 32 >master.key
  for n in 1 2; do
    cat >"control-$n.yaml" <<YAML
version: 1
api: {address: "127.0.0.1:${api[n]}", identity: {chain: {file: api.pem}, key: {file: api.key}}}
store: {postgresql: {url: "jdbc:postgresql://127.0.0.1:$postgres/postgres", user: postgres}}
masterKey: {file: master.key}
adminToken: admin.token
fleet:
  nats:
    servers: ["tls://127.0.0.1:${nats[1]}", "tls://127.0.0.1:${nats[2]}", "tls://127.0.0.1:${nats[3]}"]
    identity: {chain: {file: control.pem}, key: {file: control.key}}
    trust: {file: api-ca.pem}
  replicas: 3
  addresses: ["https://127.0.0.1:${api[1]}", "https://127.0.0.1:${api[2]}"]
tenants: {allowAddresses: ["127.0.0.0/8"]}
YAML
    "$edgekeep" control --config "control-$n.yaml" --check
    # The first one makes the tables.
    start_control "$n"
    control_ready "$n"
  done

  for n in 1 2 3; do
    control 1 fleet nats-config --name "nats-$n" --listen "127.0.0.1:${nats[n]}" --store "$PWD/store-$n" \
      --cert nats.pem --key nats.key --client-cas nats-clients.pem --node-ca node-ca.pem \
      --cluster "127.0.0.1:${cluster[n]}" --route "nats://127.0.0.1:${cluster[1]}" \
      --route "nats://127.0.0.1:${cluster[2]}" --route "nats://127.0.0.1:${cluster[3]}" >"nats-$n.conf"
  done
  cat node-ca.pem api-ca.pem >nats-clients.pem
  for n in 1 2 3; do start_nats "$n"; done

  mkdir www && echo hello >www/index.html
  started origin python3 -m http.server --directory www --bind 127.0.0.1 "$origin"
  control 1 site create example.com
  control 1 origin set app --to "http://127.0.0.1:$origin" --no-wait
  control 1 cert upload --cert www.pem --key www.key -o json >www.json 2>/dev/null
  certificate=$(python3 -c 'import json; print(json.load(open("www.json"))["id"])')
  control 1 host set www.example.com --certificate "$certificate" --origin app --client-auth require --no-wait
  control 1 ca bind www.example.com --no-wait

  for n in 1 2 3; do join_edge "$n"; done
  for n in 1 2 3; do edge_ready "$n"; done
  eventually 60 all_have_the_newest
}

# join_edge N: creates a node, and starts it with its token. It reaches the message servers through relays.
join_edge() {
  local first=$((relays + 3 * $1))
  cat >"node-$1.yaml" <<YAML
version: 1
listeners: [{address: "127.0.0.1:${https[$1]}"}]
admin: {address: "127.0.0.1:${admin[$1]}"}
feed:
  servers: ["tls://127.0.0.1:$((first + 1))", "tls://127.0.0.1:$((first + 2))", "tls://127.0.0.1:$((first + 3))"]
  trust: {file: api-ca.pem}
YAML
  [ -e "relay-$1-1.pid" ] || start_relays "$1"
  control 1 node create "edge-$1" >"token-$1" 2>/dev/null
  started "edge-$1" "$edgekeep" edge --join "$(cat "token-$1")" --node "node-$1.yaml" --state "state-$1"
}

# all_have_the_newest [COUNT]: of three edges, or of others.
all_have_the_newest() {
  control 1 node list >nodes 2>&1 && [ "$(grep -c ' connected .* deployed ' nodes)" = "${1:-3}" ]
}

