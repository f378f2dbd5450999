#!/usr/bin/env bash
# Rules: the command that checks and tests them, and an edge that enforces them, with curl as the client.
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

# certify NAME CA SERIAL: creates a client certificate with the SPIFFE id of that name.
certify() {
  key_and "$1" -subj "/O=Partners/CN=$1" -out "$1.csr"
  printf 'extendedKeyUsage=clientAuth\nsubjectAltName=URI:spiffe://example.com/%s\n' "$1" >ext
  openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -set_serial "$3" -days 2 -extfile ext -out "$1.pem" 2>/dev/null
}

# configure: configures an edge with TLS; its origin is Python's HTTP server for this folder.
configure() {
  key_and www -x509 -subj /CN=www.example.com -addext subjectAltName=DNS:www.example.com,DNS:other.example.com -out www.pem
  key_and ca -x509 -subj '/CN=Partners CA' -out ca.pem
  key_and stranger-ca -x509 -subj '/CN=Somebody Else' -out stranger-ca.pem
  certify alice ca 0x0a1b
  certify bob ca 0x0a1c
  certify mallory stranger-ca 0x0a1b
  mkdir -p site/admin site/payments && echo home >site/index.html && echo open >site/open.txt
  cp site/index.html site/admin && cp site/index.html site/payments
  python3 -u -m http.server --bind 127.0.0.1 --directory site 0 >origin.out 2>&1 &
  origin=$!
  trap 'kill -KILL "$origin" 2>/dev/null || :' EXIT
  eventually 60 grep -q 'port [0-9]' origin.out
  origin_port=$(sed -n 's/.* port \([0-9]*\).*/\1/p' origin.out | head -1)
  cat >edge.yaml <<YAML
version: 1
listeners: [{address: "127.0.0.1:0"}]
admin: {address: "127.0.0.1:0"}
clientCas: {partners: {certificates: {file: ca.pem}}}
origins: {app: {servers: ["http://127.0.0.1:$origin_port"]}}
hosts:
  www.example.com:
    certificate: {chain: {file: www.pem}, key: {file: www.key}}
    clientAuth: {mode: request, cas: [partners]}
    origin: app
  other.example.com:
    certificate: {chain: {file: www.pem}, key: {file: www.key}}
    origin: app
logs: {events: {file: events.log}, access: {file: access.log}}
rules:
YAML
  cat >>edge.yaml
}

start_edge() {
  rm -f out # an earlier one said "ready", too
  env --default-signal=INT,HUP "$edgekeep" edge --config edge.yaml >out 2>&1 </dev/null &
  edge=$!
  trap 'kill -KILL "$edge" "$origin" 2>/dev/null || :' EXIT
  eventually 180 grep -qx ready out
  https=$(sed -n 's|^listening on .*https://\([^ ,]*\).*|\1|p' out)
}

end_edge() {
  kill -TERM "$edge"
  wait_until_gone "$edge"
  equals "$gone_with" 0
  kill -KILL "$origin"
  trap - EXIT
}

# ask PATH OPTION…: sends a request to www.example.com, with curl's options.
ask() {
  local path=$1
  shift
  curl -sS --cacert www.pem --connect-to "::$https" "$@" "https://www.example.com$path" 2>&1
}

# status PATH OPTION…: prints the status of the response.
status() { ask "$@" -o /dev/null -w '%{http_code}'; }

# status_as NAME PATH OPTION…
status_as() {
  local name=$1 path=$2
  shift 2
  status "$path" --cert "$name.pem" --key "$name.key" "$@"
}

