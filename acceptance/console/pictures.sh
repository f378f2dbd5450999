#!/usr/bin/env bash
# Makes the pictures of the documentation: drives the console, as the acceptance test does, and keeps some of its pictures.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
PICTURES=$folder "$here/../console.sh"
mkdir -p "$here/../../docs/pictures"
for page in overview host events; do
  cp "$folder/$page-1440-light-en-US.png" "$here/../../docs/pictures/$page.png"
done
