#!/usr/bin/env bash
# The Debian packages in a small Debian: installation, services' users and units, logrotate, upgrade, removal.
# Needs root, for a root directory of its own.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=acceptance/harness.sh
. "$here/harness.sh"
# shellcheck source=acceptance/lib/dist.sh
. "$here/lib/dist.sh"

shared=$(mktemp -d)
trap 'umount "$shared"/*/proc 2>/dev/null; rm -rf "$shared"' EXIT

# debian NAME: sets root to a minimal Debian of that name, made once.
debian() {
  root=$shared/$1
  [ ! -e "$root/.made" ] || return 0
  [ "$(id -u)" = 0 ] || fail "these tests need root"
  if [ ! -e "$shared/base/.made" ]; then
    debootstrap --variant=minbase --include=adduser,libstdc++6,logrotate,systemd bookworm "$shared/base" >debootstrap.log 2>&1 ||
      fail "$(cat debootstrap.log)"
    touch "$shared/base/.made"
  fi
  cp -a "$shared/base" "$root"
  mount -t proc proc "$root/proc"
}

# inside COMMAND…: runs it in the root.
inside() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C DEBIAN_FRONTEND=noninteractive \
    ${EDGEKEEP_AOT:+EDGEKEEP_AOT="$EDGEKEEP_AOT"} chroot "$root" "$@"
}

# package NAME: prints the package's file.
package() { one "$dist/$1"_[0-9]*.deb; }

# install_package FILE: with dpkg, which does not fetch what is missing.
install_package() {
  cp "$1" "$root/package.deb"
  inside dpkg -i /package.deb >dpkg.log 2>&1 || fail "$(cat dpkg.log)"
  rm "$root/package.deb"
}

# installed: sets root to a Debian with both packages.
installed() {
  need_dist
  debian installed
  [ ! -e "$root/usr/bin/edgekeep" ] || return 0
  install_package "$(package edgekeep)"
  install_package "$(package edgekeep-keyserver)"
}

# newer FILE VERSION: the package as if it was of a later version.
newer() {
  rm -rf unpacked
  dpkg-deb -R "$1" unpacked
  sed -i "s/^Version: .*/Version: $2/" unpacked/DEBIAN/control
  echo "# of a later version" >>unpacked/etc/edgekeep/node.yaml
  echo "# of a later version" >>unpacked/etc/edgekeep/edge.yaml
  dpkg-deb --root-owner-group -Znone -b unpacked newer.deb >/dev/null
}

# owner PATH: mode, user and group by the names inside.
owner() { inside stat -c '%a %U:%G' "$1"; }

# start USER COMMAND…: starts a server as the user of its service; sets server.
start() {
  local user=$1
  shift
  rm -f out
  # Without a function, so that the process is the server and no shell around it.
  env -i --default-signal=INT,HUP PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C chroot "$root" \
    setpriv --reuid="$user" --regid="$user" --init-groups --no-new-privs "$@" >out 2>&1 </dev/null &
  server=$!
  trap 'kill -KILL "$server" 2>/dev/null || :' EXIT
  eventually 180 grep -qxE 'ready|edgekeep: .*' out
  grep -qx ready out || fail "$(cat out)"
}

stop() {
  kill -TERM "$server"
  wait_until_gone "$server"
  equals "$gone_with" 0
  trap - EXIT
}

