#!/usr/bin/env bash
# An edge without keys, and the key servers that have them: every key type, renewal and the loss of
# key servers under load, and the error when none is left.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=acceptance/harness.sh
. "$here/harness.sh"
edgekeep=$here/../edgekeep

# new_ca NAME: creates NAME.pem and NAME.key.
new_ca() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" \
    -addext keyUsage=critical,keyCertSign -keyout "$1.key" -out "$1.pem" 2>/dev/null
}

# new_key KIND FILE
new_key() {
  case $1 in
    rsa*) openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:"${1#rsa}" -out "$2" ;;
    p*) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:"P-${1#p}" -out "$2" ;;
    ed25519) openssl genpkey -algorithm ED25519 -out "$2" ;;
  esac
}

# issue CA NAME KEY CERTIFICATE SAN: creates a certificate signed by the CA, for both sides of TLS.
issue() {
  openssl req -new -key "$3" -subj "/CN=$2" |
    openssl x509 -req -CA "$1.pem" -CAkey "$1.key" -days 2 -out "$4" -extfile <(
      printf 'subjectAltName=%s\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth,clientAuth\n' "$5"
    ) 2>/dev/null
}

# configure_key_server NAME: configures a key server on free ports, with the keys in the folder "keys".
configure_key_server() {
  ports[$1]=$(free_port)
  admins[$1]=$(free_port)
  cat >"$1.yaml" <<YAML
version: 1
listen: {address: "127.0.0.1:${ports[$1]}"}
admin: {address: "127.0.0.1:${admins[$1]}"}
identity: {chain: {file: keyserver.pem}, key: {file: keyserver.key}}
trust: {file: internal.pem}
keys: [{directory: keys}]
allow: [{edge: "CN=edge-1"}]
YAML
}

# prepare: creates the CAs and the identities of edge and key server.
declare -A ports admins pids
prepare() {
  mkdir keys
  new_ca public
  new_ca internal
  new_key p256 keyserver.key
  new_key p256 edge.key
  issue internal keyserver keyserver.key keyserver.pem IP:127.0.0.1
  issue internal edge-1 edge.key edge.pem DNS:edge-1
  trap 'kill -KILL ${pids[*]} 2>/dev/null || :' EXIT
}

# start NAME COMMAND…: starts the command and waits until it is ready; its output is in NAME.out.
start() {
  local name=$1
  shift
  rm -f "$name.out" # an earlier one said "ready", too
  "$edgekeep" "$@" >"$name.out" 2>&1 </dev/null &
  pids[$name]=$!
  eventually 180 grep -qx ready "$name.out"
}

start_key_server() { start "$1" keyserver --config "$1.yaml"; }

# end NAME SIGNAL
end() {
  kill "-$2" "${pids[$1]}"
  wait_until_gone "${pids[$1]}"
  unset "pids[$1]"
}

# configure_edge KEYSERVER…: configures an edge with the hosts in the file "hosts"; timeoutMillis is $patience.
configure_edge() {
  local name addresses=()
  for name; do addresses+=("\"127.0.0.1:${ports[$name]}\""); done
  https=$(free_port)
  cat >edge.yaml <<YAML
version: 1
listeners: [{address: "127.0.0.1:$https"}]
admin: {address: "127.0.0.1:0"}
keyServers:
  vault:
    addresses: [$(IFS=,; printf '%s' "${addresses[*]}")]
    identity: {chain: {file: edge.pem}, key: {file: edge.key}}
    trust: {file: internal.pem}
    timeoutMillis: ${patience:-20000}
origins: {app: {servers: ["http://127.0.0.1:9"]}}
logs: {events: {file: events.log}, access: off}
hosts:
$(cat hosts)
YAML
}

# keyless_host NAME CERTIFICATE: adds a line to the file "hosts".
keyless_host() {
  printf '  %s: {certificate: {chain: {file: %s}, keyServer: vault}, tls: {ciphers: compatible}, origin: app}\n' "$1" "$2" >>hosts
}

# hello NAME OPTION…: does a handshake with openssl and prints its transcript.
hello() {
  local name=$1
  shift
  openssl s_client -connect "127.0.0.1:$https" -servername "$name" -CAfile public.pem -verify_return_error "$@" </dev/null 2>&1 || :
}

# status NAME: prints the status of a request over a new connection; 000 if the handshake failed.
status() {
  curl -s -o /dev/null -w '%{http_code}' --cacert public.pem --resolve "$1:$https:127.0.0.1" "https://$1:$https/" || :
}

# begin_load NAME: does one handshake after the other; each status is a line in the file "load".
begin_load() {
  : >load
  rm -f stop
  until [ -e stop ]; do
    printf '%s\n' "$(status "$1")" >>load
  done &
  pids[load]=$!
}

# after_handshakes N: waits until the load has done N more handshakes.
after_handshakes() {
  local wanted=$(($(wc -l <load) + $1))
  eventually 180 eval "[ \$(wc -l <load) -ge $wanted ]"
}

