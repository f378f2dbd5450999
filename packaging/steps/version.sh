# The platform, the version and the time of a build.

# Sets platform (as in file names), natives (as in names of jars), deb_arch and oci_arch.
find_platform() {
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) platform=linux-x86_64 natives=linux-x86_64 deb_arch=amd64 oci_arch=amd64 ;;
    Linux-aarch64) platform=linux-aarch64 natives=linux-aarch_64 deb_arch=arm64 oci_arch=arm64 ;;
    *) fail "packages are built on Linux on x86_64 or aarch64, not on $(uname -s) on $(uname -m)" ;;
  esac
}

# Sets version: the one in pom.xml, which `edgekeep version` prints.
find_version() {
  version=$(sed -n 's|^  <version>\(.*\)</version>$|\1|p' "$root/pom.xml" | head -n 1)
  [ -n "$version" ] || fail "$root/pom.xml has no version"
}

# Sets epoch: the time of all files, in seconds.
find_epoch() {
  epoch=${SOURCE_DATE_EPOCH:-}
  [ -n "$epoch" ] || epoch=$(git -C "$root" log -1 --format=%ct 2>/dev/null) || epoch=
  [ -n "$epoch" ] ||
    epoch=$(date -u -d "$(sed -n 's|.*<project.build.outputTimestamp>\(.*\)</.*|\1|p' "$root/pom.xml")" +%s)
  [[ $epoch =~ ^[0-9]+$ ]] || fail "SOURCE_DATE_EPOCH must be a number of seconds, not \"$epoch\""
}

# Prints the version for Debian: a snapshot is older than its release, and newer than the snapshots before it.
deb_version() {
  case $version in
    *-SNAPSHOT) printf '%s~snapshot%s' "${version%-SNAPSHOT}" "$(date -u -d "@$epoch" +%Y%m%d%H%M%S)" ;;
    *) printf '%s' "${version//-/\~}" ;;
  esac
}
