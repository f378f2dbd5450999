# Sourced by the acceptance tests. Every function named test_… is a test; it runs in a separate folder
# that is removed afterwards. A test fails with its first failing command, and is then run once more.
# Prints one line for each test ("again" if only the second run passed), and the output of failed tests. The last line
# is "N passed, N failed".

passed=0
failed=0

# fail WORDS…: ends the test.
fail() {
  printf 'because: %s\n' "$*"
  exit 1
}

# contains TEXT PART…: checks that TEXT contains every PART.
contains() {
  local text=$1 part
  shift
  for part in "$@"; do
    case $text in *"$part"*) ;; *) fail "no \"$part\" in: $text" ;; esac
  done
}

# lacks TEXT PART…: checks that TEXT contains no PART.
lacks() {
  local text=$1 part
  shift
  for part in "$@"; do
    case $text in *"$part"*) fail "there is a \"$part\" in: $text" ;; *) ;; esac
  done
}

# equals ACTUAL EXPECTED: checks that they are equal.
equals() { [ "$1" = "$2" ] || fail "expected \"$2\", got \"$1\""; }

# eventually SECONDS COMMAND…: repeats the command until it succeeds.
eventually() {
  local limit=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$limit" ] || fail "this did not happen in time: $*"
    sleep 0.1
  done
}

# free_port [COUNT]: prints the first of COUNT consecutive ports that nothing listens on and that this test has
# not used before, outside the range that the system assigns itself.
free_port() {
  local first port
  while :; do
    first=$((20000 + RANDOM % 10000))
    for ((port = first; port < first + ${1:-1}; port++)); do
      (set -o noclobber && : >".port-$port") 2>/dev/null || continue 2
      if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then continue 2; fi
    done
    printf '%s' "$first"
    return
  done
}

# wait_until_gone PID: waits for a child for at most two minutes, then kills it. Sets gone_with to its status.
wait_until_gone() {
  local watchdog
  (sleep 120 && kill -KILL "$1") >/dev/null 2>&1 &
  watchdog=$!
  gone_with=0
  wait "$1" || gone_with=$?
  kill "$watchdog" 2>/dev/null || :
}

# status_of COMMAND…: prints the exit status; the command's output goes to the file "output".
status_of() {
  local status=0
  "$@" >output 2>&1 </dev/null || status=$?
  printf '%s' "$status"
}

# attempt NAME LOG: runs the test once in a new folder; sets status. (Do not call it before || or in a
# condition: the shell ignores "set -e" there, and a test would continue after a failed command.)
attempt() {
  local dir
  dir=$(mktemp -d)
  chmod 755 "$dir"
  (
    set -eE
    cd "$dir"
    "$1"
  ) >"$2" 2>&1 </dev/null
  status=$?
  chmod -R u+w "$dir"
  rm -rf "$dir"
}

run_test() {
  local name=$1 log status outcome=ok
  log=$(mktemp)
  attempt "$name" "$log"
  if [ "$status" -ne 0 ]; then
    sed 's/^/          /' "$log"
    outcome=again
    attempt "$name" "$log"
  fi
  if [ "$status" -eq 0 ]; then
    passed=$((passed + 1))
    printf '  %-7s %s\n' "$outcome" "${name#test_}"
  else
    failed=$((failed + 1))
    printf '  FAILED  %s\n' "${name#test_}"
    sed 's/^/          /' "$log"
  fi
  rm -f "$log"
}

run_tests() {
  local name
  printf '%s\n' "${0##*/}"
  for name in $(declare -F | sed -n 's/^declare -f \(test_.*\)/\1/p'); do
    run_test "$name"
  done
  printf '%s passed, %s failed\n' "$passed" "$failed"
  [ "$failed" -eq 0 ]
}