test_a_host_accepts_only_issued_and_unrevoked_certificates() {
  configure <<'YAML'
  - name: clients only
    when: not tls_client_auth.cert_verified and http.host in {"www.example.com"}
    action: block
YAML
  start_edge
  for version in --http1.1 --http2; do
    equals "$(status / "$version")" 403
    equals "$(status_as mallory / "$version")" 403
    equals "$(status_as alice / "$version")" 200
  done
  equals "$(status / --http1.1 -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13')" 403
  equals "$(curl -sS --cacert www.pem --connect-to "::$https" -o /dev/null -w '%{http_code}' https://other.example.com/)" 200
  lacks "$(ask /)" "clients only" "cert_verified" "absent"
  contains "$(ask / -H 'Accept: application/json')" '"requestId":"'
  eventually 60 grep -q '"kind":"request-blocked".*"verdict":"chain-incomplete".*"rule":"clients only"' events.log
  eventually 60 grep -q '"status":403.*"rule":"clients only"' access.log
  sed -i.bak 's/{file: ca.pem}}/{file: ca.pem}, revoked: {serials: ["0a:1b"]}}/' edge.yaml
  eventually 60 grep -q '"kind":"snapshot-applied"' events.log
  equals "$(status_as alice /)" 403
  equals "$(status_as bob /)" 200
  eventually 60 grep -q '"kind":"request-blocked".*"verdict":"revoked".*"serial":"0a:1b"' events.log
  end_edge
}

test_a_path_is_restricted_to_some_certificates_in_every_spelling() {
  configure <<'YAML'
  - name: payments
    when: >
      starts_with(http.request.uri.path, "/payments/") and not (tls_client_auth.cert_verified
      and any(tls_client_auth.cert_san_uri[*] eq "spiffe://example.com/alice"))
    action: block
  - name: by serial
    when: http.request.uri.path eq "/open.txt" and cf.tls_client_auth.cert_serial eq "0A:1C"
    action: {block: {status: 410, body: "gone, bob\n"}}
  - name: by fingerprint
    when: http.request.uri.path wildcard "/admin/*" and cf.tls_client_auth.cert_fingerprint_sha256 ne "FINGERPRINT"
    action: block
  - name: nobody without a certificate
    when: http.request.uri.path wildcard "/admin/*" and tls_client_auth.cert_issuer_dn ne "CN=Partners CA" or http.request.uri.path wildcard "/admin/*" and not tls_client_auth.cert_verified
    action: block
YAML
  fingerprint=$(openssl x509 -in alice.pem -noout -fingerprint -sha256 | cut -d= -f2)
  sed -i.bak "s/FINGERPRINT/$fingerprint/" edge.yaml
  start_edge
  equals "$(status_as alice /payments/)" 200
  for path in /payments/ //payments/ /%70ayments/ /x/../payments/; do
    equals "$(status_as bob "$path" --path-as-is)" 403
    equals "$(status "$path" --path-as-is)" 403
  done
  equals "$(status_as alice /admin/)" 200
  equals "$(status_as bob /admin/)" 403
  equals "$(status /admin/)" 403
  equals "$(status_as alice /open.txt)" 200
  equals "$(ask /open.txt --cert bob.pem --key bob.key)" "gone, bob"
  equals "$(status_as bob /open.txt)" 410
  end_edge
}

test_each_action_has_its_effect() {
  configure <<'YAML'
  - {name: seen, when: 'http.request.uri.path eq "/open.txt"', action: log}
  - {name: let in, when: 'http.request.uri.path eq "/open.txt"', action: allow}
  - {name: moved, when: 'http.request.uri.path eq "/old"', action: {redirect: {status: 301, toExpression: 'concat("https://www.example.com/new?", http.request.uri.query)'}}}
  - {name: dropped, when: 'http.request.uri.path eq "/drop"', action: close}
  - {name: answered, when: 'http.request.uri.path eq "/answer"', action: {set_response_header: {name: X-Seen-By, expression: tls.version}}}
  - {name: unnamed, when: 'http.request.uri.path eq "/answer"', action: {remove_response_header: {name: Server}}}
  - {name: limited, when: 'http.request.uri.path eq "/limited"', action: {rate_limit: {by: ['http.request.headers["x-key"][0]'], period: 3600, threshold: 2}}}
  - {name: fingerprinted, when: 'len(tls.ja4) eq 36 and http.request.uri.path eq "/ja4"', action: {block: {status: 418}}}
  - {name: the rest, when: 'not http.request.uri.path in {"/answer" "/limited"}', action: block}
YAML
  start_edge
  equals "$(status /open.txt)" 200
  contains "$(ask '/old?a=b' -D -)" "301" "ocation: https://www.example.com/new?a=b"
  contains "$(ask /drop --http1.1)" "Empty reply"
  contains "$(ask /drop --http2)" "curl: ("
  contains "$(ask /answer -D - -o /dev/null)" "TLSv1.3"
  lacks "$(ask /answer -D - -o /dev/null)" "SimpleHTTP"
  equals "$(status /limited -H 'X-Key: a') $(status /limited -H 'X-Key: a') $(status /limited -H 'X-Key: a')" "404 404 429"
  equals "$(status /limited -H 'X-Key: b')" 404
  equals "$(status /ja4)" 418
  equals "$(status /rest)" 403
  eventually 60 grep -q '"kind":"rule-matched".*"rule":"seen"' events.log
  admin=$(sed -n 's|^.*http://\(127.0.0.1:[0-9]*\).*|\1|p' out | head -1)
  contains "$(curl -sS "http://$admin/metrics")" 'edgekeep_rule_matches_total{rule="limited"} 4'
  end_edge
}

