#!/usr/bin/env bash
# A control plane with its edge, driven by the command line and seen from outside by curl and openssl.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=acceptance/harness.sh
. "$here/harness.sh"
edgekeep=$here/../edgekeep

# start_control: starts a control plane with an edge, waits until it is ready, and sets the context "here".
start_control() {
  api=$(free_port) https=$(free_port) admin=$(free_port) origin=$(free_port)
  export XDG_CONFIG_HOME=$PWD/config
  unset EDGEKEEP_SERVER EDGEKEEP_TOKEN
  openssl rand -hex 32 >master.key
  chmod 600 master.key
  cat >control.yaml <<END
version: 1
api: {address: "127.0.0.1:$api"}
store: {sqlite: edgekeep.db}
masterKey: {file: master.key}
adminToken: admin.token
edge:
  listeners: [{address: "127.0.0.1:$https"}]
  admin: {address: "127.0.0.1:$admin"}
END
  mkdir -p www
  echo "the origin" >www/index.html
  python3 -m http.server "$origin" --bind 127.0.0.1 --directory www >origin.log 2>&1 </dev/null &
  origin_pid=$!
  rm -f out # an earlier one said "ready", too
  "$edgekeep" control --config control.yaml >out 2>&1 </dev/null &
  control=$!
  trap 'kill -KILL "$control" "$origin_pid" 2>/dev/null || :' EXIT
  eventually 180 grep -qx ready out
  eventually 60 curl -sS "http://127.0.0.1:$origin/"
  "$edgekeep" context set here --server "http://127.0.0.1:$api" --token-file admin.token
}

# server_certificate NAME: creates NAME.pem and NAME.key for the host NAME.
server_certificate() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
    -keyout "$1.key" -out "$1.pem" -subj "/CN=$1" -addext "subjectAltName=DNS:$1" \
    -addext "basicConstraints=critical,CA:FALSE" 2>/dev/null
}

# wanted: creates the file for "apply".
wanted() {
  cat >site.yaml <<END
certificates:
  www: {chain: {file: www.example.com.pem}, privateKey: {file: www.example.com.key}}
sites:
  example.com:
    origins:
      app: {servers: ["http://127.0.0.1:$origin"]}
    hosts:
      www.example.com: {certificate: www, clientAuth: {mode: require}, origin: app}
    clientCa: {hosts: [www.example.com]}
END
}

# ask OPTION…: requests https://www.example.com/ with curl; prints the response or the error.
ask() {
  curl -sS -k --max-time 60 --connect-to "::127.0.0.1:$https" "$@" https://www.example.com/ 2>&1 || :
}

test_a_site_is_applied_and_a_client_is_accepted_revoked_and_accepted_again() {
  start_control
  server_certificate www.example.com
  wanted
  contains "$("$edgekeep" apply -f site.yaml --dry-run)" "+ site example.com" "+ host www.example.com"
  equals "$("$edgekeep" site list -o json | tr -d ' \n')" '{"items":[]}'
  "$edgekeep" apply -f site.yaml --yes
  equals "$("$edgekeep" apply -f site.yaml --yes)" "nothing to change"

  "$edgekeep" client-cert issue --subject CN=Alice --out alice >issued
  lacks "$(cat issued)" "PRIVATE KEY"
  equals "$(stat -c %a alice/client.key)" 600
  alice=(--cert alice/client.pem --key alice/client.key)
  contains "$(ask)" "certificate required"
  equals "$(ask "${alice[@]}")" "the origin"
  openssl verify -CAfile alice/ca.pem alice/client.pem

  serial=$(openssl x509 -in alice/client.pem -noout -serial | cut -d= -f2)
  "$edgekeep" client-cert revoke "$serial" --reason keyCompromise
  contains "$(ask "${alice[@]}")" "certificate revoked"
  contains "$("$edgekeep" events --verdict revoked --serial "$serial")" "CN=Alice" www.example.com
  "$edgekeep" ca crl | openssl crl -noout -text >crl
  contains "$(tr -d : <crl)" "$serial"

  "$edgekeep" client-cert activate "$serial"
  equals "$(ask "${alice[@]}")" "the origin"
  contains "$("$edgekeep" audit --kind client-certificate)" activate revoke
}

test_a_custom_ca_is_trusted_where_it_is_bound() {
  start_control
  server_certificate www.example.com
  wanted
  "$edgekeep" apply -f site.yaml --yes
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -keyout ca.key \
    -out ca.pem -subj "/CN=Partners" -addext "basicConstraints=critical,CA:TRUE" \
    -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout bob.key -out bob.csr \
    -subj "/CN=Bob" 2>/dev/null
  openssl x509 -req -in bob.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 10 -out bob.pem \
    2>/dev/null
  "$edgekeep" ca upload partners --file ca.pem
  contains "$(ask --cert bob.pem --key bob.key)" alert
  "$edgekeep" ca bind --ca-name partners www.example.com
  equals "$(ask --cert bob.pem --key bob.key)" "the origin"
  equals "$("$edgekeep" ca hosts --ca-name partners)" www.example.com
  equals "$(status_of "$edgekeep" ca delete partners)" 1
  "$edgekeep" ca unbind --ca-name partners www.example.com
  contains "$(ask --cert bob.pem --key bob.key)" alert
  "$edgekeep" ca delete partners
}

test_a_certificate_is_renewed_under_its_name() {
  start_control
  server_certificate www.example.com
  wanted
  "$edgekeep" apply -f site.yaml --yes
  server_certificate www.example.com
  contains "$("$edgekeep" apply -f site.yaml --yes)" "~ certificate www" "1 changed"
  openssl s_client -connect "127.0.0.1:$https" -servername www.example.com </dev/null 2>/dev/null |
    openssl x509 -noout -fingerprint >shown
  equals "$(cat shown)" "$(openssl x509 -in www.example.com.pem -noout -fingerprint)"
}

test_errors_are_reported_with_the_right_status() {
  start_control
  "$edgekeep" site create example.com
  equals "$(status_of "$edgekeep" site create example.com)" 1
  equals "$(status_of "$edgekeep" origin set app --to ftp://127.0.0.1)" 1
  contains "$(cat output)" "servers[0]"
  equals "$(status_of "$edgekeep" client-cert issue)" 2
  equals "$(status_of "$edgekeep" site list --server http://127.0.0.1:1)" 3
  equals "$(status_of "$edgekeep" site list --token wrong)" 1
  "$edgekeep" token create looks --role viewer --out viewer.token
  equals "$(stat -c %a viewer.token)" 600
  equals "$(status_of "$edgekeep" site create other.example --token-file viewer.token)" 1
  contains "$(cat output)" "viewer"
}

test_events_are_followed() {
  start_control
  server_certificate www.example.com
  wanted
  "$edgekeep" apply -f site.yaml --yes
  "$edgekeep" events --follow -o json >followed 2>&1 </dev/null &
  follower=$!
  # Requests are repeated until an event is seen, because following begins some time after the command starts.
  seen_one() {
    ask >/dev/null
    grep -q '"verdict":"absent"' followed
  }
  eventually 60 seen_one
  kill "$follower"
}

run_tests
