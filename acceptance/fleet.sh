#!/usr/bin/env bash
# The guide "A fleet" on loopback: two control planes over one PostgreSQL, three message servers with TLS that confine nodes, three edges.
# Then its parts are killed in an order that a seed decides, while clients check every answer:
#   ROUNDS=10 SEED=7 acceptance/fleet.sh
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=acceptance/harness.sh
. "$here/harness.sh"
# shellcheck source=acceptance/lib/fleet.sh
. "$here/lib/fleet.sh"
edgekeep=$here/../edgekeep
# Rounds of all faults.
rounds=${ROUNDS:-1}
seed=${SEED:-$RANDOM}

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
    for n in 1 2 3; do
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

# revoke_one CONTROL: a client is issued a certificate, admitted by all edges, revoked, and refused by all.
revoke_one() {
  revoke_unseen "$1" 1 2 3
  echo "client-$issued" >>revoked
}

# revoke_unseen CONTROL EDGE…: the same for some edges; the others may not know it yet.
revoke_unseen() {
  local control=$1 client n
  shift
  issued=$((issued + 1))
  client=client-$issued
  eventually 60 issue "$control" "$client" # a busy machine may take long to answer
  for n in "$@"; do eventually 30 admitted "$n" "$client"; done
  eventually 60 revoke "$control" "$client"
  for n in "$@"; do eventually 30 refused "$n" "$client"; done
}

issue() {
  rm -rf "$2" # of an attempt that failed
  control "$1" client-cert issue --subject "CN=$2" --out "$2" --no-wait >/dev/null
}

revoke() {
  local serial
  serial=$(openssl x509 -in "$2/client.pem" -noout -serial | cut -d= -f2)
  control "$1" client-cert revoke "$serial" --no-wait >/dev/null
}

# others EDGE: the other ones.
others() { printf '%s\n' 1 2 3 | grep -vx "$1"; }

# page EDGE PATH: prints a page of the edge's admin server.
page() { curl -s --max-time 10 "http://127.0.0.1:${admin[$1]}$2"; }

is_stale() { page "$1" '/readyz?strict' | grep -q stale && page "$1" /metrics | grep -qx 'edgekeep_snapshot_stale 1.*'; }

