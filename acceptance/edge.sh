#!/usr/bin/env bash
# ./edgekeep edge: checks of a configuration, and signals.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=acceptance/harness.sh
. "$here/harness.sh"
edgekeep=$here/../edgekeep

# configure: creates a host, a certificate and an edge.yaml on free ports; there is no origin.
configure() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=www.example.com \
    -addext subjectAltName=DNS:www.example.com -keyout www.key -out www.pem 2>/dev/null
  cat >edge.yaml <<'YAML'
version: 1
listeners: [{address: "127.0.0.1:0"}]
admin: {address: "127.0.0.1:0"}
origins: {app: {servers: ["http://127.0.0.1:9"]}}
hosts:
  www.example.com: {certificate: {chain: {file: www.pem}, key: {file: www.key}}, origin: app}
YAML
}

start_edge() {
  rm -f out # an earlier one said "ready", too
  env --default-signal=INT,HUP "$edgekeep" edge --config edge.yaml >out 2>&1 </dev/null &
  edge=$!
  trap 'kill -KILL "$edge" 2>/dev/null || :' EXIT
  eventually 180 grep -qx ready out
}

end_edge() {
  kill "-$1" "$edge"
  wait_until_gone "$edge"
  equals "$gone_with" 0
  trap - EXIT
}

# address SCHEME: prints the address after the scheme in the line "listening on".
address() { sed -n "s|^listening on .*$1://\([^ ,]*\).*|\1|p" out; }

test_a_good_configuration_passes_the_check() {
  configure
  equals "$(status_of "$edgekeep" edge --config edge.yaml --check)" 0
  contains "$(cat output)" "can be served"
}

test_all_problems_are_reported_at_once_with_their_locations() {
  configure
  sed -i.bak 's/origin: app/origin: ap/; s/^version: 1/version: 1\nnonsense: 2/' edge.yaml
  for option in --check ''; do
    # shellcheck disable=SC2086 # no word when empty
    equals "$(status_of "$edgekeep" edge --config edge.yaml $option)" 2
    contains "$(cat output)" "2 problems" "nonsense" 'hosts."www.example.com".origin' 'did you mean "app"?'
  done
}

test_numbers_are_printed_in_english_format_in_every_locale() {
  configure
  echo 'limits: {headerBytes: 99999999}' >>edge.yaml
  export EDGEKEEP_JAVA_OPTS='-Duser.language=de -Duser.country=DE'
  equals "$(status_of "$edgekeep" edge --config edge.yaml --check)" 2
  contains "$(cat output)" "99,999,999 is out of bounds"
}

test_a_missing_file_and_invalid_options_are_wrong_usage() {
  equals "$(status_of "$edgekeep" edge --config none.yaml)" 2
  contains "$(cat output)" "none.yaml"
  equals "$(status_of "$edgekeep" edge)" 2
  contains "$(cat output)" "--config"
  equals "$(status_of "$edgekeep" egde)" 2
  contains "$(cat output)" "edge"
}

test_a_port_in_use_is_named() {
  configure
  start_edge
  sed -i.bak "s/127.0.0.1:0\"}\]/$(address https)\"}]/" edge.yaml
  equals "$(status_of "$edgekeep" edge --config edge.yaml)" 3
  contains "$(cat output)" "$(address https)"
  lacks "$(cat output)" "	at "
  end_edge TERM
}

test_sighup_reloads_the_file_and_reopens_logs() {
  configure
  echo 'logs: {events: {file: events.log}}' >>edge.yaml
  start_edge
  eventually 60 grep -q '"kind":"started"' events.log
  mv events.log events.log.1
  kill -HUP "$edge"
  eventually 60 grep -q '"kind":"snapshot-applied"' events.log
  end_edge TERM
  contains "$(cat events.log)" '"kind":"draining"' '"kind":"stopped"'
}

test_a_new_certificate_is_served_without_a_restart() {
  configure
  start_edge
  served() { openssl s_client -connect "$(address https)" -servername www.example.com </dev/null 2>/dev/null | openssl x509 -noout -serial; }
  equals "$(served)" "$(openssl x509 -in www.pem -noout -serial)"
  configure
  is_served() { [ "$(served)" = "$(openssl x509 -in www.pem -noout -serial)" ]; }
  eventually 60 is_served
  end_edge INT
}

test_the_admin_server_is_ready_and_the_name_guard_holds() {
  configure
  start_edge
  admin=$(sed -n 's|^listening on .*admin http://\([^ ,]*\).*|\1|p' out)
  contains "$(curl -sS "http://$admin/readyz")" '"ready"'
  contains "$(curl -sS "http://$admin/hosts?name=www.example.com")" '"mode":"off"' '"keyType":"ECDSA P-256"'
  contains "$(curl -sS -H 'Host: evil.example' "http://$admin/hosts")" "Misdirected"
  end_edge TERM
}

run_tests
