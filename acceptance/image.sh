#!/usr/bin/env bash
# The container images: other programs read them, and their programs run as in a cluster, with a root that cannot be written.
# Needs root, for mounts of its own.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=acceptance/harness.sh
. "$here/harness.sh"
# shellcheck source=acceptance/lib/dist.sh
. "$here/lib/dist.sh"

shared=$(mktemp -d)
trap 'rm -rf "$shared"' EXIT

# image NAME: sets archive to the file of the image, and root to its unpacked files.
image() {
  need_dist
  version=$(sed -n 's|^  <version>\(.*\)</version>$|\1|p' "$tree/pom.xml" | head -n 1)
  archive=$(one "$dist/$1"-[0-9]*-oci.tar)
  bundle=$shared/$1
  root=$bundle/rootfs
  [ ! -e "$root" ] || return 0
  mkdir layout
  tar -xf "$archive" -C layout
  umoci unpack --image "layout:$version" "$bundle" >/dev/null 2>umoci.log || fail "$(cat umoci.log)"
}

# In a mount namespace of its own: the root is read-only, and /tmp is empty. The program runs as the image's user.
run=(unshare --mount bash -c '
  mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && mount -t tmpfs tmpfs "$0/tmp" && mount -t proc proc "$0/proc" &&
    exec env -i PATH="$PATH" LANG=C.UTF-8 EDGEKEEP_AOT=off chroot --userspec=10001:10001 "$0" "$@"')

test_other_programs_read_the_images() {
  for name in edgekeep edgekeep-keyserver; do
    rm -rf layout
    image "$name"
    skopeo inspect --config "oci-archive:$archive:$version" >config
    contains "$(tr -d ' \n' <config)" '"User":"10001:10001"' '"StopSignal":"SIGTERM"' '"os":"linux"' \
      "\"org.opencontainers.image.version\":\"$version\"" "\"Entrypoint\":[\"/usr/lib/$name/bin/$name\"]"
    # It checks every digest.
    skopeo copy --quiet "oci-archive:$archive:$version" "oci:copy-$name:x" || fail "skopeo cannot copy $archive"
    skopeo copy --quiet "docker-archive:$archive:$name:$version" "oci:docker-$name:x" || fail "no image for docker load in $archive"
  done
}

test_an_image_has_a_shell_its_program_and_little_else() {
  image edgekeep
  equals "$(ls "$root/usr/bin")" "dash
sh"
  equals "$(find "$root" -perm /6000)" ""
  equals "$(find "$root" ! -user root -printf '%P %U:%G %m\n')" "var/lib/edgekeep 10001:10001 700"
  contains "$(cat "$root/etc/os-release")" "Debian"
  contains "$(cat "$root/var/lib/dpkg/status.d/libc6")" "Version: "
}

test_the_edge_of_the_image_serves_with_a_root_that_cannot_be_written() {
  image edgekeep
  base=$(free_port 2)
  sed "s/127.0.0.1:8443/127.0.0.1:$base/; s/127.0.0.1:9901/127.0.0.1:$((base + 1))/" \
    "$tree/packaging/etc/edge.yaml" >"$root/etc/edgekeep/edge.yaml"
  "${run[@]}" "$root" /usr/lib/edgekeep/bin/edgekeep edge --config /etc/edgekeep/edge.yaml >out 2>&1 </dev/null &
  edge=$!
  trap 'kill -KILL "$edge" 2>/dev/null || :' EXIT
  eventually 180 grep -qx ready out
  contains "$(curl -sS "http://127.0.0.1:$((base + 1))/readyz")" '"status":"ready"'
  equals "$(sed -n 's/^Uid:\t\([0-9]*\).*/\1/p' "/proc/$edge/status")" 10001
  kill -TERM "$edge"
  wait_until_gone "$edge"
  equals "$gone_with" 0
  trap - EXIT
}

test_the_key_server_of_its_image_runs_without_other_programs() {
  image edgekeep-keyserver
  contains "$("${run[@]}" "$root" /usr/lib/edgekeep-keyserver/bin/edgekeep-keyserver --version)" "(Java 25"
  equals "$(status_of "${run[@]}" "$root" /usr/lib/edgekeep-keyserver/bin/edgekeep-keyserver --config /etc/none.yaml)" 2
  contains "$(cat output)" "none.yaml"
}

run_tests
