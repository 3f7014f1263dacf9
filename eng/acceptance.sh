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

optibid optimise battery --case $data/battery-caiso-2020 --json >"$out/case.json" || echo "FAIL optimise battery: exit status $?"
check "battery CAISO 2020: objective -177621.6315 +- 0.001" "$out/case.json" "abs(d['objective']+177621.6315)<=0.001" "d['objective']"
check "battery CAISO 2020: 366 windows" "$out/case.json" "len(d['windows'])==366" "len(d['windows'])"
check "battery CAISO 2020: year <= 4 s" "$out/case.json" "d['seconds']<=4" "d['seconds']"
if python3 - "$out/case.json" $data/battery-caiso-2020/expected_objective_values.csv <<'P'
import csv, json, sys
windows = json.load(open(sys.argv[1]))["windows"]
rows = list(csv.reader(open(sys.argv[2])))
skip = [i for i, n in enumerate(rows[0]) if "fixed_om" in n] + [0]
worst = max(abs(w["objective"] - sum(float(v) for i, v in enumerate(r) if i not in skip)) for w, r in zip(windows, rows[1:], strict=True))
print(f"worst window differs by {worst:.6f}")
sys.exit(worst > 0.01)
P
then echo "PASS battery CAISO 2020: every window within 0.01"; else echo "FAIL battery CAISO 2020: every window within 0.01"; fi