# end_load: stops the load and checks that no handshake failed (there is no origin: the edge responds with 502).
end_load() {
  : >stop
  wait "${pids[load]}"
  unset "pids[load]"
  equals "$(sort -u load)" 502
}

test_every_key_type_is_served_in_both_tls_versions() {
  prepare
  configure_key_server first
  local kinds="rsa2048 rsa3072 p256 p384 p521 ed25519" kind version
  for kind in $kinds; do
    new_key "$kind" "keys/$kind.key"
    issue public "$kind" "keys/$kind.key" "$kind.pem" "DNS:$kind.example"
  done
  start_key_server first
  for kind in $kinds; do keyless_host "$kind.example" "$kind.pem"; done
  configure_edge first
  start edge edge --config edge.yaml
  for kind in $kinds; do
    for version in -tls1_2 -tls1_3; do
      contains "$(hello "$kind.example" "$version")" "Verify return code: 0 (ok)" "subject=CN = $kind"
    done
  done
  contains "$(hello rsa2048.example -tls1_2 -cipher AES128-GCM-SHA256)" "Cipher is AES128-GCM-SHA256" "Verify return code: 0 (ok)"
  contains "$(hello rsa3072.example -tls1_2 -cipher AES128-SHA)" "Cipher is AES128-SHA" "Verify return code: 0 (ok)"
  end edge TERM
  equals "$gone_with" 0
  end first TERM
  equals "$gone_with" 0
  [ ! -s events.log ] || lacks "$(cat events.log)" handshake-refused
}

# EdgeOne's procedure: add the new key next to the old one, reload, then replace the certificate at the edge.
test_renewal_under_load_fails_no_handshake() {
  prepare
  configure_key_server first
  new_key rsa2048 keys/www-2025.key
  issue public old keys/www-2025.key www.pem DNS:www.example
  start_key_server first
  keyless_host www.example www.pem
  configure_edge first
  start edge edge --config edge.yaml
  begin_load www.example
  after_handshakes 10
  new_key p256 www-2026.key
  issue public new www-2026.key next.pem DNS:www.example
  mv www-2026.key keys/
  contains "$(curl -s "http://127.0.0.1:${admins[first]}/KeylessReloadCerts")" P-256 RSA-2048
  after_handshakes 5
  mv next.pem www.pem
  eventually 60 grep -q '"kind":"snapshot-applied"' events.log
  after_handshakes 10
  shows_the_new_one() { hello www.example | grep -q 'subject=CN = new'; }
  eventually 60 shows_the_new_one
  rm keys/www-2025.key
  lacks "$(curl -s -X POST "http://127.0.0.1:${admins[first]}/reload")" RSA-2048
  after_handshakes 10
  end_load
  lacks "$(cat events.log)" handshake-refused
  end edge TERM
  end first TERM
}

test_killing_a_key_server_under_load_fails_no_handshake() {
  prepare
  configure_key_server first
  configure_key_server second
  new_key p256 keys/www.key
  issue public www keys/www.key www.pem DNS:www.example
  start_key_server first
  start_key_server second
  keyless_host www.example www.pem
  configure_edge first second
  start edge edge --config edge.yaml
  begin_load www.example
  local name
  for name in first second first; do
    after_handshakes 10
    end "$name" KILL
    after_handshakes 20
    start_key_server "$name"
    eventually 60 answers "$name"
  done
  end_load
  lacks "$(cat events.log)" handshake-refused
  end edge TERM
  end first TERM
  end second TERM
}

# answers NAME: checks that the edge uses the key server again.
answers() {
  curl -s "http://127.0.0.1:${admins[$1]}/metrics" | grep -q '^edgekeep_keyserver_operations_total{.*outcome="done".*} [1-9]'
}

test_without_a_key_server_only_its_hosts_fail_quickly_with_the_reason() {
  prepare
  configure_key_server first
  new_key p256 keys/www.key
  issue public www keys/www.key www.pem DNS:www.example
  new_key p256 local.key
  issue public local local.key local.pem DNS:local.example
  start_key_server first
  keyless_host www.example www.pem
  printf '  local.example: {certificate: {chain: {file: local.pem}, key: {file: local.key}}, origin: app}\n' >>hosts
  patience=1000
  configure_edge first
  start edge edge --config edge.yaml
  eventually 60 eval '[ "$(status www.example)" = 502 ]'
  end first KILL
  local began=$SECONDS
  contains "$(hello www.example)" "internal error"
  # The time limit is ten seconds for handshakes and one for key operations.
  [ $((SECONDS - began)) -le 8 ] || fail "the limit is a second, and it took $((SECONDS - began))"
  eventually 60 grep -q '"kind":"handshake-refused"' events.log
  contains "$(grep handshake-refused events.log)" '"host":"www.example"' '"detail":"key-server: ' "127.0.0.1:${ports[first]}"
  equals "$(status local.example)" 502
  start_key_server first
  eventually 60 eval '[ "$(status www.example)" = 502 ]'
  end edge TERM
  end first TERM
}

run_tests
