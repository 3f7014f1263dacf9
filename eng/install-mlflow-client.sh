#!/usr/bin/env bash
# Installs the third-party MLflow client that the tracking tests let loose on our server into a cache folder outside the repository: idempotent.
set -euo pipefail
folder=${OPTIBID_MLFLOW_CLIENT:-${XDG_CACHE_HOME:-$HOME/.cache}/optibid/mlflow-client}
version=2.0.7
installed=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$folder/node_modules/mlflow/package.json" 2>/dev/null || true)
[ "$installed" = "$version" ] && exit 0
mkdir -p "$folder"
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts "mlflow@$version"
