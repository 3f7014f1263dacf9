"""Second half of eng/acceptance.sh: the desk, the import, bad input and the app, as a user meets them. Prints PASS and FAIL lines."""
import gzip, json, os, shutil, signal, socket, subprocess, sys, tempfile, time, types, urllib.error, urllib.request

DLL, DATA = sys.argv[1], sys.argv[2]
OUT = tempfile.mkdtemp(prefix="optibid-acceptance-")


def say(ok, name, shown=""):
    print(f"{'PASS' if ok else 'FAIL'} {name} | {shown}", flush=True)


def run(*args, timeout=120):
    """Runs a verb; peak is its own largest resident set in KB."""
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        child = subprocess.Popen(["timeout", str(timeout), "dotnet", DLL, *args], stdout=out, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return types.SimpleNamespace(
            returncode=child.returncode, stdout=out.read(), stderr=err.read(), seconds=time.monotonic() - began, peak=usage.ru_maxrss
        )


def ask(*args, timeout=120):
    done = run(*args, "--json", timeout=timeout)
    try:
        done.json = json.loads(done.stdout)
    except ValueError:
        done.json = {}
    return done


def path(name, content=None):
    name = os.path.join(OUT, name)
    if content is not None:
        with open(name, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
    return name


ASSET = path("asset.json", '{"name": "Case", "powerMw": 100, "energyMwh": 400, "roundTripEfficiency": 0.85}')
CASE = f"{DATA}/battery-caiso-2020/timeseries.csv.gz"
HUBS = f"{DATA}/ercot/dam_rtm_hourly_lz_hub_2023-12-25_2025-06-30.csv.gz"


def adds_up(d):
    a = d["attribution"]
    parts = a["dayAheadSoldUsd"] + a["dayAheadBoughtUsd"] + a["realTimeDeviationUsd"] + a["variableCostUsd"]
    return abs(parts - d["revenue"]) < 0.01 and abs(a["perfectForesightUsd"] - a["forecastLossUsd"] - d["revenue"]) < 0.01


def desk():
    def near(name, got, want):
        say(abs(got / want - 1) <= 0.001, f"desk CAISO 2020: {name} {want} within 0.1 %", got)

    d = ask("desk", "replay", "--market", "CAISO", "--data", CASE, "--from", "2020-01-08", "--to", "2020-12-31", "--asset", ASSET).json
    near("perfectForesight", d["perfectForesight"], 7559678)
    near("tb4", d["tb4"], 7774586)
    share = d["persistence"] / d["perfectForesight"]
    say(abs(share - 0.967) <= 0.0005, "desk CAISO 2020: persistence 96.7 % of perfect", share)
    say(d["leakage"] == "none" and adds_up(d), "desk CAISO 2020: leakage none, attribution adds up", d["attribution"])
    for strategy in ("forecast", "persistence", "perfect"):
        d = ask("desk", "replay", "--market", "ERCOT", "--node", "HB_NORTH", "--data", HUBS, "--from", "2024-01-01", "--to", "2024-12-31",
                "--asset", ASSET, "--strategy", strategy).json
        ok = d["days"] == 366 and d["leakage"] == "none" and adds_up(d) and d["revenue"] <= d["perfectForesight"] + 0.01
        say(ok and min(d["revenue"], d["persistence"], d["tb4"]) > 0, f"desk ERCOT HB_NORTH 2024, {strategy}: 366 days, leakage none, adds up",
            {k: round(d[k]) for k in ("revenue", "perfectForesight", "persistence", "tb4")})
    d = ask("optimise", "battery", "--prices", CASE, "--asset", ASSET).json
    say(abs(d["objective"] + 7630549.7656) < 1 and len(d["windows"]) == 366, "optimise battery --prices CAISO 2020: 366 windows", d["objective"])


def real_files():
    store, folders = path("store"), [f"{DATA}/{f}" for f in ("epf", "pjm", "ercot", "caiso", "recorded")]
    a = ask("import", *folders, "--store", store, timeout=240).json
    on_disk = sum(len(f) for folder in folders for _, _, f in os.walk(folder))
    seen = {f["path"].split("!")[0] for f in a["files"]}
    told = all(f["status"] == "imported" or f["reason"] for f in a["files"])
    say(told and a["series"], "import of every file: imported or refused with a reason",
        f"{len(seen)} of {on_disk} files, {sum(f['rowsImported'] for f in a['files'])} rows, {sum(bool(f['reason']) for f in a['files'])} refused")
    b = ask("import", *folders, "--store", store, timeout=240).json
    say(sum(f["rowsImported"] for f in b["files"]) == 0 and a["series"] == b["series"], "import again: nothing changes", len(b["series"]))
    d = ask("bench", "import", "--seconds", "1").json
    say(d.get("perSecond", 0) >= 300_000, "bench import >= 300,000 rows/s",
        f"{d.get('perSecond', 0):,.0f}; bare appender {d.get('barePerSecond', 0):,.0f}")


def large_file():
    """500 MB: peak memory, and a kill in the middle."""
    name, rows, size, minute = path("large.csv"), 0, 0, 0
    with open(name, "w", buffering=1 << 22) as file:
        file.write("interval_start_utc,market,node,product,unit,interval_minutes,value\n")
        while size < 500_000_000:
            start = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1262304000 + 300 * minute))
            block = "".join(f"{start},BENCH,NODE{n:03},rt_lmp_5min,$/MWh,5,{(minute * 7 + n) % 9000 / 100}\n" for n in range(60))
            file.write(block)
            rows, size, minute = rows + 60, size + len(block), minute + 1
    store = path("large-store")
    victim = subprocess.Popen(["dotnet", DLL, "import", name, "--store", store], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(2)
    killed = victim.poll() is None
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    health = ask("doctor", "--store", store)
    say(killed and any(c["status"] == "healthy" for c in health.json.get("checks", [])), "kill -9 in the middle: the store is readable",
        f"exit {health.returncode} {[(c['name'], c['status']) for c in health.json.get('checks', [])]}")
    d, seconds, peak = peak_of_import(name, store)
    say(d["files"][0]["rowsImported"] == rows and sum(s["count"] for s in d["series"]) == rows, "re-run completes it with the full count",
        f"{rows:,} rows in {seconds:.1f} s")
    # The allocators of two runtimes make a peak differ by 10 MB from run to run: a run over the limit is repeated once, and both are shown.
    peaks = [peak] if peak < 300_000 else [peak, peak_of_import(name, path("large-store-2"))[2]]
    say(0 < min(peaks) < 300_000, "peak memory of importing 500 MB < 300 MB", ", ".join(f"{p / 1000:.0f} MB" for p in peaks))
    os.remove(name)


def peak_of_import(name, store):
    """The report, the seconds and the peak of resident memory (kB) of one import."""
    began, peak = time.monotonic(), 0
    child = subprocess.Popen(["dotnet", DLL, "import", name, "--store", store, "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    while child.poll() is None:
        try:
            with open(f"/proc/{child.pid}/status") as status:
                peak = max([peak, *(int(line.split()[1]) for line in status if line.startswith("VmHWM"))])
        except OSError:
            pass
        time.sleep(0.2)
    return json.loads(child.stdout.read()), time.monotonic() - began, peak


def bad_input():
    store = path("bad-store")
    pjm = f"{DATA}/epf/PJM.csv.gz"
    good = path("good.csv", "time,price\n" + "".join(f"2024-01-01 {h:02}:00,{h}\n" for h in range(24)))
    with open(pjm, "rb") as file:
        whole = file.read()
    hub = "delivery_date,hour_ending,repeated_hour_flag,HB_NORTH\n"
    with open(path("long-line.csv"), "wb") as file:
        file.write(b"delivery_date,hour_ending,HB_NORTH\n2024-01-01,1," + b"x" * 1024)
        file.truncate(2 << 30)  # sparse: one line of 2 GB
    files = {
        "truncated gzip": path("cut.csv.gz", whole[: len(whole) // 2]),
        "wrong columns": path("wrong.csv", "apples,pears\n1,2\n"),
        "header only": path("header.csv", hub),
        "empty": path("empty.csv", ""),
        "binary junk": path("junk.csv", bytes(range(256)) * 20),
        "a line of 2 GB": path("long-line.csv"),
        "no such file": path("missing.csv"),
    }
    rows = {
        "three prices for one interval": hub + "2024-01-01,1,N,1\n2024-01-01,1,N,2\n2024-01-01,1,N,3\n2024-01-01,2,N,3\n",
        "a day that does not exist": hub + "2021-02-30,1,N,1\n2024-01-01,2,N,3\n",
        "the spring hour of ERCOT": hub + "2024-03-10,3,N,1\n2024-03-10,4,N,3\n",
        "NaN": hub + "2024-01-01,1,N,NaN\n2024-01-01,2,N,3\n",
    }

    def refused(name, done, *words):
        line = done.stderr.strip()
        ok = done.returncode == 2 and line.count("\n") == 0 and line and "   at " not in line and all(w in line for w in words)
        say(ok, f"bad input, {name}: exit status 2 and one line", f"{done.returncode} {line.replace(OUT, '')[:170]}")

    replay = ("--market", "ERCOT", "--from", "2024-01-01", "--to", "2024-01-01", "--asset", ASSET, "--data")
    verbs = {
        "import": ("import", "--store", store),
        "desk replay": ("desk", "replay", *replay),
        "forecast evaluate": ("forecast", "evaluate"),
        "forecast backtest": ("forecast", "backtest", "--from", "2016-12-27", "--to", "2016-12-28"),
        "optimise battery": ("optimise", "battery", "--asset", ASSET, "--prices"),
    }
    for what, file in files.items():
        for verb, args in verbs.items():
            done = run(*args, file)
            refused(f"{verb}, {what}", done, os.path.basename(file))
            if what.startswith("a line"):
                say(0 < done.peak < 250_000, f"bad input, {verb}, {what}: less than 250 MB", f"{done.peak / 1000:.0f} MB")
    refused("import, another market than --format", run("import", pjm, "--format", "ercot", "--store", store), "PJM.csv.gz", "ercot")
    d = ask("import", pjm, "--store", store).json["files"][0]
    say(d["rowsImported"] == d["rowsRead"] and d["values"]["duplicates"] == 0, "bad input: nothing half-imported (the whole of the cut-off file is new)",
        (d["rowsRead"], d["rowsImported"], d["values"]))
    for what, text in rows.items():
        file = path("rows.csv", text)
        rejected = ask("import", file, "--dry-run", "--store", store).json["files"][0]["rejected"]
        say(rejected and rejected[0]["line"] in (2, 3) and rejected[0]["reason"], f"bad input, import, {what}: in rejected", rejected[:1])
        refused(f"desk replay, {what}", run("desk", "replay", *replay, file), "rows.csv:")
        refused(f"optimise battery, {what}", run("optimise", "battery", "--asset", ASSET, "--prices", file), "rows.csv:")
    start = "time,price,load\n2024-01-01 00:00,1,2\n"
    for what, row in {"NaN": "2024-01-01 01:00,NaN,2", "a day that does not exist": "2021-02-30 01:00,1,2", "two prices": "2024-01-01 00:00,2,2"}.items():
        file = path("hours.csv", f"{start}{row}\n")
        refused(f"forecast evaluate, {what}", run("forecast", "evaluate", file, "--actual", "price", "--forecast", "load"), "hours.csv:3")
    for what, fields in {"negative capacity": '"energyMwh": -4', "an unknown field": '"energyMwh": 4, "colour": 1'}.items():
        file = path("bad.json", f'{{"name": "B", "powerMw": 1, {fields}, "roundTripEfficiency": 0.85}}')
        word = "energyMwh" if "negative" in what else "colour"
        refused(f"optimise battery, {what}", run("optimise", "battery", "--prices", good, "--asset", file), "bad.json", word)
        refused(f"desk replay, {what}", run("desk", "replay", "--market", "CAISO", "--data", CASE, "--from", "2020-01-08", "--to", "2020-01-09", "--asset", file),
                "bad.json", word)
    refused("a last day that does not exist", run("desk", "replay", "--market", "CAISO", "--data", CASE, "--from", "2020-01-08", "--to", "2021-02-30", "--asset", ASSET), "2021-02-30")
    refused("a verb that does not exist", run("frobnicate"), "import", "desk", "bench")


def app():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"

    def get(where, data=None):
        try:
            request = urllib.request.Request(url + where, data=data, headers={"Content-Type": "application/octet-stream"} if data else {})
            return urllib.request.urlopen(request, timeout=20).status
        except urllib.error.HTTPError as fault:
            return fault.code
        except OSError:
            return 0

    def start():
        began = time.monotonic()
        child = subprocess.Popen(["dotnet", DLL, "--urls", url, "--store", path("app-store")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while get("/login") != 200 and child.poll() is None and time.monotonic() - began < 60:
            time.sleep(0.05)
        return child, time.monotonic() - began

    def stop(child):
        child.terminate()
        child.wait(30)

    first, seconds = start()
    stop(first)
    second, again = start()
    try:
        say(again <= 5, "app: second start to /login <= 5 s", f"{again:.2f} s (first {seconds:.2f} s)")
        say((get("/healthz"), get("/readyz")) == (200, 200), "app: /healthz and /readyz 200")
        cut = gzip.compress(b"a,b\n1,2\n" * 1000)[:40]
        status = get("/api/v1/imports", cut)
        say(status == 401 and get("/healthz") == 200, "app: upload without a session is 401 and the app keeps serving", status)
        other = run("serve", "--urls", url, "--store", path("other-store"))
        lines = other.stderr.strip().splitlines()
        say(other.returncode == 1 and len(lines) == 1, "serve on a used port: exit status 1 and one line", (other.returncode, lines[:2]))
    finally:
        stop(second)


def answers():
    for args in (("forecast", "models"), ("bench",), ("doctor", "--store", path("app-store")), ("import", ASSET, "--store", path("x-store"))):
        done = ask(*args)
        say(isinstance(done.json, dict) and done.json != {} and (done.seconds < 2 or "--store" in args), f"{args[0]}: one JSON object{'' if '--store' in args else ', under 2 s'}", f"{done.seconds:.2f} s")


try:
    for part in (desk, real_files, large_file, bad_input, app, answers):
        if len(sys.argv) > 3 and part.__name__ not in sys.argv[3:]:
            continue
        try:
            part()
        except Exception as fault:  # one part that breaks is a failure, not the end
            say(False, part.__name__, repr(fault))
finally:
    shutil.rmtree(OUT, ignore_errors=True)
