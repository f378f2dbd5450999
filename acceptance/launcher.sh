#!/usr/bin/env bash
# ./edgekeep before it starts Java, with a fake JDK and a fake Maven.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=acceptance/harness.sh
. "$here/harness.sh"

# pretend: creates a source tree "tree", a JDK "jdk" and a PATH folder "bin" without java and mvn.
pretend() {
  tree=${1:-$PWD/tree}
  mkdir -p "$tree"/{x509,snapshot,edge,cli}/src/main bin
  # Programs that are installed on this machine must not be found.
  sed 's|/usr/lib/jvm|/nonexistent|; s|/opt/j|/nonexistent/j|g' "$here/../edgekeep" >"$tree/edgekeep"
  chmod +x "$tree/edgekeep"
  : >"$tree/pom.xml"
  for tool in sh bash sed cat dirname readlink mkdir mv rm cp find head date sleep cksum tr grep touch chmod ln tail; do
    ln -s "$(command -v "$tool")" "bin/$tool"
  done
  pretend_jdk jdk 25.0.3
  pretend_mvn
  export HOME=$PWD PATH=$PWD/bin
  export JAVA_HOME=$PWD/jdk
  unset SDKMAN_DIR EDGEKEEP_JAVA_OPTS EDGEKEEP_AOT
}

# pretend_jdk: creates a Java that prints its arguments; "train" creates the requested cache.
pretend_jdk() {
  mkdir -p "$1/bin"
  printf 'JAVA_VERSION="%s"\n' "$2" >"$1/release"
  cat >"$1/bin/java" <<'JAVA'
#!/bin/sh
case "$*" in
  *" train --edge-cache "*)
    [ ! -e "$HOME/no-training" ] || exit 1
    for word; do case $word in -XX:AOTCacheOutput=*) echo cache >"${word#*=}" ;; esac; done
    for word; do case $word in */edge.* | */commands.*) echo cache >"$word" ;; esac; done ;;
  *) echo "pid $$"; for word; do printf 'word %s\n' "$word"; done ;;
esac
JAVA
  chmod +x "$1/bin/java"
  cp "$1/bin/java" "$1/bin/javac"
}

# pretend_mvn: creates a Maven that takes a moment, creates one jar, and writes a line for every run.
pretend_mvn() {
  cat >bin/mvn <<'MVN'
#!/bin/sh
echo run >>"$HOME/mvn-runs"
[ ! -e "$HOME/no-build" ] || { echo '[ERROR] cannot find symbol'; exit 1; }
sleep 1
mkdir -p cli/target/app/lib && echo jar >cli/target/app/lib/cli.jar
MVN
  chmod +x bin/mvn
}

builds() { grep -c run mvn-runs; }

test_the_first_start_builds_once_and_later_ones_do_not() {
  pretend
  contains "$(tree/edgekeep version 2>&1)" "building Edgekeep" "word dev.edgekeep.cli.Main" "word version"
  lacks "$(tree/edgekeep version 2>&1)" "building"
  equals "$(builds)" 1
}

test_a_changed_source_causes_a_build_and_a_changed_test_does_not() {
  pretend
  tree/edgekeep version >/dev/null 2>&1
  mkdir -p tree/edge/src/test && touch -d '+1 minute' tree/edge/src/test/Some.java
  tree/edgekeep version >/dev/null 2>&1
  equals "$(builds)" 1
  touch -d '+1 minute' tree/edge/src/main/Some.java
  tree/edgekeep version >/dev/null 2>&1
  equals "$(builds)" 2
}

test_starts_at_the_same_time_build_once() {
  pretend
  for start in 1 2 3 4; do tree/edgekeep version >"out$start" 2>&1 & done
  wait
  for start in 1 2 3 4; do contains "$(cat "out$start")" "word version"; done
  equals "$(builds)" 1
}

test_a_stale_lock_is_taken_over() {
  pretend
  mkdir -p tree/.edgekeep/lock
  sh -c 'echo $$' >tree/.edgekeep/lock/pid
  contains "$(tree/edgekeep version 2>&1)" "word version"
}

test_java_is_execed_with_the_launchers_pid_and_unchanged_arguments() {
  pretend
  tree/edgekeep version >/dev/null 2>&1
  sh -c 'echo $$ >pid; exec tree/edgekeep edge --config "a b" "" "*"' >out 2>&1
  contains "$(cat out)" "pid $(cat pid)" "word a b" "word *"
  equals "$(tail -n 2 out | head -n 1)" "word "
}

test_paths_with_spaces_a_symbolic_link_and_another_folder_do_not_matter() {
  pretend "$PWD/a tree"
  mkdir "some where"
  ln -s "../a tree/edgekeep" "some where/link"
  ln -s "$PWD/some where/link" bin/edgekeep
  cd /
  contains "$(edgekeep version 2>&1)" "word version" "a tree/.edgekeep/app-"
}

