# Sourced by the acceptance tests of what is released.

tree=$(cd "$here/.." && pwd -P)

# need_dist: sets dist to the folder of release files: EDGEKEEP_DIST, if it is set; else that of this tree, built if it
# is missing or older than its sources.
need_dist() {
  dist=${EDGEKEEP_DIST:-$tree/dist}
  if [ -n "${EDGEKEEP_DIST:-}" ]; then
    [ -e "$dist/SHA256SUMS" ] || fail "there are no release files in $dist"
  elif [ ! -e "$dist/SHA256SUMS" ] || dist_is_stale; then
    "$tree/edgekeep" dist --output "$dist" >build.log 2>&1 || fail "the build failed: $(cat build.log)"
  fi
}

dist_is_stale() {
  [ -n "$(cd "$tree" && find pom.xml ./*/pom.xml ./*/src/main keyserver/src packaging -newer "$dist/SHA256SUMS" | head -n 1)" ]
}

# one FILE…: prints the only file of a pattern.
one() {
  [ $# = 1 ] && [ -e "$1" ] || fail "not one file: $*"
  printf '%s' "$1"
}

# java_home: prints the first JDK that is new enough.
java_home() {
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if grep -qsE '^JAVA_VERSION="(2[5-9]|[3-9][0-9])' "$home/release"; then
      printf '%s' "$home"
      return
    fi
  done
  fail "there is no JDK 25"
}

# class_path_of GROUP:ARTIFACT:VERSION…: prints the class path of libraries that only these tests need.
class_path_of() {
  local artifact folder
  folder=$(mktemp -d)
  {
    printf '<project><modelVersion>4.0.0</modelVersion><groupId>check</groupId><artifactId>check</artifactId>'
    printf '<version>1</version><dependencies>'
    for artifact; do
      printf '<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>' \
        "${artifact%%:*}" "$(cut -d: -f2 <<<"$artifact")" "${artifact##*:}"
    done
    printf '</dependencies></project>'
  } >"$folder/pom.xml"
  (cd "$folder" && mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.11.0:build-classpath -Dmdep.outputFile=class-path) \
    >"$folder/log" 2>&1 || fail "$(cat "$folder/log")"
  cat "$folder/class-path"
  rm -rf "$folder"
}
