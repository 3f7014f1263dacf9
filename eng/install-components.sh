#!/usr/bin/env bash
# Installs what the tests of the whole platform need on Debian: idempotent, as root.
set -euo pipefail
need=()
[ -x /usr/lib/postgresql/15/bin/postgres ] || need+=(postgresql-15 postgresql-15-postgis-3 postgresql-15-postgis-3-scripts)
[ -x /usr/bin/chromium ] || need+=(chromium fonts-liberation)
command -v redis-server >/dev/null || need+=(redis-server)
command -v python3 >/dev/null || need+=(python3)
command -v npm >/dev/null || need+=(nodejs npm)
if [ ${#need[@]} -ne 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o DPkg::Lock::Timeout=280 update -qq
  apt-get -o DPkg::Lock::Timeout=280 install -y -qq --no-install-recommends "${need[@]}"
fi
bash "$(dirname "$0")/install-oidc-provider.sh"
bash "$(dirname "$0")/install-scimmy.sh"
bash "$(dirname "$0")/install-mlflow-client.sh"
