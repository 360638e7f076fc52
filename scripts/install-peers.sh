#!/bin/sh
# Installs what `npm run test:peers` needs: Debian's dig, curl, nginx, haproxy, dnsmasq, dnsperf,
# nft, conntrack, ip, strace and nghttp2's clients.
#
# Does nothing where all of them are there. None is started as a service: policy-rc.d forbids that
# while the packages are being configured (invoke-rc.d and systemd's start on install both ask it).
set -eu

is_there() { PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null; }
as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

missing=
while read -r program package; do
  is_there "$program" || missing="$missing $package"
done <<EOF
dig bind9-dnsutils
curl curl
caddy caddy
nginx nginx-light
haproxy haproxy
dnsmasq dnsmasq-base
dnsperf dnsperf
nft nftables
conntrack conntrack
ip iproute2
strace strace
h2load nghttp2-client
nghttp nghttp2-client
EOF

if [ -z "$missing" ]; then
  echo 'everything that test:peers needs is installed'
  exit 0
fi
echo "installing$missing"

policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'as_root rm -f "$policy"' EXIT
  trap 'exit 1' HUP INT TERM
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
fi
as_root apt-get update -q
# shellcheck disable=SC2086 # one word a package
as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
  apt-get install -y -q --no-install-recommends $missing
