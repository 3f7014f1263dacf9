using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Inputs;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Anomalies;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Reports;

/// <summary>Feeds of one kind that are compared with each other.</summary>
/// <param name="Name">Name of the group.</param>
/// <param name="Files">The files.</param>
/// <param name="Feeds">The feeds.</param>
internal sealed record FeedGroup(string Name, IReadOnlyList<string> Files, IReadOnlyList<Feed> Feeds);

/// <summary>Reads the real feeds of a data folder.</summary>
internal sealed class FeedFiles(IReadSeriesFiles files)
{
    private const int MostDays = 1100;
    private static readonly (string Name, string[] Files)[] s_imported =
    [
        ("ERCOT prices", ["ercot/dam_rtm_hourly_lz_hub_2023-12-25_2025-06-30.csv.gz"]),
        ("CAISO prices (HE 10 to 24)", ["caiso/dlap_dam_rtm_hourly_2024_HE10-HE24_only.csv.gz"]),
        (
            "PJM node, load and wind",
            [
                "pjm/da_hrl_lmps_pnode48592_ALDENE.csv.gz",
                "pjm/rt_hrl_lmps_pnode48592_ALDENE.csv.gz",
                "pjm/hrl_load_metered_AECO.csv.gz",
                "pjm/wind_gen_MIDATL.csv.gz",
            ]
        ),
    ];

    private static readonly (string Name, string[] Files)[] s_benchmark =
    [
        ("EPF PJM: price and loads", ["epf/PJM.csv.gz"]),
        ("EPF BE and FR: prices, generation, load", ["epf/BE.csv.gz", "epf/FR.csv.gz"]),
    ];

    /// <summary>The groups whose files are all there; a failure where there are none.</summary>
    public async Task<Result<List<FeedGroup>>> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var groups = new List<FeedGroup>();
        foreach (var (name, relative) in s_imported)
        {
            if (Paths(folder, relative) is { } paths)
            {
                var series = await files.ReadAsync(paths, cancellationToken: cancellationToken);
                groups.Add(new(name, paths, [.. series.Where(IsWatched).Select(FeedOf)]));
            }
        }

        foreach (var (name, relative) in s_benchmark)
        {
            if (Paths(folder, relative) is { } paths)
            {
                groups.Add(new(name, paths, [.. paths.SelectMany(Columns).DistinctBy(f => string.Join(' ', f.Days[0]))]));
            }
        }

        return groups.Count > 0 ? groups : new SimpleFailure("models.data", $"{folder} holds none of the feeds that are looked for");
    }

    private static string[]? Paths(string folder, string[] relative)
    {
        var paths = relative.Select(r => Path.Combine(folder, r)).ToArray();
        return paths.All(File.Exists) ? paths : null;
    }

    /// <summary>Prices, load and wind; the parts of a price are not watched, for they have to add up to it.</summary>
    private static bool IsWatched(FileSeries series) =>
        60 % series.Definition.IntervalMinutes == 0
        && series.Definition.Key.Product is Products.DaLmp or Products.RtLmp or Products.Load or Products.Wind;

    private static Feed FeedOf(FileSeries series)
    {
        var definition = series.Definition;
        var calendar = MarketCalendar.ForSeries(definition.Key.Market, definition.TimeZoneId);
        var first = calendar.DayOf(series.Points[0].StartUtc);
        var days = calendar.DayOf(series.Points[^1].StartUtc).DayNumber - first.DayNumber + 1;
        var column = HourlyColumn.From(calendar, definition.IntervalMinutes, series.Points, first, days);
        return Last(new(definition.Key.ToString(), first, column.Values));
    }

    private static IEnumerable<Feed> Columns(string path)
    {
        var table = HourlyTable.Read(path);
        var first = DateOnly.FromDateTime(table.Start);
        var market = Path.GetFileName(path)[..^7];
        return table.Columns.Select(c => Last(new($"{market}: {c.Key}", first, [.. c.Value.Chunk(24)])));
    }

    private static Feed Last(Feed feed)
    {
        var skip = Math.Max(0, feed.Days.Length - MostDays);
        return new(feed.Name, feed.FirstDay.AddDays(skip), feed.Days[skip..]);
    }
}
