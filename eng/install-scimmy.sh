#!/usr/bin/env bash
# Installs the third-party SCIM library that the provisioning tests compare with into a cache folder outside the repository: idempotent.
set -euo pipefail
folder=${OPTIBID_SCIMMY:-${XDG_CACHE_HOME:-$HOME/.cache}/optibid/scimmy}
version=1.3.5
installed=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$folder/node_modules/scimmy/package.json" 2>/dev/null || true)
[ "$installed" = "$version" ] && exit 0
mkdir -p "$folder"
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts "scimmy@$version"
