#!/usr/bin/env bash
# The key server's archive on a machine without a source tree: its content, its launcher, and
# typical use of the key server with files from openssl.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=acceptance/harness.sh
. "$here/harness.sh"

# --- The archive -----------------------------------------------------------------------------

# archive: prints the archive of this tree, after building it if it is missing or older than its sources.
archive() {
  local archives
  archives=("$here"/../keyserver/target/edgekeep-keyserver-*.tar.gz)
  if [ ! -e "${archives[0]}" ] || sources_newer_than "${archives[0]}"; then
    (cd "$here/.." && mvn -B -q -P '!format' -Dmaven.test.skip=true -pl keyserver -am package) >build.log 2>&1 ||
      fail "the build failed: $(cat build.log)"
    archives=("$here"/../keyserver/target/edgekeep-keyserver-*.tar.gz)
    touch "${archives[0]}" # one that came out the same is not written anew
  fi
  [ "${#archives[@]}" = 1 ] || fail "several archives: ${archives[*]}"
  printf '%s' "${archives[0]}"
}

sources_newer_than() {
  local modules=("$here"/../{x509,keyless,config,daemon,tls,keyserver})
  [ -n "$(find "$here/../pom.xml" "${modules[@]/%//pom.xml}" "${modules[@]/%//src/main}" \
    "$here"/../keyserver/src/{dist,assembly} -newer "$1" | head -n 1)" ]
}

# unpack: unpacks the archive into the folder "app".
unpack() {
  tar xzf "$(archive)"
  mv edgekeep-keyserver-* app
  use "$PWD/app"
}

# use FOLDER: sets keyserver to its launcher. The user's own files are neither read nor written.
use() {
  keyserver=$1/bin/edgekeep-keyserver
  export HOME=$PWD/home XDG_CACHE_HOME=$PWD/home/cache
  unset EDGEKEEP_JAVA_OPTS EDGEKEEP_AOT
}

# use_shared: uses an archive that several tests share, so that its fast start is prepared once.
shared=$(mktemp -d)
trap 'rm -rf "$shared"' EXIT
use_shared() {
  [ -e "$shared/app" ] || (cd "$shared" && unpack)
  use "$shared/app"
}

test_the_archive_contains_the_key_server_and_no_part_of_the_edge() {
  unpack
  equals "$(cd app && find . -type f ! -path './lib/*' | LC_ALL=C sort | tr '\n' ' ')" \
    "./LICENSE ./bin/edgekeep-keyserver ./etc/keyserver.yaml ./systemd/edgekeep-keyserver.service "
  # Names without versions; one version of each.
  jars=$(cd app/lib && find . -name '*.jar' | LC_ALL=C sort | sed -E 's|^\./||; s/-[0-9]+\.[0-9][^-]*(-SNAPSHOT)?//; s/\.jar$//')
  equals "$(printf '%s\n' "$jars" | LC_ALL=C sort)" "$(
    LC_ALL=C sort <<'JARS'
config
daemon
jackson-core
jspecify
keyless
keyserver
linux-aarch_64/AmazonCorrettoCryptoProvider
linux-x86_64/AmazonCorrettoCryptoProvider
netty-buffer
netty-codec-base
netty-codec-compression
netty-codec-http
netty-common
netty-handler
netty-resolver
netty-tcnative-boringssl-static-linux-aarch_64
netty-tcnative-boringssl-static-linux-x86_64
netty-tcnative-boringssl-static-osx-aarch_64
netty-tcnative-classes
netty-transport
netty-transport-classes-epoll
netty-transport-native-epoll-linux-aarch_64
netty-transport-native-epoll-linux-x86_64
netty-transport-native-unix-common
opentelemetry-api
opentelemetry-common
opentelemetry-context
opentelemetry-exporter-common
opentelemetry-exporter-otlp
opentelemetry-exporter-otlp-common
opentelemetry-exporter-sender-jdk
opentelemetry-sdk-common
opentelemetry-sdk-logs
opentelemetry-sdk-metrics
opentelemetry-sdk-trace
osx-aarch_64/AmazonCorrettoCryptoProvider
picocli
prometheus-metrics-config
prometheus-metrics-core
prometheus-metrics-exposition-textformats
prometheus-metrics-model
prometheus-metrics-tracer-common
prometheus-metrics-tracer-initializer
prometheus-metrics-tracer-otel
prometheus-metrics-tracer-otel-agent
snakeyaml-engine
tls
x509
JARS
  )"
  # A jar contains the names of its files in clear.
  for part in dev/edgekeep/edge/ dev/edgekeep/control/ dev/edgekeep/snapshot/ dev/edgekeep/cli/ \
    dev/edgekeep/testing/ io/netty/handler/codec/http2/ org/bouncycastle/ com/fasterxml/; do
    found=$(find app/lib -name '*.jar' -exec grep -la "$part" {} +) || :
    equals "$found" ""
  done
}

