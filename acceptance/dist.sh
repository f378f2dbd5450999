#!/usr/bin/env bash
# ./edgekeep dist: the archives on a machine without Java, bills of materials, and the same bytes in each build.
set -u
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=acceptance/harness.sh
. "$here/harness.sh"
# shellcheck source=acceptance/lib/dist.sh
. "$here/lib/dist.sh"

# unpack NAME: unpacks an archive for this platform, and sets app to its folder.
unpack() {
  need_dist
  tar -xzf "$(one "$dist/$1"-[0-9]*-linux-*.tar.gz)"
  app=$(one "$PWD/$1"-*)
}

# bare COMMAND…: runs it as on a machine without Java, Maven and git.
bare() { env -i PATH="$PWD/bin" HOME="$PWD" LANG=C "$@"; }

# bare_machine TOOL…: a PATH with these programs only.
bare_machine() {
  local tool
  mkdir bin
  for tool in "$@"; do ln -s "$(command -v "$tool")" "bin/$tool"; done
}

test_everything_is_listed_with_its_checksum() {
  need_dist
  (cd "$dist" && sha256sum --quiet -c SHA256SUMS)
  equals "$(cd "$dist" && find . -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort)" \
    "$(sed 's/^[0-9a-f]*  //' "$dist/SHA256SUMS" | LC_ALL=C sort)"
  version=$(sed -n 's|^  <version>\(.*\)</version>$|\1|p' "$tree/pom.xml" | head -n 1)
  for file in edgekeep-$version-linux-$(uname -m).tar.gz edgekeep-keyserver-$version-linux-$(uname -m).tar.gz \
    edgekeep-keyserver-$version.tar.gz edgekeep-$version.cdx.json edgekeep-keyserver-$version.cdx.json; do
    contains "$(cat "$dist/SHA256SUMS")" "  $file"
  done
}

test_the_archive_needs_no_java_and_no_other_program() {
  unpack edgekeep
  bare_machine
  version=$(basename "$app" | cut -d- -f2-)
  contains "$(EDGEKEEP_AOT=off bare EDGEKEEP_AOT=off "$app/bin/edgekeep" version)" "edgekeep $version (Java 25"
  contains "$(EDGEKEEP_AOT=off bare EDGEKEEP_AOT=off "$app/bin/edgekeep" edge --config "$app/etc/edge.yaml" --check)" "can be served"
  contains "$(bare EDGEKEEP_AOT=off "$app/bin/edgekeep" control --config "$app/etc/control.yaml" --check)" "is valid"
}

test_the_program_of_the_archive_serves_the_demo() {
  unpack edgekeep
  bare_machine cat wc cksum tr mkdir mv rm readlink
  # The first start would do it, too; a busy machine needs minutes.
  bare EDGEKEEP_AOT=create "$app/bin/edgekeep"
  base=$(free_port 7)
  env -i --default-signal=INT,HUP PATH="$PWD/bin" HOME="$PWD" "$app/bin/edgekeep" up --port-base "$base" >out 2>&1 </dev/null &
  up=$!
  trap 'kill -KILL "$up" 2>/dev/null || :' EXIT
  eventually 180 grep -qx ready out
  contains "$(ls "$app/cache")" "servers-" "edge-" "commands-"
  contains "$(tr '\0' '\n' <"/proc/$up/cmdline")" "-XX:AOTCache=$app/cache/" "$app/runtime/bin/java"
  contains "$(sh -c "$(grep '^curl' out | sed -n 1p) -sS" 2>&1)" "Edgekeep-Client-Verdict: verified"
  contains "$(sh -c "$(grep '^curl' out | sed -n 5p) -sS" 2>&1)" "Host: keyless.localhost:$base"
  contains "$(bare "$app/bin/edgekeep" site list)" localhost
  kill -TERM "$up"
  wait_until_gone "$up"
  equals "$gone_with" 0
}

test_the_launchers_of_tree_and_archive_have_the_same_options_for_java() {
  flags() { sed -n "/^JVM_FLAGS='/,/'\$/p" "$1" | tr -d "\n" | tr -s ' '; }
  equals "$(flags "$tree/packaging/launcher/edgekeep")" "$(flags "$tree/edgekeep")"
}

test_the_key_server_has_its_own_java_and_no_part_of_the_edge() {
  unpack edgekeep-keyserver
  bare_machine uname dirname sed
  contains "$(bare EDGEKEEP_AOT=off "$app/bin/edgekeep-keyserver" --version)" "(Java 25"
  modules=$(sed -n 's/^MODULES="\(.*\)"/ \1 /p' "$app/runtime/release")
  lacks "$modules" " java.sql " " jdk.httpserver " " jdk.attach "
  equals "$(cd "$app/lib" && ls -d ./*/)" "./linux-$(uname -m | sed s/aarch64/aarch_64/)/"
  lacks "$(ls "$app/lib")" edge-0 control- snapshot- bcprov
}

test_the_bills_of_materials_name_every_jar_with_its_checksum() {
  for name in edgekeep edgekeep-keyserver; do
    unpack "$name"
    cmp "$app/$name.cdx.json" "$(one "$dist/$name"-[0-9]*.cdx.json)"
    python3 - "$app" "$name" <<'PYTHON'
import hashlib, json, pathlib, sys
app, name = pathlib.Path(sys.argv[1]), sys.argv[2]
bill = json.loads((app / f"{name}.cdx.json").read_text())
listed = {p["value"]: c["hashes"][0]["content"] for c in bill["components"] for p in c.get("properties", ())}
jars = {str(j.relative_to(app / "lib")): hashlib.sha256(j.read_bytes()).hexdigest() for j in app.rglob("lib/**/*.jar")}
main = [j for j in jars if j not in listed]
assert len(main) == 1 and main[0].startswith(("cli-", "keyserver-")), main
assert listed == {j: h for j, h in jars.items() if j not in main}, listed.keys() ^ jars.keys()
assert any(c["name"] == "OpenJDK" for c in bill["components"])
PYTHON
  done
}

test_the_bills_of_materials_are_valid() {
  need_dist
  # CycloneDX's own library, which has the schemas.
  validator=$(class_path_of org.cyclonedx:cyclonedx-core-java:12.1.0)
  java=$(java_home)/bin/java
  "$java" -cp "$validator" "$here/lib/CheckBill.java" "$dist"/*.cdx.json
  sed 's/"bomFormat": "CycloneDX"/"bomFormat": "Other"/' "$(one "$dist"/edgekeep-keyserver-[0-9]*.cdx.json)" >bad.json
  equals "$(status_of "$java" -cp "$validator" "$here/lib/CheckBill.java" bad.json)" 1
}

test_another_build_of_the_same_sources_gives_the_same_bytes() {
  need_dist
  mkdir copy
  (cd "$tree" && tar -cf - --exclude=target --exclude=.edgekeep --exclude=./dist .) | tar -xf - -C copy
  find copy -name '*.java' -exec touch -d '2020-02-02' {} +
  (
    umask 077
    TZ=Asia/Tokyo LANG=C.UTF-8 copy/edgekeep dist --output second >build.log 2>&1
  ) || fail "the build failed: $(cat build.log)"
  diff "$dist/SHA256SUMS" second/SHA256SUMS
}

run_tests