is_current() { [ "$(curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:${admin[$1]}/readyz?strict")" = 200 ]; }

# restarted EDGE [CLOCK]: kills it, and starts it; it refuses whoever was refused before.
restarted() {
  touch "down-$1"
  killed "edge-$1"
  start_edge "$@"
  edge_ready "$1"
  while read -r client; do
    refused "$1" "$client" || fail "edge $1 admits $client after its restart, which was revoked"
  done <revoked
  rm "down-$1"
}

# chance: octets without end, the same for the same seed and round.
chance() { openssl enc -aes-128-ctr -nosalt -pass "pass:$seed $round" </dev/zero 2>/dev/null; }

# --- Faults: each leaves the fleet complete --------------------------------------------------

faults='control_1 control_2 one_nats all_nats postgres edge partition full_disk clock older_replica refusing_node removed_node'

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
  for n in 1 2 3; do eventually 60 refused "$n" "$client"; done
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

fault_edge() { restarted $((1 + RANDOM % 3)); }

# Parted from the message servers, without a word, an edge serves what it has, says so, and catches up.
fault_partition() {
  local n=$((1 + RANDOM % 3)) client
  relays_of "$n" STOP
  # shellcheck disable=SC2046
  revoke_unseen 1 $(others "$n")
  client=client-$issued
  eventually 60 is_stale "$n"
  admitted "$n" good || fail "edge $n needs the feed"
  relays_of "$n" CONT
  eventually 60 refused "$n" "$client"
  eventually 60 is_current "$n"
  echo "$client" >>revoked
}

# An edge that cannot write enforces everything all the same, says so, and has it on its disk once there is room.
fault_full_disk() {
  local n=$((1 + RANDOM % 3))
  prlimit --pid "$(cat "edge-$n.pid")" --fsize=0:
  revoke_one 1
  eventually 60 says_it_cannot_write "$n"
  prlimit --pid "$(cat "edge-$n.pid")" --fsize=unlimited:
  revoke_one 2
  relays_of "$n" STOP
  restarted "$n"
  relays_of "$n" CONT
}

says_it_cannot_write() { control 2 node get "edge-$1" -o json | grep -q '"stateWritten" *: *false'; }

# Edge and control plane differ by five minutes, in either direction.
fault_clock() {
  local n=$((1 + RANDOM % 3)) clock
  if [ $((RANDOM % 2)) = 0 ]; then clock=+5m; else clock=-5m; fi
  restarted "$n" "$clock"
  revoke_one 1
  eventually 60 all_have_the_newest
  restarted "$n"
  killed control-2
  start_control 2 "$clock"
  control_ready 2
  revoke_one 1
  eventually 60 all_have_the_newest
  killed control-2
  start_control 2
  control_ready 2
}

sql() { "$(postgres_program psql)" -h 127.0.0.1 -p "$postgres" -U postgres -qAt -c "$1"; }

# A control plane of the version before does not start with tables of the one after; one that runs goes on.
fault_older_replica() {
  killed control-2
  sql "INSERT INTO schema_history (installed_rank, version, description, type, script, installed_by, execution_time, success)
    VALUES (1000000, '999999999999', 'later', 'SQL', 'V999999999999__later.sql', 'test', 0, true)"
  equals "$(status_of "$edgekeep" control --config control-2.yaml)" 3
  contains "$(cat output)" 'was made by a newer version of Edgekeep'
  revoke_one 1
  sql "DELETE FROM schema_history WHERE installed_rank = 1000000"
  start_control 2
  control_ready 2
}

# A node refuses versions, as its disk says that it had a later one: it is told apart, refuses revoked clients, and holds nobody up.
fault_refusing_node() {
  local n=$((1 + RANDOM % 3))
  touch "down-$n"
  killed "edge-$n"
  cp "state-$n/newest" newest.before
  printf '\0\0\0\0\1\0\0\0' >"state-$n/newest"
  start_edge "$n"
  edge_ready "$n"
  rm "down-$n"
  revoke_one 2
  eventually 60 is_stale "$n"
  eventually 60 refusal_is_told "$n"
  touch "down-$n"
  killed "edge-$n"
  cp newest.before "state-$n/newest"
  rm "down-$n"
  restarted "$n"
}

refusal_is_told() { control 1 node get "edge-$1" -o json | grep -q 'older than version'; }

# A node that was removed while nobody could tell it goes on listening, and gets nothing that is published after. With its old
# connection it may still get the word of its removal: then it ends.
fault_removed_node() {
  local version
  join_edge 4
  edge_ready 4
  eventually 60 all_have_the_newest 4
  version=$(version_of 4)
  relays_of 4 STOP
  control 1 node remove edge-4
  eventually 60 all_have_the_newest
  revoke_one 2
  admitted 4 good || fail "edge 4 does not listen any more"
  relays_of 4 CONT
  revoke_one 1
  if [ "$(version_of 4)" = "$version" ]; then
    killed edge-4
  else
    wait_until_gone "$(cat edge-4.pid)"
    grep -q 'this node was removed from its fleet' edge-4.out || fail "$(tail -n 3 edge-4.out)"
  fi
  rm -r state-4
}

version_of() { page "$1" /metrics | sed -n 's/^edgekeep_snapshot_version \([0-9]*\).*/\1/p'; }

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
  for n in 1 2 3; do eventually 30 admitted "$n" good; done
  clients &
  clients=$!
  RANDOM=$seed
  for ((round = 1; round <= rounds; round++)); do
    # shellcheck disable=SC2086
    for fault in $(printf '%s\n' $faults | shuf --random-source=<(chance)); do
      printf '%s %s %s\n' "$round" "$fault" "$SECONDS"
      "fault_$fault"
      eventually 90 all_have_the_newest
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