test_the_cache_is_created_once_and_used_with_the_same_flags() {
  pretend
  contains "$(tree/edgekeep version 2>&1)" "preparing a fast start" "word -XX:AOTCache="
  lacks "$(tree/edgekeep version 2>&1)" "preparing"
  lacks "$(EDGEKEEP_AOT=off tree/edgekeep version 2>&1)" "AOTCache="
}

test_an_edge_other_servers_and_commands_have_a_cache_each_and_only_servers_the_optimizing_compiler() {
  pretend
  contains "$(tree/edgekeep version 2>&1)" "/commands-" "word -XX:TieredStopAtLevel=1"
  contains "$(tree/edgekeep edge --check --config x 2>&1)" "/commands-" "word -XX:TieredStopAtLevel=1"
  contains "$(tree/edgekeep edge 2>&1)" "word -XX:AOTCache=" "/edge-"
  for server in up control keyserver; do
    contains "$(tree/edgekeep "$server" 2>&1)" "word -XX:AOTCache=" "/servers-"
  done
  for server in up edge control keyserver; do lacks "$(tree/edgekeep "$server" 2>&1)" "TieredStopAtLevel" "/commands-"; done
  contains "$(tree/edgekeep verify --batch cases 2>&1)" "/commands-"
  lacks "$(tree/edgekeep verify --batch cases 2>&1)" "TieredStopAtLevel"
}

test_another_jdk_gets_a_separate_cache() {
  pretend
  tree/edgekeep version >/dev/null 2>&1
  pretend_jdk jdk 26
  contains "$(tree/edgekeep version 2>&1)" "preparing a fast start" "word version"
  equals "$(builds)" 1
}

test_without_a_cache_everything_works_and_it_is_not_tried_again() {
  pretend
  touch no-training
  lacks "$(tree/edgekeep version 2>&1)" "AOTCache=" "error"
  lacks "$(tree/edgekeep version 2>&1)" "AOTCache=" "preparing"
}

test_additional_java_options_are_passed() {
  pretend
  contains "$(EDGEKEEP_JAVA_OPTS='-Xmx1g -Dx=y' tree/edgekeep version 2>&1)" "word -Xmx1g" "word -Dx=y"
}

test_dist_calls_the_packaging_script_with_the_jdk_and_builds_nothing_itself() {
  pretend
  mkdir tree/packaging
  # shellcheck disable=SC2016 # for the script
  printf '#!/bin/sh\necho "dist with $JAVA_HOME"\nfor word; do echo "word $word"; done\n' >tree/packaging/dist
  chmod +x tree/packaging/dist
  equals "$(tree/edgekeep dist --output "a b" archive)" "dist with $PWD/jdk
word --output
word a b
word archive"
  [ ! -e mvn-runs ]
}

test_a_missing_jdk_is_reported_with_what_to_do() {
  pretend
  rm -rf jdk
  equals "$(status_of tree/edgekeep version)" 3
  contains "$(cat output)" "no JDK 25 or newer was found" "set JAVA_HOME"
}

test_an_old_jdk_is_skipped() {
  pretend
  mv jdk new
  pretend_jdk jdk 17.0.15
  equals "$(status_of tree/edgekeep version)" 3
  contains "$(cat output)" "no JDK 25 or newer"
  ln -s "$PWD/new/bin/java" bin/java
  contains "$(tree/edgekeep version 2>&1)" "word version"
}

test_a_jdk_of_sdkman_is_found() {
  pretend
  mkdir -p .sdkman/candidates/java
  mv jdk .sdkman/candidates/java/25.0.3-tem
  contains "$(tree/edgekeep version 2>&1)" "word version"
}

test_a_missing_maven_is_reported_with_what_to_do() {
  pretend
  rm bin/mvn
  equals "$(status_of tree/edgekeep version)" 3
  contains "$(cat output)" "Maven 3.8 or newer is needed" "apt-get install maven"
}

test_a_runtime_without_compiler_cannot_build() {
  pretend
  rm jdk/bin/javac
  equals "$(status_of tree/edgekeep version)" 3
  contains "$(cat output)" "has no compiler"
}

test_a_build_that_fails_shows_why_and_leaves_nothing_in_the_way() {
  pretend
  touch no-build
  equals "$(status_of tree/edgekeep version)" 3
  contains "$(cat output)" "cannot find symbol" "the build failed" "build.log"
  rm no-build
  contains "$(tree/edgekeep version 2>&1)" "word version"
}

test_a_checkout_that_cannot_be_written_runs_what_was_built() {
  pretend
  tree/edgekeep version >/dev/null 2>&1
  touch -d '+1 minute' tree/edge/src/main/Some.java
  chmod -R a+rX . && chmod -R a-w tree
  run=(tree/edgekeep version)
  if [ "$(/usr/bin/id -u)" = 0 ]; then run=(/usr/bin/setpriv --reuid=65534 --clear-groups "${run[@]}"); fi
  contains "$("${run[@]}" 2>&1)" "the build before is used" "word version"
}

run_tests
