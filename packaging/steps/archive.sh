# Archives that need no Java on the machine.

make_archives() {
  say "packing the archives…"
  local name
  for name in edgekeep edgekeep-keyserver; do
    pack "$work/tree" "$name" "$name-$version" "$work/dist/$name-$version-$platform.tar.gz"
    cp "$work/tree/$name/$name.cdx.json" "$work/dist/$name-$version.cdx.json"
  done
  # For other platforms, with the Java that is there.
  cp "$work/src/keyserver/target/edgekeep-keyserver-$version.tar.gz" "$work/dist/"
}

# pack PARENT FOLDER NAME FILE: a .tar.gz of the folder under another name: sorted, of root, with one time.
pack() {
  tar -C "$1" --transform "s,^$2\(/\|\$\),$3\1,S" --sort=name --format=gnu --mtime="@$epoch" \
    --owner=0 --group=0 --numeric-owner -cf - "$2" | gzip -9n >"$4"
}