test_the_archive_does_not_depend_on_who_built_it_and_when() {
  equals "$(tar tvzf "$(archive)" --numeric-owner | awk '{print $1, $2, $4, $5}' | sed 's/^[d-]//' | sort -u)" \
"rw-r--r-- 0/0 2026-11-22 00:00
rwxr-xr-x 0/0 2026-11-22 00:00"
}

# --- The launcher, with a fake Java ----------------------------------------------------------

pretend() {
  unpack
  mkdir -p jdk/bin home bin
  printf 'JAVA_VERSION="%s"\n' "${1:-25.0.3}" >jdk/release
  cat >jdk/bin/java <<'JAVA'
#!/bin/sh
case "$*" in
  *" train")
    [ ! -e "$HOME/no-training" ] || exit 1
    for word; do case $word in -XX:AOTCacheOutput=*) echo cache >"${word#*=}" ;; esac; done ;;
  *) echo "pid $$ umask $(umask)"; for word; do printf 'word %s\n' "$word"; done ;;
esac
JAVA
  chmod +x jdk/bin/java
  # Programs that are installed on this machine must not be found.
  sed -i.bak 's|/usr/lib/jvm|/nonexistent|; s|/opt/j|/nonexistent/j|g' app/bin/edgekeep-keyserver
  for tool in sh bash sed cat dirname readlink mkdir mv rm wc cksum tr uname ln tail chmod touch; do
    ln -s "$(command -v "$tool")" "bin/$tool"
  done
  export JAVA_HOME=$PWD/jdk PATH=$PWD/bin
}

# as_nobody COMMAND…: runs the command as a user who can write only the home folder.
as_nobody() {
  if [ "$(/usr/bin/id -u)" = 0 ]; then
    /usr/bin/setpriv --reuid=65534 --clear-groups "$@"
  else
    "$@"
  fi
}

test_java_is_execed_with_the_launchers_pid_and_flags_that_show_no_keys() {
  pretend
  sh -c 'echo $$ >pid; exec app/bin/edgekeep-keyserver --config "a b" ""' >out 2>&1
  contains "$(cat out)" "pid $(cat pid) umask 0077" "word a b" "word dev.edgekeep.keyserver.Main" \
    "word -XX:+UseSerialGC" "word -XX:-HeapDumpOnOutOfMemoryError" "word -XX:+DisableAttachMechanism" \
    "word -XX:+ExitOnOutOfMemoryError" "word -Xmx256m" "/lib/keyserver-" "AmazonCorrettoCryptoProvider"
  equals "$(tail -n 1 out)" "word "
}

test_a_fast_start_is_prepared_once_and_not_for_short_commands() {
  pretend
  lacks "$("$keyserver" check 2>&1)" preparing
  lacks "$("$keyserver" --version 2>&1)" preparing
  contains "$("$keyserver" --config x 2>&1)" "preparing a fast start" "word -XX:AOTCache=$PWD/app/cache/"
  lacks "$("$keyserver" --config x 2>&1)" preparing
  contains "$("$keyserver" check 2>&1)" "word -XX:AOTCache=$PWD/app/cache/"
  lacks "$(EDGEKEEP_AOT=off "$keyserver" --config x 2>&1)" AOTCache=
}

test_if_the_folder_is_not_writable_the_users_cache_is_used() {
  pretend
  chmod -R a+rX . && chmod -R a-w app
  mkdir -p home/cache && chmod 777 home/cache
  contains "$(as_nobody "$keyserver" --config x 2>&1)" "word -XX:AOTCache=$PWD/home/cache/edgekeep/keyserver-"
  lacks "$(as_nobody "$keyserver" --config x 2>&1)" preparing
}

test_everything_works_without_a_cache() {
  pretend
  chmod -R a+rX . && chmod -R a-w app home
  text=$(as_nobody "$keyserver" --config x 2>&1)
  contains "$text" "word --config"
  lacks "$text" AOTCache= preparing
  text=$(HOME='' XDG_CACHE_HOME='' as_nobody "$keyserver" --config x 2>&1)
  contains "$text" "word --config"
  chmod -R u+w app home && touch home/no-training
  "$keyserver" --config x >/dev/null 2>&1
  text=$("$keyserver" --config x 2>&1)
  contains "$text" "word --config"
  lacks "$text" AOTCache= preparing
}

test_additional_java_options_and_links_to_the_launcher_work() {
  pretend
  ln -s "$PWD/app/bin/edgekeep-keyserver" link
  contains "$(cd / && EDGEKEEP_JAVA_OPTS='-Xmx1g -Dx=y' "$OLDPWD/link" check 2>&1)" "word -Xmx1g" "word -Dx=y"
}