test_the_example_configurations_are_served_by_the_services_users() {
  installed
  contains "$(inside edgekeep version)" "edgekeep $(sed -n 's|^  <version>\(.*\)</version>$|\1|p' "$tree/pom.xml" | head -n 1)"
  equals "$(owner /var/lib/edgekeep/edge)" "700 edgekeep:edgekeep"
  equals "$(owner /var/lib/edgekeep/control)" "700 edgekeep-control:edgekeep-control"
  equals "$(owner /var/log/edgekeep)" "750 edgekeep:edgekeep"
  equals "$(owner /etc/edgekeep-keyserver/keys)" "750 root:edgekeep-keyserver"
  base=$(free_port 3)
  # The files as they are, but for the ports: those may be taken here.
  sed "s/127.0.0.1:8443/127.0.0.1:$base/; s/127.0.0.1:9901/127.0.0.1:$((base + 1))/" "$root/etc/edgekeep/edge.yaml" >"$root/etc/edgekeep/edge-here.yaml"
  sed "s/127.0.0.1:8444/127.0.0.1:$((base + 2))/" "$root/etc/edgekeep/control.yaml" >"$root/etc/edgekeep/control-here.yaml"
  start edgekeep edgekeep edge --config /etc/edgekeep/edge-here.yaml
  contains "$(curl -sS "http://127.0.0.1:$((base + 1))/readyz")" '"status":"ready"'
  contains "$(tr '\0' '\n' <"/proc/$server/cmdline")" "/usr/lib/edgekeep/runtime/bin/java" "-XX:AOTCache=/usr/lib/edgekeep/cache/"
  contains "$(grep '^Uid' "/proc/$server/status")" "$(inside id -u edgekeep)"
  stop
  rm -rf "$root"/var/lib/edgekeep/control/*
  inside setpriv --reuid=edgekeep-control --regid=edgekeep-control --init-groups \
    sh -c 'umask 077; od -An -N32 -tx1 /dev/urandom | tr -d " \n" >/var/lib/edgekeep/control/master.key'
  start edgekeep-control edgekeep control --config /etc/edgekeep/control-here.yaml
  contains "$(curl -sS "http://127.0.0.1:$((base + 2))/healthz" -w '%{http_code}')" 200
  contains "$(curl -sS "http://127.0.0.1:$((base + 2))/api/v1/sites" -H "Authorization: Bearer $(cat "$root/var/lib/edgekeep/control/admin.token")")" '"items":'
  stop
  # What one service keeps is nothing that another can read.
  lacks "$(inside setpriv --reuid=edgekeep --regid=edgekeep --init-groups cat /var/lib/edgekeep/control/master.key 2>&1 || :)" "$(cat "$root/var/lib/edgekeep/control/master.key")"
  contains "$(inside edgekeep-keyserver --version)" "(Java 25"
}

test_the_caches_for_fast_starts_belong_to_root() {
  installed
  # An edge, the other servers and commands have a cache each; the key server's package has one.
  equals "$(find "$root/var/cache/edgekeep" -name '*.aot' | wc -l)" 3
  equals "$(find "$root/var/cache/edgekeep-keyserver" -name '*.aot' | wc -l)" 1
  for name in edgekeep edgekeep-keyserver; do
    # For the service, too.
    inside setpriv --reuid="$name" --regid="$name" --clear-groups sh -c "cat /var/cache/$name/*.aot" >/dev/null
    equals "$(find "$root/var/cache/$name" ! \( -user root -group root -perm -u=w ! -perm /go=w \))" ""
  done
}

test_the_units_are_valid_and_confined() {
  installed
  for unit in edgekeep-edge edgekeep-control edgekeep-keyserver; do
    equals "$(inside systemd-analyze verify --man=no "/usr/lib/systemd/system/$unit.service" 2>&1)" ""
    inside systemd-analyze security --offline=yes --threshold=20 "/usr/lib/systemd/system/$unit.service" >security 2>&1 ||
      fail "$(tail -n 3 security)"
    equals "$(inside systemctl is-enabled "$unit" 2>&1 || :)" disabled
    # The program and the user of the unit exist.
    inside test -x "$(sed -n 's/^ExecStart=\([^ ]*\).*/\1/p' "$root/usr/lib/systemd/system/$unit.service")"
    inside id -u "$(sed -n 's/^User=//p' "$root/usr/lib/systemd/system/$unit.service")" >/dev/null
  done
}

