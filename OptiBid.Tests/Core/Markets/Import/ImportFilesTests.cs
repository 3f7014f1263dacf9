using System.Globalization;
using System.Text;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Series;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Markets.Import;

public sealed class ImportFilesTests : IDisposable
{
    private readonly ImportDesk _desk = new();

    [Fact]
    public async Task Importing_again_changes_nothing_and_says_so()
    {
        var path = SharedData.PathOf("pjm/da_hrl_lmps_pnode48592_ALDENE.csv.gz");
        var first = await _desk.ImportAsync(path);
        Assert.Equal((8_737, 8_737, 0), (first.RowsRead, first.RowsImported, first.Duplicates));
        Assert.Equal(new ValueCounts(34_948, 0, 0), first.Values);
        Assert.Contains(first.Warnings, w => w.ToString().Contains("ranges include their end", StringComparison.Ordinal));
        var second = await _desk.ImportAsync(path);
        Assert.Equal((8_737, 0, 8_737), (second.RowsRead, second.RowsImported, second.Duplicates));
        Assert.Equal(34_948, await _desk.CountAsync());
    }

    [Fact]
    public async Task A_corrected_price_becomes_the_next_version()
    {
        const string Header = "delivery_date,hour_ending,repeated_hour_flag,HB_NORTH\n";
        await _desk.ImportAsync(_desk.Write("a.csv", Header + "2024-01-01,1,N,10\n2024-01-01,2,N,20\n"));
        var report = await _desk.ImportAsync(_desk.Write("b.csv", Header + "2024-01-01,1,N,10\n2024-01-01,2,N,21\n"));
        Assert.Equal(new ValueCounts(0, 1, 1), report.Values);
        var latest = await _desk.Store.LatestAsync(new SeriesKey("ERCOT", "HB_NORTH", "da_lmp"), TestContext.Current.CancellationToken);
        Assert.Equal((21, 2), (latest!.Value.Value, latest.Value.Version));
    }

    [Fact]
    public async Task A_dry_run_reports_and_changes_nothing()
    {
        var report = await _desk.ImportAsync(new ImportRequest([SharedData.PathOf("ercot/dam_spp_lz_hub_2021.csv.gz")], IsDryRun: true));
        Assert.Equal("checked", report.Files[0].Status);
        Assert.Equal(8_760, report.Files[0].RowsImported);
        Assert.Equal(15, report.Series.Count);
        Assert.All(report.Series, s => Assert.Equal(8_760, s.Count));
        Assert.Equal(0, await _desk.CountAsync());
    }

    [Fact]
    public async Task A_cancelled_import_leaves_the_store_as_it_was_even_when_files_before_were_read()
    {
        var text = new StringBuilder("interval_start_utc,market,node,product,unit,value\n");
        var start = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var i = 0; i < 200_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{start.AddHours(i):yyyy-MM-dd HH:mm},TEST,N,rt_lmp,$/MWh,{i % 100}\n");
        }

