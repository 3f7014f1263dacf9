using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Trees;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Reports;

/// <summary>A series whose risks are measured.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Files">The files.</param>
/// <param name="Panel">Prices and forecasts.</param>
/// <param name="TestDays">The last days, on which it is measured.</param>
internal sealed record RiskMarket(string Name, IReadOnlyList<string> Files, DailyPanel Panel, int TestDays);

/// <summary>The EPF benchmark, and two hubs of ERCOT with many negative prices, of prices alone.</summary>
internal sealed class RiskMarkets(IReadSeriesFiles files)
{
    private static readonly string[] s_ercot = ["ercot/dam_spp_lz_hub_2021.csv.gz", "ercot/dam_spp_lz_hub_2022.csv.gz"];
    private static readonly string[] s_hubs = ["HB_WEST", "HB_PAN"];

    /// <summary>What the folder has.</summary>
    public async Task<Result<List<RiskMarket>>> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var read = EpfMarkets.Read(folder);
        if (read.Failure is { } failure)
        {
            return failure;
        }

        var markets = read.Value.ConvertAll(m => new RiskMarket(m.Name, [m.File], m.Panel, EpfMarkets.TestDays));
        var paths = s_ercot.Select(f => Path.Combine(folder, f)).ToArray();
        if (paths.All(File.Exists))
        {
            var series = await files.ReadAsync(paths, cancellationToken: cancellationToken);
            markets.AddRange(
                series
                    .Where(s => s.Definition.Key.Product == Products.DaLmp && s_hubs.Contains(s.Definition.Key.Node))
                    .Select(s => new RiskMarket($"ERCOT {s.Definition.Key.Node}", paths, PanelOf(s), 0))
                    .Where(m => m.Panel.Days > RiskAssessor.FewestDays)
                    .Select(m => m with { TestDays = m.Panel.Days - RiskAssessor.FewestDays })
            );
        }

        return markets;
    }

    private static DailyPanel PanelOf(FileSeries series)
    {
        var key = series.Definition.Key;
        var calendar = MarketCalendar.ForSeries(key.Market, series.Definition.TimeZoneId);
        var first = calendar.DayOf(series.Points[0].StartUtc);
        var days = calendar.DayOf(series.Points[^1].StartUtc).DayNumber - first.DayNumber + 1;
        var column = GapFiller.Fill(HourlyColumn.From(calendar, series.Definition.IntervalMinutes, series.Points, first, days)).Column;
        return new(first, column.Values, [])
        {
            Vintage = new(
                [key.ToString()],
                [column.PublishedUtc],
                [.. Enumerable.Range(0, days).Select(d => GateSchedule.InstantUtc(key.Market, Gate.DayAheadClose, first.AddDays(d)))]
            ),
        };
    }
}
