# Sourced by the acceptance tests: every function named test_… is a test, run in a folder of its own
# that is removed afterwards. A test fails with its first command that fails, and is run once more then.
# Prints one line each ("again" for what passed only then), and the output of what failed; the last line
# is "N passed, N failed".

passed=0
failed=0

# fail WORDS…: ends the test.
fail() {
  printf 'because: %s\n' "$*"
  exit 1
}

# contains TEXT PART…: TEXT has every PART.
contains() {
  local text=$1 part
  shift
  for part in "$@"; do
    case $text in *"$part"*) ;; *) fail "no \"$part\" in: $text" ;; esac
  done
}

# lacks TEXT PART…: TEXT has no PART.
lacks() {
  local text=$1 part
  shift
  for part in "$@"; do
    case $text in *"$part"*) fail "there is a \"$part\" in: $text" ;; *) ;; esac
  done
}

# equals ACTUAL EXPECTED
equals() { [ "$1" = "$2" ] || fail "expected \"$2\", got \"$1\""; }

# eventually SECONDS COMMAND…: until the command succeeds.
eventually() {
  local limit=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$limit" ] || fail "this did not come about: $*"
    sleep 0.1
  done
}

# free_port [COUNT]: one that nothing listens on and that this test was not given before, with as many more
# after it as to make COUNT of them; none that the system hands out itself.
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

# wait_until_gone PID: a child; at most two minutes, then it is killed. Sets gone_with, its status.
wait_until_gone() {
  local watchdog
  (sleep 120 && kill -KILL "$1") >/dev/null 2>&1 &
  watchdog=$!
  gone_with=0
  wait "$1" || gone_with=$?
  kill "$watchdog" 2>/dev/null || :
}

# status_of COMMAND…: prints the exit status; its output goes to the file "output".
status_of() {
  local status=0
  "$@" >output 2>&1 </dev/null || status=$?
  printf '%s' "$status"
}

# attempt NAME LOG: one run in a new folder; sets status. (Not to be called before || or in a
# condition: the shell ignores "set -e" in there, and a test would go on after a command that failed.)
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