        using var stop = new CancellationTokenSource();
        var request = new ImportRequest([SharedData.PathOf("pjm/wind_gen_MIDATL.csv.gz"), _desk.Write("long.csv", text.ToString())]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _desk.Importer().ExecuteAsync(request, new StopAfter(100_000, stop), stop.Token)
        );
        Assert.Equal(0, await _desk.CountAsync());
    }

    [Fact]
    public async Task The_recorded_zip_gives_17_series_and_nine_refusals()
    {
        var report = await _desk.ImportAsync(new ImportRequest([SharedData.PathOf("recorded/ercot_np3-911-er_2day_as_2024-11-05_1.zip")]));
        Assert.Equal(26, report.Files.Count);
        var refused = report.Files.Where(f => f.Status == "refused").ToList();
        Assert.Equal(9, refused.Count);
        Assert.All(refused, f => Assert.Contains("offer curve", f.Reason?.ToString(), StringComparison.Ordinal));
        Assert.Equal(17, report.Series.Count);
        Assert.All(report.Series, s => Assert.Equal(25, s.Count));
        Assert.All(report.Series, s => Assert.Equal(new DateTime(2024, 11, 3, 5, 0, 0, DateTimeKind.Utc), s.From));
        Assert.All(report.Files, f => Assert.True(f.Reason is not null || (f.RowsRead, f.RowsImported) == (25, 25)));
    }

    [Fact]
    public async Task A_folder_is_walked()
    {
        var report = await _desk.ImportAsync(new ImportRequest([SharedData.PathOf("epf")]));
        Assert.Equal(3, report.Files.Count);
        Assert.Equal(9, report.Series.Count);
        Assert.Equal(9 * 52_416, await _desk.CountAsync());
    }

    [Fact]
    public async Task Quality_flags_what_the_files_are_known_for()
    {
        var demand = await QualityAsync("caiso/demand_and_forecast_5min_2019_2020_2021_MarAug.csv.gz");
        Assert.Equal(new DateTime(2021, 7, 5, 18, 50, 0, DateTimeKind.Utc), demand.Quality[0].Outliers[0].Start);
        Assert.Equal(12, demand.RejectedCount);
        var load = await QualityAsync("pjm/hrl_load_metered_AECO.csv.gz");
        Assert.Equal(new DateTime(2026, 3, 8, 6, 0, 0, DateTimeKind.Utc), Assert.Single(load.Quality[0].ZeroRuns).From);
        Assert.Contains(
            load.Warnings,
            w =>
                w.ToString().Contains("not yet verified", StringComparison.Ordinal)
                && w.ToString().Contains("1,512", StringComparison.Ordinal)
        );
        var wind = await QualityAsync("pjm/wind_gen_MIDATL.csv.gz");
        Assert.Equal((124, 8_783), (wind.Quality[0].NegativeCount, wind.Quality[0].UnsortedRows));
        var real = await QualityAsync("pjm/rt_hrl_lmps_pnode48592_ALDENE.csv.gz");
        Assert.Equal(0.01, real.Quality[0].IdentityError!.Value, 6);
        Assert.Equal(0, (await QualityAsync("pjm/da_hrl_lmps_pnode48592_ALDENE.csv.gz")).Quality[0].IdentityError!.Value, 6);
        Assert.Contains(real.Quality[0].ClockChanges, d => d is { Expected: 25, Found: 25 });
        var ercot = await QualityAsync("ercot/dam_rtm_hourly_lz_hub_2023-12-25_2025-06-30.csv.gz");
        Assert.Equal([(23, 22), (25, 24), (23, 22)], ercot.Quality[0].ClockChanges.Select(d => (d.Expected, d.Found)));
        Assert.Equal(3, ercot.Gaps.Count);
        var forecast = await QualityAsync("caiso/load_forecast_sp15_solar_wind_forecast_hourly_utc_2021-10_2024-09.csv.gz");
        Assert.Equal((7_440, 3), (forecast.Quality[0].MissingIntervals, forecast.Quality[0].GapCount));
        var interchange = await QualityAsync("caiso/eia_interchange_hourly_2024.csv.gz");
        Assert.Equal(72, interchange.Quality[0].MissingIntervals);
        var dlap = await QualityAsync("caiso/dlap_dam_rtm_hourly_2024_HE10-HE24_only.csv.gz");
        Assert.True(dlap.Quality[0].GapCount >= 365);
    }

    [Fact]
    public async Task Oasis_rows_are_told_apart_by_type_and_run()
    {
        const string Head = "INTERVALSTARTTIME_GMT,INTERVALENDTIME_GMT,OPR_DT,OPR_HR,NODE_ID,NODE,MARKET_RUN_ID,LMP_TYPE,MW\n";
        var rows = new[] { ("LMP", "30"), ("MCE", "28"), ("MCC", "1"), ("MCL", "1"), ("MGHG", "0") }.Select(t =>
            $"2024-01-01T08:00:00-00:00,2024-01-01T09:00:00-00:00,2024-01-01,1,TH_SP15_GEN-APND,TH_SP15_GEN-APND,DAM,{t.Item1},{t.Item2}\n"
        );
        var report = await _desk.ImportAsync(new ImportRequest([_desk.Write("o.csv", Head + string.Concat(rows))]));
        Assert.Equal(
            ["da_congestion", "da_energy", "da_ghg", "da_lmp", "da_loss"],
            report.Series.Select(s => s.Product).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Any_csv_comes_in_with_a_mapping()
    {
        var mapping = new CsvMapping(
            "HOUSE",
            "when",
            "America/Chicago",
            60,
            true,
            [new("price", "N1", "rt_lmp", "$/MWh"), new("mw", "N1", "load", "MW")]
        );
        var file = _desk.Write(
            "any.csv",
            "when,price,mw\n2024-11-03 01:00,1,2\n2024-11-03 02:00,3,4\n2024-11-03 02:00,5,6\n2024-11-03 03:00,7,8\n"
        );
        var report = await _desk.ImportAsync(new ImportRequest([file], "csv", Mapping: mapping));
        Assert.Equal(2, report.Series.Count);
        Assert.Equal(new DateTime(2024, 11, 3, 5, 0, 0, DateTimeKind.Utc), report.Series[0].From);
        Assert.All(report.Series, s => Assert.Equal(4, s.Count));
        var zone = await _desk.ImportAsync(new ImportRequest([file], "csv", Mapping: mapping with { TimeZoneId = "Mars/Olympus" }));
        Assert.Contains("IANA", zone.Files[0].Reason?.ToString(), StringComparison.Ordinal);
        var column = await _desk.ImportAsync(new ImportRequest([file], "csv", Mapping: mapping with { TimeColumn = "time" }));
        Assert.Contains("column 'time'", column.Files[0].Reason?.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_import_and_what_is_not_there_are_failures()
    {
        var token = TestContext.Current.CancellationToken;
        Assert.Equal("import.path", (await _desk.Importer().ExecuteAsync(new ImportRequest(["nowhere.csv"]), null, token)).Failure!.Code);
        Assert.Equal("import.format", (await _desk.Importer().ExecuteAsync(new ImportRequest(["x"], "xml"), null, token)).Failure!.Code);
        _desk.MayImport = false;
        var forbidden = (await _desk.Importer().ExecuteAsync(new ImportRequest(["x"]), null, token)).Failure!;
        Assert.Equal(("import.forbidden", FailureKind.Forbidden), (forbidden.Code, forbidden.Kind));
    }

    private async Task<FileReport> QualityAsync(string file) =>
        (await _desk.ImportAsync(new ImportRequest([SharedData.PathOf(file)], IsDryRun: true))).Files[0];

    public void Dispose() => _desk.Dispose();

    private sealed class StopAfter(long rows, CancellationTokenSource stop) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            if (value.RowsRead > rows)
            {
                stop.Cancel();
            }
        }
    }
}
