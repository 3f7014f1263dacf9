#!/usr/bin/env bash
# Before the first release: makes the one initial migration of each provider anew from the model. After it: add migrations, never run this.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet tool restore >/dev/null
for provider in Sqlite Postgres; do
  rm -rf "OptiBid.Core/Data/$provider/Migrations"
done
dotnet build OptiBid.Web -v quiet -clp:NoSummary
for provider in Sqlite Postgres; do
  dotnet ef migrations add Initial --no-build --project OptiBid.Core --startup-project OptiBid.Web \
    --context "${provider}OptiBidDbContext" --output-dir "Data/$provider/Migrations"
done
