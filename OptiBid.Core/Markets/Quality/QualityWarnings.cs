using OptiBid.Core.Common;

namespace OptiBid.Core.Markets.Quality;

/// <summary>The findings of a file in sentences.</summary>
internal static class QualityWarnings
{
    private const int MaxEach = 3;
    private const double IdentityLimit = 0.015;

    /// <summary>One sentence for each finding, the same finding of several series once.</summary>
    public static IEnumerable<Sentence> Of(IReadOnlyList<SeriesQuality> reports)
    {
        var days = reports
            .SelectMany(r => r.ClockChanges.Where(d => d.Found != d.Expected && d.Found > 0))
            .GroupBy(d => d)
            .OrderBy(g => g.Key.Day)
            .Select(g =>
                Sentence.Of(
                    $"{g.Key.Day:yyyy-MM-dd}, when the clock changes, has {g.Key.Found} of {g.Key.Expected} intervals in {g.Count()} series"
                )
            );
        var outliers = Each(
            reports.Where(r => r.OutlierCount > 0),
            r =>
                Sentence.Of(
                    $"{r.Market}/{r.Node}/{r.Product}: {r.OutlierCount} values far from the rest, the farthest {r.Outliers[0].Value} at {r.Outliers[0].Start:yyyy-MM-dd HH:mm} UTC"
                )
        );
        var zeros = Each(
            reports.Where(r => r.ZeroRuns.Count > 0),
            r =>
                Sentence.Of(
                    $"{r.Market}/{r.Node}/{r.Product}: zero for {r.ZeroRuns[0].Intervals} intervals from {r.ZeroRuns[0].From:yyyy-MM-dd HH:mm} UTC ({r.ZeroRuns.Count} such runs)"
                )
        );
        var negative = Each(
            reports.Where(r => r.NegativeCount > 0),
            r => Sentence.Of($"{r.Market}/{r.Node}/{r.Product}: {r.NegativeCount} negative values, kept as they are")
        );
        var unsorted = Each(
            reports.Where(r => r.UnsortedRows > 0),
            r => Sentence.Of($"{r.Market}/{r.Node}/{r.Product}: {r.UnsortedRows} rows are not in order of time")
        );
        var identity = Each(
            reports.Where(r => r.IdentityError > IdentityLimit),
            r =>
                Sentence.Of(
                    $"{r.Market}/{r.Node}/{r.Product}: total differs from energy + congestion + loss by up to {r.IdentityError} $/MWh"
                )
        );
        return days.Concat(outliers).Concat(zeros).Concat(negative).Concat(unsorted).Concat(identity);
    }

    private static IEnumerable<Sentence> Each(IEnumerable<SeriesQuality> reports, Func<SeriesQuality, Sentence> sentence)
    {
        var all = reports.ToList();
        var shown = all.Take(MaxEach).Select(sentence);
        return all.Count > MaxEach ? shown.Append(Sentence.Of($"... the same of {all.Count - MaxEach} more series")) : shown;
    }
}
