#!/usr/bin/env bash
# Pictures of every page, light and dark, 1400 and 390 pixels wide: eng/screenshots.sh [--readme] [folder]
# The folder is artifacts/screenshots unless named. With --readme the pictures that README.md shows (docs/images) are made anew too.
set -euo pipefail
cd "$(dirname "$0")/.."
readme=false
[ "${1:-}" = --readme ] && { readme=true; shift; }
folder=$(realpath -m "${1:-artifacts/screenshots}")
mkdir -p "$folder"
dotnet build OptiBid.Tests -v quiet -clp:NoSummary
OPTIBID_SCREENSHOTS="$folder" dotnet OptiBid.Tests/bin/Debug/net10.0/OptiBid.Tests.dll -class OptiBid.Tests.EndToEnd.EveryPageTests
if $readme; then
  for picture in dashboards-id-1400-light markets-live-1400-dark bids-id-1400-light dashboards-id-390-dark; do
    cp "$folder/$picture.png" docs/images/
  done
fi
echo "$(find "$folder" -name '*.png' | wc -l) pictures in $folder"
