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

evaluate() { # evaluate MARKET COLUMN MAE SMAPE RMSE
  optibid forecast evaluate $data/epf_forecasts/Forecasts_$1_DNN_LEAR_ensembles.csv.gz --forecast "$2" --json >"$out/e.json" || echo "FAIL forecast evaluate $1 $2: exit status $?"
  check "evaluate $1 $2: MAE $3, sMAPE $4, RMSE $5" "$out/e.json" "round(d['mae'],4)==$3 and round(d['smapePercent'],3)==$4 and round(d['rmse'],3)==$5 and d['n']==17472" "(d['mae'], d['smapePercent'], d['rmse'])"
}
while read -r market column mae smape rmse; do evaluate "$market" "${column//_/ }" "$mae" "$smape" "$rmse"; done <<'T'
PJM LEAR_56 3.4769 13.677 5.718
PJM LEAR_84 3.4671 13.576 5.709
PJM LEAR_1092 3.0983 12.331 5.264
PJM LEAR_1456 3.0955 12.538 5.142
PJM LEAR_Ensemble 3.0130 11.980 5.127
PJM DNN_1 3.2345 12.518 6.231
PJM DNN_4 3.0747 12.004 5.498
PJM DNN_Ensemble 2.8622 11.331 5.040
BE LEAR_56 6.9243 16.197 16.371
BE LEAR_Ensemble 6.1401 14.546 15.974
BE DNN_Ensemble 5.8699 13.446 15.966
FR LEAR_1456 4.3781 14.054 11.462
FR LEAR_Ensemble 3.9798 11.566 10.676
FR DNN_Ensemble 3.8658 10.812 11.867
T

optibid forecast backtest $data/epf/PJM.csv.gz --model ridge --from 2016-12-27 --to 2018-12-24 --json >"$out/ridge.json" || echo "FAIL forecast backtest: exit status $?"
check "ridge PJM: MAE <= 3.08 over 17,472 h" "$out/ridge.json" "d['mae']<=3.08 and d['hours']==17472" "(d['mae'], d['hours'])"
check "ridge PJM: <= 0.05 s per day and window" "$out/ridge.json" "d['secondsPerDay']/4<=0.05" "d['secondsPerDay']/4"
check "ridge PJM: leakage none" "$out/ridge.json" "d['leakage']=='none'" "d['leakage']"
check "naive weekly PJM 6.294" "$out/ridge.json" "round(d['naiveWeeklyMae'],3)==6.294" "d['naiveWeeklyMae']"

python3 eng/acceptance_user.py OptiBid.Web/bin/Release/net10.0/OptiBid.Web.dll $data
