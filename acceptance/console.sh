#!/usr/bin/env bash
# The web console in a headless Chromium: signing in, what people do, every page in both themes and languages.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=acceptance/harness.sh
. "$here/harness.sh"
edgekeep=$here/../edgekeep

test_people_use_the_console() {
  cp "$here"/console/package*.json "$here"/console/console.mjs .
  eventually 300 npm ci --ignore-scripts --no-audit --no-fund
  base=$(free_port 7)
  env --default-signal=INT,HUP "$edgekeep" up --port-base "$base" >out 2>&1 </dev/null &
  up=$!
  trap 'kill -KILL "$up" 2>/dev/null || :' EXIT
  eventually 180 grep -qx ready out
  timeout 900 node console.mjs "$(sed -n 's/^The console: \([^ ]*\) .*/\1/p' out)" "${PICTURES:-}"
  kill -TERM "$up"
  wait_until_gone "$up"
  equals "$gone_with" 0
  trap - EXIT
}

run_tests
