#!/usr/bin/env bash
# WebSockets through ./edgekeep edge, with client certificates, and a server and a client in Python.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=acceptance/harness.sh
. "$here/harness.sh"
edgekeep=$here/../edgekeep

# key_and NAME OPTION…: creates NAME.key, and NAME.pem with openssl req and these options.
key_and() {
  local name=$1
  shift
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout "$name.key" "$@" 2>/dev/null
}

# certify NAME SERIAL: creates a client certificate.
certify() {
  key_and "$1" -subj "/CN=$1" -out "$1.csr"
  printf 'extendedKeyUsage=clientAuth\n' >ext
  openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -set_serial "$2" -days 2 -extfile ext -out "$1.pem" 2>/dev/null
}

# start: creates certificates, an origin and an edge that requires certificates. Its input is appended to edge.yaml.
start() {
  key_and www -x509 -subj /CN=www.example.com -addext subjectAltName=DNS:www.example.com -out www.pem
  key_and ca -x509 -subj '/CN=Partners CA' -out ca.pem
  certify alice 0x0a1b
  certify bob 0x0a1c
  python3 -u "$here/websocket.py" serve >origin.out 2>&1 &
  origin=$!
  edge=
  # shellcheck disable=SC2086 # no word before there is an edge
  trap 'kill -KILL "$origin" $edge 2>/dev/null || :' EXIT
  eventually 60 grep -q "[0-9]" origin.out
  cat >edge.yaml <<YAML
version: 1
listeners: [{address: "127.0.0.1:0"}]
admin: {address: "127.0.0.1:0"}
clientCas: {partners: {certificates: {file: ca.pem}, revoked: {serials: []}}}
origins: {app: {servers: ["http://127.0.0.1:$(head -1 origin.out)"]}}
hosts:
  www.example.com:
    certificate: {chain: {file: www.pem}, key: {file: www.key}}
    clientAuth: {mode: require, cas: [partners]}
    origin: app
logs: {events: {file: events.log}, access: {file: access.log}}
YAML
  cat >>edge.yaml
  env --default-signal=INT,HUP "$edgekeep" edge --config edge.yaml >out 2>&1 </dev/null &
  edge=$!
  eventually 180 grep -qx ready out
}

# address SCHEME: prints the address after the scheme in the line "listening on".
address() { sed -n "s|^listening on .*$1://\([^ ,]*\).*|\1|p" out; }

# talk CLIENT: opens a WebSocket as that client; reads instructions.
talk() { python3 -u "$here/websocket.py" talk www.example.com "$(address https | sed 's/.*://')" "$1.pem" "$1.key"; }

# open CLIENT: opens a WebSocket that stays open, with instructions from the file CLIENT.in and output in CLIENT.out.
open() {
  : >"$1.in"
  (tail -n +1 -f "$1.in" --pid $$ | talk "$1") >"$1.out" 2>&1 &
  eventually 60 grep -q ' 101 ' "$1.out"
}

test_messages_pass_both_ways_until_it_is_closed() {
  start </dev/null
  equals "$(printf 'say hello\nsay %s\nclose\n' "$(printf '%5000s' x)" | talk alice | tr -d ' ')" \
    "$(printf 'HTTP/1.1101SwitchingProtocols\nhello\nx\n1000')"
  eventually 60 grep -q '"status":101.*"outcome":"complete"' access.log
  contains "$(curl -sS "http://$(sed -n 's|^listening on .*admin http://\([^ ,]*\).*|\1|p' out)/metrics")" "edgekeep_tunnels 0.0"
}

test_a_rule_decides_who_may_open_a_websocket() {
  start <<'YAML'
rules:
  - {name: not alice, when: 'any(lower(http.request.headers["upgrade"][*])[*] contains "websocket") and tls_client_auth.cert_serial eq "0A1B"', action: block}
YAML
  contains "$(talk alice </dev/null)" "HTTP/1.1 403"
  contains "$(echo 'say hello' | talk bob)" "HTTP/1.1 101" hello
}

test_a_revoked_client_loses_its_open_websocket_and_no_other_does() {
  start </dev/null
  open alice
  open bob
  echo 'say hello' >>alice.in
  eventually 60 grep -qx hello alice.out
  echo wait >>alice.in
  sed -i.bak 's/serials: \[\]/serials: ["0a1b"]/' edge.yaml
  kill -HUP "$edge"
  eventually 60 grep -qx gone alice.out
  contains "$(cat events.log)" '"verdict":"revoked"' 'an open WebSocket was ended'
  eventually 60 grep -q '"outcome":"refused"' access.log
  echo 'say still here' >>bob.in
  eventually 60 grep -qx 'still here' bob.out
}

test_it_stays_open_while_the_edge_drains_and_is_closed_at_the_time_limit() {
  start <<'YAML'
limits: {drainTimeoutMillis: 15000}
YAML
  open alice
  kill -TERM "$edge"
  eventually 60 grep -q '"kind":"draining"' events.log
  echo 'say still here' >>alice.in
  eventually 14 grep -qx 'still here' alice.out
  echo wait >>alice.in
  eventually 60 grep -qx gone alice.out
  wait_until_gone "$edge"
  contains "$(cat access.log)" '"outcome":"edge"'
}

run_tests
