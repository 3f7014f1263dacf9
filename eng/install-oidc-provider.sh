#!/usr/bin/env bash
# Installs the third-party OpenID provider that the single sign-on tests run against into a cache folder outside the repository: idempotent.
set -euo pipefail
folder=${OPTIBID_OIDC_PROVIDER:-${XDG_CACHE_HOME:-$HOME/.cache}/optibid/oidc-provider}
version=9.13.3
installed=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$folder/node_modules/oidc-provider/package.json" 2>/dev/null || true)
[ "$installed" = "$version" ] && exit 0
mkdir -p "$folder"
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts "oidc-provider@$version"
