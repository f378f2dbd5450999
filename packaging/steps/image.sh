# Container images as OCI layouts, without Docker: a few Debian packages, and the program with its Java.

# The C libraries that the program needs, and the shell that starts it.
BASE_PACKAGES='libc6 libgcc-s1 libstdc++6 dash base-files'

make_images() {
  say "building the images…"
  make_base
  local name user=10001
  for name in edgekeep edgekeep-keyserver; do
    mkdir -p "$work/image/$name/usr/lib"
    cp -a "$work/tree/$name" "$work/image/$name/usr/lib/$name"
    rm -rf "$work/image/$name/usr/lib/$name"/{etc,systemd}
    python3 "$here/oci.py" --name "$name" --version "$version" --arch "$oci_arch" --time "$epoch" --user "$user" \
      --config "$here/image/$name.json" --layer "$work/image/base" --layer "$work/image/$name" \
      --output "$work/dist/$name-$version-$platform-oci.tar"
  done
}

# Creates $work/image/base: files of the packages, as a scanner expects to find them.
make_base() {
  local base=$work/image/base debs=$work/debs deb
  mkdir -p "$base"/{etc/edgekeep,etc/edgekeep-keyserver,proc,sys,dev,tmp,var/lib/edgekeep,var/lib/dpkg/status.d,usr/bin,usr/lib,usr/lib64,usr/sbin} "$debs"
  local folder
  for folder in bin lib lib64 sbin; do ln -s "usr/$folder" "$base/$folder"; done
  # shellcheck disable=SC2086 # names are words
  (cd "$debs" && apt-get download -qq $BASE_PACKAGES >"$work/apt.log" 2>&1) || {
    cat "$work/apt.log" >&2
    fail "the packages of the image could not be downloaded with apt-get"
  }
  for deb in "$debs"/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -xf - -C "$base" --keep-directory-symlink --wildcards \
      --exclude='./usr/share/man' --exclude='./usr/share/locale' --exclude='./usr/share/lintian' --exclude='./usr/lib/*/gconv' \
      $(image_files "$deb")
    dpkg-deb -f "$deb" >"$base/var/lib/dpkg/status.d/$(dpkg-deb -f "$deb" Package)"
  done
  ln -sf dash "$base/usr/bin/sh"
  printf 'root:x:0:0:root:/nonexistent:/usr/sbin/nologin\nedgekeep:x:10001:10001::/nonexistent:/usr/sbin/nologin\n' >"$base/etc/passwd"
  printf 'root:x:0:\nedgekeep:x:10001:\n' >"$base/etc/group"
  printf 'passwd: files\ngroup: files\nhosts: files dns\n' >"$base/etc/nsswitch.conf"
  chmod 1777 "$base/tmp"
  chmod 700 "$base/var/lib/edgekeep"
}

# Of base-files, only the name of the system and the licenses.
image_files() {
  case $(dpkg-deb -f "$1" Package) in
    base-files) echo './etc/os-release ./usr/lib/os-release ./etc/debian_version ./usr/share/common-licenses' ;;
    *) echo . ;;
  esac
}
