#!/usr/bin/env bash
# A new user's first minutes: ./edgekeep up, the printed curl commands, stopping by a signal.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=acceptance/harness.sh
. "$here/harness.sh"
edgekeep=$here/../edgekeep

# start_up OPTION…: starts it and waits until it is ready; its output is in the file "out".
start_up() {
  rm -f out # an earlier one said "ready", too
  env --default-signal=INT,HUP "$edgekeep" up "$@" >out 2>&1 </dev/null &
  up=$!
  trap 'kill -KILL "$up" 2>/dev/null || :' EXIT
  eventually 180 grep -qx ready out
}

# end_up SIGNAL: sends the signal and checks that the process exits with status 0.
end_up() {
  kill "-$1" "$up"
  wait_until_gone "$up"
  equals "$gone_with" 0
  trap - EXIT
}

# line N: prints the Nth printed curl command.
line() { grep '^curl' out | sed -n "${1}p"; }

# paste_line N: runs the Nth printed command as if it was pasted into a shell; quietly, with errors.
paste_line() { sh -c "$(line "$1") -sS" 2>&1 || :; }

test_the_printed_curl_commands_have_the_described_results() {
  base=$(free_port 7)
  start_up --port-base "$base"
  equals "$(grep -c '^curl' out)" 5
  contains "$(paste_line 1)" "The demo origin received" "Host: mtls.localhost:$base" \
    "Edgekeep-Client-Verdict: verified" "Client-Cert: :"
  contains "$(paste_line 2)" "certificate required"
  contains "$(paste_line 3)" "unknown ca"
  contains "$(paste_line 4)" "The demo origin received" "Edgekeep-Client-Verdict: "
  lacks "$(paste_line 4)" "Edgekeep-Client-Verdict: verified"
  contains "$(paste_line 5)" "The demo origin received" "Host: keyless.localhost:$base"
  eventually 60 grep -q '"CN=demo edge.*keyless.localhost' edgekeep-data/keyserver/audit.log
  contains "$(curl -sS "http://127.0.0.1:$((base + 5))/KeylessReloadCerts")" P-256
  contains "$(ls edgekeep-data/demo)" keyless.pem
  lacks "$(ls edgekeep-data/demo)" keyless.key
  eventually 60 grep -q '"kind":"handshake-refused".*"verdict":"absent"' out
  eventually 60 grep -q '"issuer":"CN=A CA of somebody else' out
  contains "$(curl -sS -i "http://localhost:$((base + 1))/a?b" 2>&1)" " 308 " "location: https://localhost:$base/a?b"
  contains "$(curl -sS "http://127.0.0.1:$((base + 3))/readyz")" '"status":"ready"'
  contains "$(curl -sS "http://127.0.0.1:$((base + 3))/metrics")" \
    'edgekeep_handshakes_refused_total{reason="absent"}' 'edgekeep_requests_total{protocol="HTTP/2",status="2xx"}'
  end_up TERM
  contains "$(cat edgekeep-data/access.log)" '"status":200' '"verdict":"verified"'
}

test_a_second_start_uses_the_existing_data() {
  base=$(free_port 7)
  start_up --port-base "$base" --data "my data"
  end_up INT
  cp -p "my data/demo/client.pem" "my data/control.yaml" .
  start_up --data "my data"
  contains "$(line 1)" "'my data/demo/ca.pem'" ":$base/"
  contains "$(paste_line 1)" "The demo origin received"
  end_up TERM
  cmp client.pem "my data/demo/client.pem"
  cmp control.yaml "my data/control.yaml"
}

# api METHOD PATH [BODY]: calls the control plane as the first administrator.
api() {
  curl -sS --cacert edgekeep-data/demo/ca.pem -X "$1" -H "Authorization: Bearer $(cat edgekeep-data/admin.token)" \
    ${3+--data-binary "$3"} "https://localhost:$((base + 2))/api/v1$2"
}

test_a_revocation_takes_effect_on_the_next_request_of_an_open_connection() {
  base=$(free_port 7)
  start_up --port-base "$base"
  id=$(api GET /sites/localhost/client-certificates | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
  # One connection for all requests: each line that is written requests a page.
  curl -sS --rate 5/s --cacert edgekeep-data/demo/ca.pem --cert edgekeep-data/demo/client.pem --key edgekeep-data/demo/client.key \
    -o /dev/null -w '%{stderr}%{http_code} %{num_connects}\n' "https://mtls.localhost:$base/?[1-3000]" 2>codes &
  client=$!
  trap 'kill "$client" "$up" 2>/dev/null || :' EXIT
  eventually 60 grep -q '^200 0$' codes
  contains "$(api POST "/sites/localhost/client-certificates/$id/revoke" '{"reason": "keyCompromise"}')" '"status":"revoked"'
  eventually 60 grep -q '^403 0$' codes
  equals "$(grep -c '^200 1$' codes)" 1
  eventually 60 grep -q 'certificate revoked' codes
  contains "$(paste_line 1)" "revoked"
  contains "$(api GET '/events?verdict=revoked')" '"host":"mtls.localhost"'
  contains "$(api POST "/sites/localhost/client-certificates/$id/activate?wait=deployed" '{}')" '"status":"active"'
  contains "$(paste_line 1)" "The demo origin received"
  kill "$client" 2>/dev/null || :
  end_up TERM
}

test_the_api_speaks_http_and_https_on_loopback_and_has_its_description() {
  base=$(free_port 7)
  start_up --port-base "$base"
  contains "$(api GET /sites)" '"name":"localhost"'
  contains "$(curl -sS "http://127.0.0.1:$((base + 2))/api/v1/sites")" "urn:edgekeep:problem:unauthenticated"
  contains "$(curl -sS "http://127.0.0.1:$((base + 2))/openapi.yaml")" "openapi: 3.1"
  contains "$(curl -sS "http://127.0.0.1:$((base + 2))/docs")" "swagger-ui"
  end_up TERM
}

test_keys_are_readable_only_for_their_owner() {
  start_up --port-base "$(free_port 7)"
  end_up TERM
  equals "$(find edgekeep-data -maxdepth 0 -perm 700 | wc -l | tr -d ' ')" 1
  equals "$(find edgekeep-data -name '*.key' ! -perm 600 | wc -l | tr -d ' ')" 0
}

test_a_port_in_use_is_named_with_what_to_do() {
  base=$(free_port 7)
  start_up --port-base "$base"
  equals "$(status_of "$edgekeep" up --port-base "$base" --data other)" 3
  contains "$(cat output)" "$((base + 6))" "in use" "--port-base"
  lacks "$(cat output)" "	at "
  end_up TERM
}

test_other_ports_for_an_edited_configuration_are_refused() {
  start_up --port-base "$(free_port 7)"
  end_up TERM
  echo '# mine' >>edgekeep-data/control.yaml
  equals "$(status_of "$edgekeep" up --port-base 20000)" 2
  contains "$(cat output)" "has been edited"
}

run_tests
