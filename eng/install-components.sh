#!/usr/bin/env bash
# Installs what the tests of the whole platform need on Debian: idempotent, as root.
set -euo pipefail
need=()
[ -x /usr/lib/postgresql/15/bin/postgres ] || need+=(postgresql-15 postgresql-15-postgis-3 postgresql-15-postgis-3-scripts)
[ -x /usr/bin/chromium ] || need+=(chromium fonts-liberation)
command -v python3 >/dev/null || need+=(python3)
[ ${#need[@]} -eq 0 ] && exit 0
export DEBIAN_FRONTEND=noninteractive
apt-get -o DPkg::Lock::Timeout=280 update -qq
apt-get -o DPkg::Lock::Timeout=280 install -y -qq --no-install-recommends "${need[@]}"