test_invalid_rules_are_reported_with_their_locations_and_the_old_ones_stay() {
  configure <<'YAML'
  - {name: shut, when: 'http.host eq "www.example.com"', action: block}
YAML
  start_edge
  sed -i.bak 's/http.host eq/http.hots eq/' edge.yaml
  eventually 60 grep -q '"kind":"snapshot-refused"' events.log
  contains "$(cat events.log)" 'rules[0].when: line 1, column 1: no field' 'did you mean'
  equals "$(status /)" 403
  end_edge
  equals "$(status_of "$edgekeep" edge --config edge.yaml)" 2
}

test_check_reports_errors_with_their_positions() {
  equals "$(status_of "$edgekeep" rules check 'http.host eq "a" and ssl')" 0
  contains "$(cat output)" 'ok: http.host eq "a" and ssl'
  lacks "$(cat output)" warning
  equals "$(status_of "$edgekeep" rules check ssl)" 0
  contains "$(cat output)" "every host of the site"
  equals "$(status_of "$edgekeep" rules check 'ssl and http.hots eq "a"')" 2
  contains "$(cat output)" 'line 1, column 9: no field "http.hots"; did you mean "http.host"?'
  printf 'ssl\n  and lwer(http.host) eq "a"\n' >expression
  equals "$(status_of "$edgekeep" rules check --file expression)" 2
  contains "$(cat output)" 'line 2, column 7: no function "lwer"; did you mean "lower"?'
  equals "$(status_of "$edgekeep" rules check)" 2
  equals "$(status_of "$edgekeep" rules)" 2
}

test_fmt_prints_one_stable_form() {
  equals "$(status_of "$edgekeep" rules fmt '((http.host == "a")) && !(ssl || http.host ~ "x\d")')" 0
  equals "$(cat output)" 'http.host eq "a" and not (ssl or http.host matches "x\d")'
  equals "$(status_of "$edgekeep" rules fmt "$(cat output)")" 0
  equals "$(cat output)" 'http.host eq "a" and not (ssl or http.host matches "x\d")'
}

test_an_expression_is_evaluated_for_a_recorded_request() {
  cat >request.yaml <<'YAML'
method: POST
url: https://api.example.com/a/b.json?x=1
headers: {User-Agent: curl/8, X-Role: [dev, admin]}
ip.src: 192.0.2.7
tls_client_auth.cert_verified: false
YAML
  expression='http.host eq "api.example.com" and not tls_client_auth.cert_verified'
  equals "$(status_of "$edgekeep" rules test "$expression" --request request.yaml)" 0
  contains "$(cat output)" "matched" 'true   http.host eq "api.example.com"' 'it is "api.example.com"' \
    "false  tls_client_auth.cert_verified"
  expression='ip.src in {192.0.2.0/24} and any(http.request.headers["x-role"][*] eq "root")'
  equals "$(status_of "$edgekeep" rules test "$expression" --request request.yaml)" 1
  contains "$(cat output)" "not matched" "true   ip.src in" "false  any("
  equals "$(status_of "$edgekeep" rules test 'ssl and' --request request.yaml)" 2
  echo '{"http.hots": "a"}' >request.json
  equals "$(status_of "$edgekeep" rules test ssl --request request.json)" 2
  contains "$(cat output)" "http.hots" "unknown key"
  echo '{"http.host": "a", "http.request.uri": "/x?y=z", "ssl": false}' >request.json
  equals "$(status_of "$edgekeep" rules test 'not ssl and http.request.full_uri eq "http://a/x?y=z"' --request request.json)" 0
}

run_tests
