#!/usr/bin/env bash
# The guide "A fleet" on loopback: two control planes over one PostgreSQL, three message servers with TLS that confine nodes, two edges.
# Then its parts are killed in an order that a seed decides, while clients check every answer:
#   ROUNDS=10 SEED=7 acceptance/fleet.sh
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=acceptance/harness.sh
. "$here/harness.sh"
edgekeep=$here/../edgekeep
# Rounds of all faults.
rounds=${ROUNDS:-1}
seed=${SEED:-$RANDOM}

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

start_control() { started "control-$1" "$edgekeep" control --config "control-$1.yaml"; }

control_ready() { eventually 180 grep -qx ready "control-$1.out"; }

start_nats() { started "nats-$1" nats-server -c "nats-$1.conf"; }

start_edge() { started "edge-$1" "$edgekeep" edge --node "node-$1.yaml" --state "state-$1"; }

edge_ready() { eventually 180 grep -qx ready "edge-$1.out"; }

# control N COMMAND…: runs a command against control plane N.
control() {
  local n=$1
  shift
  EDGEKEEP_SERVER=https://127.0.0.1:${api[n]} EDGEKEEP_TOKEN=$(cat admin.token) "$edgekeep" "$@" --ca api-ca.pem
}

# certificate NAME SUBJECT EXTENSION…: a certificate of the test's CA.
certificate() {
  local name=$1 subject=$2
  shift 2
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$name.key" -out "$name.csr" -subj "$subject" 2>/dev/null
  printf '%s\n' "$@" >"$name.ext"
  openssl x509 -req -in "$name.csr" -CA api-ca.pem -CAkey api-ca.key -CAcreateserial -days 30 -extfile "$name.ext" -out "$name.pem" 2>/dev/null
}

# --- The guide -------------------------------------------------------------------------------

build_fleet() {
  local n first
  first=$(free_port 14)
  postgres=$first
  api=(0 $((first + 1)) $((first + 2)))
  nats=(0 $((first + 3)) $((first + 4)) $((first + 5)))
  cluster=(0 $((first + 6)) $((first + 7)) $((first + 8)))
  https=(0 $((first + 9)) $((first + 10)))
  admin=(0 $((first + 11)) $((first + 12)))
  origin=$((first + 13))
  trap end_all EXIT

  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout api-ca.key -out api-ca.pem -subj '/CN=Test CA' -days 30 2>/dev/null
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

  for n in 1 2; do
    cat >"node-$n.yaml" <<YAML
version: 1
listeners: [{address: "127.0.0.1:${https[n]}"}]
admin: {address: "127.0.0.1:${admin[n]}"}
YAML
    control 1 node create "edge-$n" >"token-$n" 2>/dev/null
    started "edge-$n" "$edgekeep" edge --join "$(cat "token-$n")" --node "node-$n.yaml" --state "state-$n"
  done
  for n in 1 2; do edge_ready "$n"; done
  eventually 60 both_have_the_newest
}

both_have_the_newest() {
  control 1 node list >nodes 2>&1 && [ "$(grep -c ' connected .* deployed ' nodes)" = 2 ]
}

# --- Clients ---------------------------------------------------------------------------------

# answer EDGE CLIENT: prints the status that a client gets from an edge; 000: no answer, as when it is refused.
answer() {
  curl -sk --max-time 20 -o /dev/null -w '%{http_code}' --resolve "www.example.com:${https[$1]}:127.0.0.1" \
    --cert "$2/client.pem" --key "$2/client.key" "https://www.example.com:${https[$1]}/" || :
}

admitted() { [ "$(answer "$1" "$2")" = 200 ]; }

refused() { ! admitted "$1" "$2"; }

# clients: requests over and over. An edge that is down, by the file down-N, may not answer; nothing else excuses it.
clients() {
  local n before status client
  while [ ! -e stop ]; do
    for n in 1 2; do
      before=$([ -e "down-$n" ] && echo down || :)
      status=$(answer "$n" good)
      if [ "$status" != 200 ] && [ -z "$before" ] && [ ! -e "down-$n" ]; then
        echo "edge $n answered $status to a client with a valid certificate" >>wrong
      fi
      client=$(sort -R revoked | head -n 1)
      if [ -n "$client" ] && admitted "$n" "$client"; then
        echo "edge $n admitted $client, which is revoked" >>wrong
      fi
      echo >>asked
    done
  done
}

