#!/usr/bin/env bash
# Checks every figure of the foundation that a command can show. One line per figure: PASS or FAIL, what was wanted, what came out.
# Needs ../shared/data beside the checkout. Usage: eng/acceptance.sh [build|nobuild]
set -uo pipefail
cd "$(dirname "$0")/.."
data=../shared/data
[ -d "$data" ] || { echo "FAIL data: ../shared/data is not beside this checkout"; exit 1; }
dotnet build OptiBid.Web -c Release -v quiet -clp:NoSummary >/dev/null || { echo "FAIL build of OptiBid.Web"; exit 1; }
optibid() { dotnet OptiBid.Web/bin/Release/net10.0/OptiBid.Web.dll "$@"; }
json() { python3 -c "import json,sys; d=json.load(open('$1')); print(eval(sys.argv[1], {}, {'d': d, 'abs': abs, 'all': all, 'len': len, 'sum': sum, 'max': max, 'min': min}))" "$2" 2>&1; }
check() { # check NAME FILE EXPRESSION: PASS when the expression over d is True; prints SHOW
  local got
  got=$(json "$2" "$3")
  if [ "$got" = True ]; then echo "PASS $1 | $(json "$2" "$4")"; else echo "FAIL $1 | $(json "$2" "$4") ($got)"; fi
}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