test_logrotate_rotates_the_logs_of_a_running_edge() {
  installed
  rm -f "$root"/var/log/edgekeep/*
  base=$(free_port 2)
  cat >"$root/etc/edgekeep/logs.yaml" <<YAML
version: 1
listeners: [{address: "127.0.0.1:$base", plaintext: true}]
admin: {address: "127.0.0.1:$((base + 1))"}
logs: {access: {file: /var/log/edgekeep/access.log}}
hosts: {}
YAML
  start edgekeep edgekeep edge --config /etc/edgekeep/logs.yaml
  answered() { [ "$(curl -sS -o /dev/null -w '%{http_code}' "http://127.0.0.1:$base/$1")" -gt 0 ]; }
  logged() { grep -q "\"target\":\"/$1\"" "$root/var/log/edgekeep/$2"; }
  answered first
  eventually 60 logged first access.log
  inside logrotate --force /etc/logrotate.d/edgekeep
  # systemd does not run here: the signal of the script.
  kill -HUP "$server"
  second() { answered second && logged second access.log; }
  eventually 60 second
  logged first access.log.1
  equals "$(inside stat -c %U /var/log/edgekeep/access.log.1)" edgekeep
  stop
  inside logrotate --debug /etc/logrotate.d/edgekeep-keyserver >/dev/null 2>&1
}

test_an_upgrade_keeps_changed_configuration_and_state() {
  need_dist
  debian upgraded
  export EDGEKEEP_AOT=off
  install_package "$(package edgekeep)"
  sed -i 's/127.0.0.1:8443/127.0.0.1:18443/' "$root/etc/edgekeep/edge.yaml"
  echo state >"$root/var/lib/edgekeep/edge/something"
  newer "$(package edgekeep)" 99
  cp newer.deb "$root/newer.deb"
  inside dpkg -i --force-confold /newer.deb >dpkg.log 2>&1 || fail "$(cat dpkg.log)"
  contains "$(inside dpkg-query -W edgekeep)" 99
  contains "$(cat "$root/etc/edgekeep/edge.yaml")" "127.0.0.1:18443"
  contains "$(cat "$root/etc/edgekeep/node.yaml")" "of a later version"
  equals "$(cat "$root/var/lib/edgekeep/edge/something")" state
  contains "$(inside edgekeep version)" edgekeep
}

test_a_removal_keeps_configuration_and_state_and_a_purge_leaves_nothing() {
  need_dist
  debian removed
  export EDGEKEEP_AOT=off
  listing() { (cd "$root" && find . -path ./proc -prune -o -path ./var/lib/dpkg -prune -o ! -name '*-' ! -path './var/log/*' -print | LC_ALL=C sort); }
  listing >before
  inside getent passwd >users-before
  install_package "$(package edgekeep)"
  install_package "$(package edgekeep-keyserver)"
  echo log >"$root/var/log/edgekeep/access.log"
  inside systemctl enable edgekeep-edge edgekeep-keyserver >/dev/null 2>&1
  inside dpkg --remove edgekeep edgekeep-keyserver >dpkg.log 2>&1 || fail "$(cat dpkg.log)"
  [ -e "$root/etc/edgekeep/edge.yaml" ] && [ -d "$root/var/lib/edgekeep/control" ] && [ ! -e "$root/usr/lib/edgekeep" ]
  equals "$(find "$root/etc/systemd/system" -name 'edgekeep*')" ""
  inside dpkg --purge edgekeep edgekeep-keyserver >dpkg.log 2>&1 || fail "$(cat dpkg.log)"
  listing >after
  diff before after
  equals "$(inside getent passwd | diff users-before -)" ""
  equals "$(ls "$root/var/log" | grep edgekeep)" ""
}

test_lintian_finds_nothing() {
  need_dist
  for name in edgekeep edgekeep-keyserver; do
    lintian --tag-display-limit 0 "$(package "$name")" >found 2>lintian.log || :
    equals "$(cat found)" ""
  done
}

run_tests