test_a_missing_or_old_java_is_reported_with_what_to_do() {
  pretend 17.0.15
  equals "$(status_of "$keyserver" --version)" 3
  contains "$(cat output)" "no Java 25 or newer" "set JAVA_HOME"
}

# --- Typical use -----------------------------------------------------------------------------

# self NAME OPTION…: creates a self-signed certificate and its key.
self() {
  local name=$1
  shift
  openssl req -x509 -nodes -days 2 -subj "/CN=$name" -keyout "$name.key" -out "$name.pem" "$@" 2>/dev/null
}

ec=(-newkey ec -pkeyopt ec_paramgen_curve:P-256)

# configure: creates a CA, identities of the key server and two edges, three keys with their certificates, and a
# configuration on free ports.
configure() {
  use_shared
  self ca "${ec[@]}"
  signed=(-CA ca.pem -CAkey ca.key -addext basicConstraints=critical,CA:false "${ec[@]}")
  self keyserver "${signed[@]}" -addext "subjectAltName=DNS:ks.internal,IP:127.0.0.1"
  self edge-1 "${signed[@]}"
  self edge-2 "${signed[@]}"
  mkdir keys certs
  self rsa -newkey rsa:2048 -addext subjectAltName=DNS:www.example.com
  self ecdsa "${ec[@]}"
  self ed25519 -newkey ed25519
  mv rsa.key ecdsa.key ed25519.key keys
  mv rsa.pem ecdsa.pem ed25519.pem certs
  cat >keyserver.yaml <<'YAML'
version: 1
listen: {address: "127.0.0.1:0"}
admin: {address: "127.0.0.1:0"}
identity: {chain: {file: keyserver.pem}, key: {file: keyserver.key}}
trust: {file: ca.pem}
keys:
  - directory: keys
YAML
}

start_keyserver() {
  rm -f out # an earlier one said "ready", too
  env --default-signal=INT,HUP "$keyserver" --config keyserver.yaml >out 2>&1 </dev/null &
  server=$!
  trap 'kill -KILL "$server" 2>/dev/null || :' EXIT
  eventually 180 grep -qx ready out
  address=$(sed -n 's|^listening on \([^,]*\),.*|\1|p' out)
  admin=$(sed -n 's|^listening on .*admin \(http://.*\)|\1|p' out)
}

# end_keyserver SIGNAL: sends the signal and checks that the process exits with status 0.
end_keyserver() {
  kill "-$1" "$server"
  wait_until_gone "$server"
  equals "$gone_with" 0
  trap - EXIT
}

# check EDGE ARGUMENT…: runs "check" as this edge; its output goes to the file "output", its status is printed.
check() {
  local edge=$1
  shift
  status_of "$keyserver" check --address "$address" --chain "$edge.pem" --key "$edge.key" --trust ca.pem --timeout-millis 60000 "$@"
}

test_it_starts_signs_reports_its_state_and_stops() {
  configure
  equals "$(status_of "$keyserver" --config keyserver.yaml --check)" 0
  contains "$(cat output)" "can be served, keys: 3"
  start_keyserver
  equals "$(check edge-1 certs)" 0
  contains "$(cat output)" "$address: TLSv1.3" "key server: CN=keyserver, issued by CN=ca" \
    "rsa-pss-sign-sha512" "rsa-decrypt" "ecdsa-sign-sha384" "ed25519-sign" "all 11 operations work"
  contains "$(curl -sS "$admin/keys")" '"algorithm":"RSA-2048"' '"algorithm":"P-256"' '"algorithm":"Ed25519"' \
    "$PWD/keys/rsa.key"
  contains "$(curl -sS "$admin/readyz")" '"ready"'
  contains "$(curl -sS "$admin/metrics")" 'edgekeep_keyserver_operations_total{algorithm="RSA-2048",operation="rsa-decrypt",outcome="done"} 1.0'
  end_keyserver TERM
  contains "$(cat out)" '"log":"audit","edge":"CN=edge-1"' '"operation":"rsa-pss-sign-sha256","sni":"www.example.com","outcome":"done"' \
    '"kind":"stopped"'
  lacks "$(cat out)" "PRIVATE KEY"
}

