#!/usr/bin/env bash
# A control plane is killed, or its disk is full: no acknowledged change is lost, and nothing is damaged.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=acceptance/harness.sh
. "$here/harness.sh"
edgekeep=$here/../edgekeep

configure() {
  openssl rand -hex 32 >master.key
  cat >control.yaml <<'YAML'
version: 1
api: {address: "127.0.0.1:0"}
store: {sqlite: edgekeep.db}
masterKey: {file: master.key}
adminToken: admin.token
YAML
}

# start_control: starts a control plane with its output in the file "out" and the address of its API in $api.
start_control() {
  rm -f out # that of an earlier one says "ready", too
  "$edgekeep" control --config control.yaml >out 2>&1 </dev/null &
  control=$!
  trap 'kill -KILL "$control" 2>/dev/null || :' EXIT
  eventually 180 grep -qx ready out
  api=$(sed -n 's|^listening on .*API \(http://[^ ]*\)$|\1/api/v1|p' out)
}

# call METHOD PATH [BODY]: prints the body and, on a separate line, the status.
call() {
  curl -sS --max-time 60 -w '\n%{http_code}\n' -X "$1" -H "Authorization: Bearer $(cat admin.token)" \
    ${3+--data-binary "$3"} "$api$2"
}

# writer N: adds sites until it is stopped; acknowledged names go to the file acked.N.
writer() {
  local n=0
  while [ ! -e stop ]; do
    n=$((n + 1))
    if [ "$(call POST /sites "{\"name\": \"s$1-$round-$n.example\"}" 2>/dev/null | tail -n 1)" = 201 ]; then
      echo "s$1-$round-$n.example" >>"acked.$1"
    fi
  done
}

# all_there: checks that every acknowledged name is listed.
all_there() {
  local cursor='' page
  : >listed
  while :; do
    page=$(call GET "/sites?limit=1000&cursor=$cursor" | head -n 1)
    printf '%s' "$page" | grep -o '"name":"[^"]*"' | cut -d'"' -f4 >>listed
    cursor=$(printf '%s' "$page" | sed -n 's/.*"next":"\([^"]*\)".*/\1/p')
    [ -n "$cursor" ] || break
  done
  sort -u listed >sorted
  cat acked.* | sort -u >wanted
  equals "$(comm -23 wanted sorted | head -n 3)" ""
}

test_killing_it_at_any_moment_under_load_loses_nothing_acknowledged() {
  configure
  : >acked.1
  for round in 1 2 3 4 5 6; do
    rm -f stop
    start_control
    [ "$round" = 1 ] || all_there
    writers=
    for n in 1 2 3; do
      writer "$n" &
      writers="$writers $!"
    done
    before=$(cat acked.* | wc -l)
    more() { [ "$(cat acked.* | wc -l)" -gt $((before + 20 + RANDOM % 40)) ]; }
    eventually 180 more
    kill -KILL "$control"
    wait "$control" 2>/dev/null || :
    touch stop
    # shellcheck disable=SC2086 # one word each
    wait $writers || :
  done
  start_control
  all_there
  contains "$(call GET "/audit?limit=1000" | head -n 1)" '"action":"create"'
  kill -TERM "$control"
  wait_until_gone "$control"
  equals "$gone_with" 0
}

test_a_full_disk_refuses_changes_and_damages_nothing() {
  configure
  start_control
  equals "$(call POST /sites '{"name": "kept.example"}' | tail -n 1)" 201
  kill -TERM "$control"
  wait_until_gone "$control"
  # No file may become larger than 3 MiB, which simulates a full disk. The program itself
  # unpacks a library of half that size.
  rm -f out
  (
    ulimit -f 3072
    exec "$edgekeep" control --config control.yaml >out 2>&1 </dev/null
  ) &
  control=$!
  eventually 180 grep -qx ready out
  api=$(sed -n 's|^listening on .*API \(http://[^ ]*\)$|\1/api/v1|p' out)
  n=0
  until call POST /sites "{\"name\": \"n$n.example\"}" >answer && [ "$(tail -n 1 answer)" = 507 ]; do
    n=$((n + 1))
    [ "$n" -lt 2000 ] || fail "the disk was never full: $(cat answer)"
  done
  contains "$(cat answer)" "urn:edgekeep:problem:storage-full" "nothing was changed"
  contains "$(call GET /sites/kept.example)" '"name":"kept.example"' 200
  kill -TERM "$control"
  wait_until_gone "$control"
  start_control
  equals "$(call GET /sites/kept.example | tail -n 1)" 200
  equals "$(call POST /sites "{\"name\": \"n$n.example\"}" | tail -n 1)" 201
  kill -TERM "$control"
  wait_until_gone "$control"
}

test_a_backup_is_made_of_a_running_control_plane_and_restored() {
  configure
  start_control
  call POST /sites '{"name": "before.example"}' >answer
  equals "$(status_of "$edgekeep" control backup --config control.yaml --to copy.db)" 0
  call POST /sites '{"name": "after.example"}' >answer
  equals "$(status_of "$edgekeep" control restore --config control.yaml --from copy.db --replace)" 3
  contains "$(cat output)" "is in use"
  kill -TERM "$control"
  wait_until_gone "$control"
  equals "$(status_of "$edgekeep" control restore --config control.yaml --from copy.db)" 3
  contains "$(cat output)" "is there already"
  equals "$(status_of "$edgekeep" control restore --config control.yaml --from copy.db --replace)" 0
  start_control
  equals "$(call GET /sites/before.example | tail -n 1)" 200
  equals "$(call GET /sites/after.example | tail -n 1)" 404
  kill -TERM "$control"
  wait_until_gone "$control"
}

test_another_master_key_or_an_invalid_configuration_is_reported() {
  configure
  start_control
  kill -TERM "$control"
  wait_until_gone "$control"
  echo short >master.key
  equals "$(status_of "$edgekeep" control --config control.yaml)" 2
  contains "$(cat output)" "64 hexadecimal digits" "openssl rand -hex 32"
  echo 'nonsense: 1' >>control.yaml
  equals "$(status_of "$edgekeep" control --config control.yaml --check)" 2
  contains "$(cat output)" "nonsense" "unknown key"
  equals "$(status_of "$edgekeep" control)" 2
  contains "$(cat output)" "--config"
}

run_tests
