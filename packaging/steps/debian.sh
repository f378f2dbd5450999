# Debian packages.

make_debian_packages() {
  say "building the Debian packages…"
  local tree=$work/tree name
  for name in edgekeep edgekeep-keyserver; do
    debian_files "$name"
  done
  (
    root=$work/debian/edgekeep
    mkdir -p "$root/etc/default" "$root/usr/share/bash-completion/completions"
    install -m 644 "$tree"/edgekeep/etc/*.yaml "$root/etc/edgekeep/"
    install -m 644 "$here/debian/edgekeep/default" "$root/etc/default/edgekeep-edge"
    install -m 644 "$tree"/edgekeep/systemd/*.service "$root/usr/lib/systemd/system/"
    EDGEKEEP_AOT=off "$tree/edgekeep/bin/edgekeep" completion | sed '1{/^#!/d}' >"$root/usr/share/bash-completion/completions/edgekeep"
  )
  (
    root=$work/debian/edgekeep-keyserver
    install -d -m 755 "$root/etc/edgekeep-keyserver/keys"
    install -m 644 "$tree/edgekeep-keyserver/etc/keyserver.yaml" "$root/etc/edgekeep-keyserver/"
    # The package's installation creates the cache, and owns it: a service never runs code that it could write.
    sed -e '1,/^\[Unit\]/{/^\[Unit\]/!d}' -e 's|/opt/edgekeep-keyserver/bin/|/usr/bin/|' \
      -e '/^# The cache/d' -e '/^CacheDirectory/d' -e '/XDG_CACHE_HOME/d' \
      "$tree/edgekeep-keyserver/systemd/edgekeep-keyserver.service" \
      >"$root/usr/lib/systemd/system/edgekeep-keyserver.service"
  )
  for name in edgekeep edgekeep-keyserver; do
    pack_debian "$name"
  done
}

# debian_files NAME: what both packages have.
debian_files() {
  local name=$1 own=$here/debian/$1 root=$work/debian/$1
  mkdir -p "$root"/{DEBIAN,usr/bin,usr/lib/systemd/system,etc/logrotate.d,etc/$name} \
    "$root"/usr/share/{doc/$name/examples,man/man1,lintian/overrides}
  cp -a "$work/tree/$name" "$root/usr/lib/$name"
  rm -rf "$root/usr/lib/$name"/{etc,systemd,LICENSE,*.cdx.json}
  ln -s "/var/cache/$name" "$root/usr/lib/$name/cache"
  ln -s "../lib/$name/bin/$name" "$root/usr/bin/$name"
  install -m 644 "$own/logrotate" "$root/etc/logrotate.d/$name"
  install -m 644 "$work/tree/$name/$name.cdx.json" "$root/usr/share/doc/$name/"
  install -m 644 "$here/debian/copyright" "$root/usr/share/doc/$name/copyright"
  install -m 644 "$here/debian/lintian-overrides" "$root/usr/share/lintian/overrides/$name"
  sed -i "s/@NAME@/$name/g" "$root/usr/share/lintian/overrides/$name"
  debian_changelog "$name" | gzip -9n >"$root/usr/share/doc/$name/changelog.gz"
  gzip -9n <"$own/$name.1" >"$root/usr/share/man/man1/$name.1.gz"
  rmdir "$root/usr/share/doc/$name/examples"
  local script
  for script in postinst prerm postrm; do
    install -m 755 "$own/$script" "$root/DEBIAN/$script"
  done
}

debian_changelog() {
  printf '%s (%s) unstable; urgency=medium\n\n  * See CHANGELOG.md of this version.\n\n -- %s  %s\n' \
    "$1" "$(deb_version)" "Edgekeep <packages@edgekeep.invalid>" "$(date -u -R -d "@$epoch")"
}

# pack_debian NAME: the control files, and the package.
pack_debian() {
  local name=$1 root=$work/debian/$1
  (cd "$root" && find etc -type f -printf '/%p\n' | sort) >"$root/DEBIAN/conffiles"
  sed -e "s/@VERSION@/$(deb_version)/" -e "s/@ARCH@/$deb_arch/" \
    -e "s/@SIZE@/$(du -sk --apparent-size --exclude=DEBIAN "$root" | cut -f1)/" \
    "$here/debian/$name/control" >"$root/DEBIAN/control"
  (cd "$root" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
  find "$root" -exec touch -h -d "@$epoch" {} +
  SOURCE_DATE_EPOCH=$epoch dpkg-deb --root-owner-group -Zgzip -z6 --build "$root" \
    "$work/dist/${name}_$(deb_version)_$deb_arch.deb" >/dev/null
}