test_a_reload_with_a_new_key_and_a_broken_one_is_applied_as_a_whole_or_not_at_all() {
  configure
  start_keyserver
  self renewed "${ec[@]}"
  equals "$(check edge-1 renewed.pem)" 1
  contains "$(cat output)" "key not found"
  mv renewed.key keys/
  contains "$(curl -sS -X POST "$admin/reload")" '"status":"reloaded"' "$PWD/keys/renewed.key" "$PWD/keys/rsa.key"
  equals "$(check edge-1 renewed.pem certs)" 0
  head -c 100 keys/rsa.key >keys/broken.key
  answer=$(curl -sS -w ' %{http_code}' "$admin/KeylessReloadCerts")
  contains "$answer" "$PWD/keys/broken.key" " 409"
  equals "$(check edge-1 renewed.pem certs)" 0
  rm keys/broken.key
  contains "$(curl -sS -w ' %{http_code}' "$admin/KeylessReloadCerts")" '"status":"reloaded"' " 200"
  end_keyserver TERM
}

test_folders_are_watched_and_sighup_reloads_them_at_once() {
  configure
  start_keyserver
  rm keys/ed25519.key
  gone() { case $(curl -sS "$admin/keys") in *Ed25519*) return 1 ;; esac; }
  eventually 60 gone
  equals "$(check edge-1 certs)" 1
  before=$(grep -c '"kind":"reloaded"' out)
  kill -HUP "$server"
  reloaded() { [ "$(grep -c '"kind":"reloaded"' out)" -gt "$before" ]; }
  eventually 60 reloaded
  end_keyserver INT
}

test_the_access_list_decides_which_edge_may_use_which_key() {
  configure
  mkdir one && cp certs/ecdsa.pem one
  start_keyserver
  ski=$(curl -sS "$admin/keys" | sed 's/},{/}\n{/g' | sed -n 's/.*"ski":"\([0-9a-f]*\)","algorithm":"P-256".*/\1/p')
  cat >>keyserver.yaml <<YAML
allow:
  - {edge: "CN=edge-1", operations: [sign]}
  - {edge: "CN=edge-2", keys: ["$ski"]}
YAML
  contains "$(curl -sS -X POST "$admin/reload")" '"status":"reloaded"'
  equals "$(check edge-1 certs)" 1
  contains "$(cat output)" "1 of 11 operations do not work"
  equals "$(check edge-1 --operations sign certs)" 0
  equals "$(check edge-2 one)" 0
  equals "$(check edge-2 certs)" 1
  contains "$(cat output)" "8 of 11 operations do not work" "key not found"
  eventually 60 grep -q '"edge":"CN=edge-2".*"outcome":"not-allowed"' out
  end_keyserver TERM
}

test_unknown_and_revoked_edges_are_refused() {
  configure
  self stranger "${ec[@]}"
  start_keyserver
  equals "$(check stranger)" 3
  contains "$(cat output)" "CN=stranger"
  eventually 60 grep -q '"kind":"connection-refused".*CN=stranger' out
  equals "$(check edge-2)" 0
  serial=$(openssl x509 -in edge-2.pem -noout -serial)
  printf 'revoked: {serials: ["%s"]}\n' "${serial#serial=}" >>keyserver.yaml
  contains "$(curl -sS -X POST "$admin/reload")" '"status":"reloaded"'
  equals "$(check edge-2)" 3
  contains "$(cat output)" "revoked"
  equals "$(check edge-1 certs)" 0
  end_keyserver TERM
}

test_encrypted_keys_are_read_with_their_passphrase() {
  configure
  printf 'correct horse\n' >passphrase
  openssl pkcs8 -topk8 -in keys/rsa.key -passout file:passphrase -out sealed && mv sealed keys/rsa.key
  equals "$(status_of "$keyserver" --config keyserver.yaml --check)" 2
  contains "$(cat output)" "keys/rsa.key" "encrypted"
  sed -i.bak 's/- directory: keys/- {directory: keys, passphrase: {file: passphrase}}/' keyserver.yaml
  equals "$(status_of "$keyserver" --config keyserver.yaml --check)" 0
}

test_errors_are_reported_and_the_status_says_whose_fault_it_is() {
  configure
  equals "$(status_of "$keyserver" --config none.yaml)" 2
  contains "$(cat output)" "none.yaml"
  sed -i.bak 's/trust:/thrust:/' keyserver.yaml
  equals "$(status_of "$keyserver" --config keyserver.yaml)" 2
  contains "$(cat output)" "thrust" "trust"
  mv keyserver.yaml.bak keyserver.yaml
  start_keyserver
  sed -i.bak "s/^listen:.*/listen: {address: \"$address\"}/" keyserver.yaml
  equals "$(status_of "$keyserver" --config keyserver.yaml)" 3
  contains "$(cat output)" "$address"
  end_keyserver TERM
}

test_the_example_of_the_archive_can_be_served() {
  configure
  cp "$shared/app/etc/keyserver.yaml" example.yaml
  cp ca.pem edge-ca.pem
  equals "$(status_of "$keyserver" --config example.yaml --check)" 0
  contains "$(cat output)" "keys: 3"
}

run_tests