# revoke_one CONTROL: a client is issued a certificate, admitted by both edges, revoked, and refused by both.
revoke_one() {
  local client
  issued=$((issued + 1))
  client=client-$issued
  issue "$1" "$client"
  for n in 1 2; do eventually 30 admitted "$n" "$client"; done
  revoke "$1" "$client"
  for n in 1 2; do eventually 30 refused "$n" "$client"; done
  echo "$client" >>revoked
}

issue() { control "$1" client-cert issue --subject "CN=$2" --out "$2" --no-wait >/dev/null; }

revoke() {
  local serial
  serial=$(openssl x509 -in "$2/client.pem" -noout -serial | cut -d= -f2)
  control "$1" client-cert revoke "$serial" --no-wait >/dev/null
}

# chance: octets without end, the same for the same seed and round.
chance() { openssl enc -aes-128-ctr -nosalt -pass "pass:$seed $round" </dev/zero 2>/dev/null; }

# --- Faults: each leaves the fleet complete --------------------------------------------------

fault_control_1() {
  killed control-1
  revoke_one 2
  start_control 1
  control_ready 1
}

fault_control_2() {
  killed control-2
  revoke_one 1
  start_control 2
  control_ready 2
}

fault_one_nats() {
  local n=$((1 + RANDOM % 3))
  killed "nats-$n"
  revoke_one $((1 + RANDOM % 2))
  start_nats "$n"
}

# Without message servers a change is answered, and waits; an edge that restarts serves from its disk, and refuses who was refused.
fault_all_nats() {
  local n client
  for n in 1 2 3; do killed "nats-$n"; done
  issued=$((issued + 1))
  client=client-$issued
  issue 1 "$client"
  revoke 2 "$client"
  fault_edge
  for n in 1 2 3; do start_nats "$n"; done
  for n in 1 2; do eventually 60 refused "$n" "$client"; done
  echo "$client" >>revoked
}

fault_postgres() {
  killed postgres
  ! control 1 site create never.example >/dev/null 2>&1 || fail "a change was acknowledged without a database"
  admitted 1 good || fail "an edge needs the database"
  eventually 60 restarted_postgres
  eventually 60 issue 1 "after-$((issued + 1))"
  revoke_one 2
}

fault_edge() {
  local n=$((1 + RANDOM % 2))
  touch "down-$n"
  killed "edge-$n"
  start_edge "$n"
  edge_ready "$n"
  while read -r client; do
    refused "$n" "$client" || fail "edge $n admits $client after its restart, which was revoked"
  done <revoked
  rm "down-$n"
}

# A removed node learns it, deletes its keys, and ends; its state directory starts no more.
remove_an_edge() {
  touch down-2
  control 1 node remove edge-2
  wait_until_gone "$(cat edge-2.pid)"
  grep -q 'this node was removed from its fleet' edge-2.out || fail "$(tail -n 3 edge-2.out)"
  equals "$(status_of "$edgekeep" edge --node node-2.yaml --state state-2)" 2
}

test_a_fleet_survives_the_loss_of_each_of_its_parts() {
  local round fault count
  printf 'SEED=%s\n' "$seed"
  build_fleet
  issued=0
  : >revoked
  : >wrong
  : >asked
  issue 1 good
  for n in 1 2; do eventually 30 admitted "$n" good; done
  clients &
  clients=$!
  RANDOM=$seed
  for ((round = 1; round <= rounds; round++)); do
    for fault in $(printf '%s\n' control_1 control_2 one_nats all_nats postgres edge | shuf --random-source=<(chance)); do
      printf '%s %s\n' "$round" "$fault"
      "fault_$fault"
      eventually 90 both_have_the_newest
      equals "$(cat wrong)" ""
    done
  done
  revoke_one 1
  touch stop
  wait "$clients"
  equals "$(cat wrong)" ""
  count=$(wc -l <asked)
  [ "$count" -gt 20 ] || fail "only $count rounds of requests were made"
  printf '%s requests of each kind\n' "$count"
  remove_an_edge
}

run_tests
