#!/bin/sh
# Makes a base image for the Dockerfile from this machine's own files, where no registry can be
# reached: Node 24 as npm installed it, a shell, a few core tools, and the libraries they need.
#
#   scripts/base-image.sh [NAME]     NAME defaults to polis-base
set -eu
name=${1:-polis-base}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Copies a program, or a library, to the place where it will be looked for.
add() {
  source=$(readlink -f "$1")
  target=$work$2
  mkdir -p "$(dirname "$target")"
  cp "$source" "$target"
  ldd "$source" 2>/dev/null | grep -o '/[^ ]*' | while read -r library; do
    mkdir -p "$work$(dirname "$library")"
    cp -n "$(readlink -f "$library")" "$work$library" 2>/dev/null || true
  done
}

mkdir -p "$work/tmp" "$work/etc" "$work/root" "$work/var/lib" "$work/proc" "$work/usr/bin"
chmod 1777 "$work/tmp"
ln -s usr/bin "$work/bin"
echo 'root:x:0:0:root:/root:/bin/sh' >"$work/etc/passwd"
echo 'root:x:0:' >"$work/etc/group"
echo 'hosts: files dns' >"$work/etc/nsswitch.conf"

add "$("$root/node_modules/.bin/node" -p process.execPath)" /usr/bin/node
add /bin/sh /usr/bin/sh
for tool in cat cp echo env false kill ls mkdir mv rm sleep test true uname; do
  [ ! -e "/usr/bin/$tool" ] || add "/usr/bin/$tool" "/usr/bin/$tool"
done
# The resolver's modules are loaded by name, so ldd does not show them.
for module in libnss_files.so.2 libnss_dns.so.2 libresolv.so.2; do
  for folder in /lib/x86_64-linux-gnu /lib/aarch64-linux-gnu /usr/lib; do
    [ ! -e "$folder/$module" ] || add "$folder/$module" "$folder/$module"
  done
done

tar -C "$work" -c . | docker import --change 'ENV PATH=/usr/local/bin:/usr/bin:/bin' - "$name"
