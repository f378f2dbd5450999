#!/usr/bin/env bash
# The manifests for Kubernetes and the compose file: schemas, rights, and the configuration files in them.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=acceptance/harness.sh
. "$here/harness.sh"
# shellcheck source=acceptance/lib/dist.sh
. "$here/lib/dist.sh"
kubernetes=$tree/packaging/kubernetes
compose=$tree/packaging/compose

shared=$(mktemp -d)
trap 'rm -rf "$shared"' EXIT

# check FILE…: validates manifests.
check() {
  [ -e "$shared/class-path" ] ||
    class_path_of io.kubernetes:client-java-api:24.0.0 org.snakeyaml:snakeyaml-engine:3.2 >"$shared/class-path"
  "$(java_home)/bin/java" -cp "$(cat "$shared/class-path")" "$here/lib/CheckManifests.java" "$@"
}

# value FILE KEY: prints the text below "KEY: |".
value() { sed -n "/^ *$2: |\$/,/^[^ ]/{/: |\$/d;/^[^ ]/d;s/^    //;p}" "$1"; }

test_the_manifests_are_valid_and_their_containers_have_few_rights() {
  check "$kubernetes"/*.yaml >resources
  equals "$(sort resources | uniq -d)" ""
  contains "$(cat resources)" "Deployment edgekeep-edge" "DaemonSet edgekeep-edge" "Deployment edgekeep-control" \
    "StatefulSet nats" "StatefulSet postgresql" "PodDisruptionBudget edgekeep-edge" "NetworkPolicy default-deny"
}

test_mistakes_in_manifests_are_found() {
  mistake() { # WORDS SED
    sed "$2" "$kubernetes/50-edge-deployment.yaml" >bad.yaml
    cmp -s bad.yaml "$kubernetes/50-edge-deployment.yaml" && fail "no change: $2"
    equals "$(status_of check bad.yaml)" 1
    contains "$(cat output)" "$1"
  }
  mistake 'imag' 's/^          image:/          imag:/'
  mistake 'selector' '/^  selector:/d'
  mistake readOnlyRootFilesystem 's/readOnlyRootFilesystem: true/readOnlyRootFilesystem: false/'
  mistake livenessProbe 's/path: \/healthz, port: admin/path: \/healthz, port: other/'
  mistake "no volume" 's/{name: state, emptyDir: {}}/{name: other, emptyDir: {}}/'
}

test_pods_stop_only_after_requests_had_time_to_finish() {
  # preStop and limits.drainTimeoutMillis (30 s) fit into the grace period.
  for file in 50-edge-deployment.yaml edge-daemonset.yaml 30-control.yaml; do
    grace=$(sed -n 's/.*terminationGracePeriodSeconds: //p' "$kubernetes/$file")
    sleep=$(sed -n 's/.*preStop: {sleep: {seconds: \([0-9]*\)}}/\1/p' "$kubernetes/$file")
    [ "$grace" -gt $((sleep + 30)) ] || fail "$file: $grace seconds are too few"
  done
}

test_every_secret_and_config_map_is_defined() {
  defined=$(
    sed -n '/^kind: ConfigMap/{n;s/.*name: \([a-z-]*\).*/\1/p}' "$kubernetes"/*.yaml
    sed -n 's/.*create secret generic \([a-z-]*\).*/\1/p' "$kubernetes/secrets.example.sh"
    echo edgekeep-node-registration # needs a running control plane
  )
  sed -n 's/.*secretName: \([a-z-]*\).*/\1/p; s/.*configMap: {name: \([a-z-]*\).*/\1/p' "$kubernetes"/*.yaml | sort -u >used
  [ -s used ]
  equals "$(printf '%s\n' "$defined" | sort -u | comm -13 - used)" ""
}

test_the_example_of_secrets_creates_what_the_manifests_name() {
  mkdir bin
  cat >bin/kubectl <<'KUBECTL'
#!/bin/sh
# Remembers the names, and fails if a file is missing or empty.
for word; do
  case $word in
    --from-file=*)
      file=${word#--from-file=}
      [ -s "${file#*=}" ] || { echo "no $file" >&2; exit 1; }
      echo "$6 ${file%%=*}" >>"$SEEN"
      ;;
  esac
done
cp control.pem ca.pem "$(dirname "$SEEN")"
KUBECTL
  chmod +x bin/kubectl
  SEEN=$PWD/seen PATH=$PWD/bin:$PATH "$kubernetes/secrets.example.sh" 2>secrets.log || fail "$(cat secrets.log)"
  for file in master.key db-password api.pem api.key ca.pem; do contains "$(cat seen)" "edgekeep-control $file"; done
  contains "$(cat seen)" "postgresql password" "nats nats.pem" "nats nats.key" "edgekeep-ca ca.pem"
  contains "$(openssl verify -CAfile ca.pem -verify_hostname edgekeep-control.edgekeep.svc control.pem)" OK
}

test_the_compose_file_is_valid() {
  cp -R "$compose" compose
  compose/prepare >/dev/null 2>&1
  docker-compose -f compose/compose.yaml config >config 2>compose.log || fail "$(cat compose.log)"
  equals "$(docker-compose -f compose/compose.yaml config --services 2>/dev/null | sort | tr '\n' ' ')" \
    "control edge-1 edge-2 keyserver nats postgresql "
  # Every file that it names is there.
  for file in $(sed -n 's|.*"\./\(config/[^:]*\):.*|\1|p; s|.*{file: \(secrets/[^}]*\)}|\1|p' compose/compose.yaml); do
    [ -e "compose/$file" ] || fail "no $file"
  done
  equals "$(stat -c %a compose/secrets)" 700
}

test_the_servers_accept_their_configuration_files() {
  cp -R "$compose" compose
  compose/prepare >/dev/null 2>&1
  secrets=$PWD/compose/secrets
  sed "s|/run/secrets|$secrets|; s|/data|$PWD/data|" compose/config/nats.conf >nats.conf
  nats-server -t -c nats.conf >output 2>&1 || fail "$(cat output)"
  value "$kubernetes/20-nats.yaml" nats.conf | sed "s|/etc/nats/tls|$secrets|; s|/data|$PWD/data|" >nats-3.conf
  contains "$(cat nats-3.conf)" "jetstream"
  SERVER_NAME=nats-0 nats-server -t -c nats-3.conf >output 2>&1 || fail "$(cat output)"
  sed "s|/run/secrets|$secrets|g" compose/config/keyserver.yaml >keyserver.yaml
  cp -R compose/keys keys
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out keys/some.key
  chmod 600 keys/some.key
  equals "$(status_of "$tree/edgekeep" keyserver --config keyserver.yaml --check)" 0
  value "$kubernetes/40-edge-config.yaml" node.yaml >node.yaml
  for file in node.yaml compose/config/node.yaml "$tree/packaging/etc/node.yaml"; do
    equals "$(status_of "$tree/edgekeep" edge --node "$file" --check)" 0
  done
  sed "s|/run/secrets|$secrets|g" compose/config/control.yaml >control-compose.yaml
  value "$kubernetes/30-control.yaml" control.yaml |
    sed "s|/etc/edgekeep/secret/api|$secrets/control|g; s|/etc/edgekeep/secret|$secrets|g" >control-kubernetes.yaml
  for file in control-compose.yaml control-kubernetes.yaml; do
    contains "$(cat "$file")" "fleet:"
    equals "$(status_of "$tree/edgekeep" control --config "$file" --check)" 0
  done
}

run_tests
