# Manifests for Kubernetes, and a compose file, with the version in the names of images.

make_manifests() {
  say "packing the manifests…"
  local name file
  for name in kubernetes compose; do
    cp -R "$here/$name" "$work/$name"
    for file in "$work/$name"/*.yaml; do
      sed -i "s/@VERSION@/$version/g" "$file"
    done
    find "$work/$name" -type d -exec chmod 755 {} + -o -type f -perm /100 -exec chmod 755 {} + -o -type f -exec chmod 644 {} +
    pack "$work" "$name" "edgekeep-$version-$name" "$work/dist/edgekeep-$version-$name.tar.gz"
  done
}
