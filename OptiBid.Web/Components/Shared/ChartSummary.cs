using Microsoft.Extensions.Localization;

namespace OptiBid.Web.Components.Shared;

/// <summary>What a chart says in words and in rows.</summary>
internal static class ChartSummary
{
    /// <summary>Name of the chart and, per series, how many values, the lowest, the highest and the last.</summary>
    public static string Of(string title, IReadOnlyList<ChartSeries> series, string unit, IStringLocalizer<Texts> texts) =>
        series.Count == 0
            ? texts["{0}: no data", title]
            : $"{title}. {string.Join(" ", series.Select(s => Sentence(s, s.Unit ?? unit, texts)))}";

    /// <summary>The rows of the table and of the CSV file, header first.</summary>
    public static IEnumerable<string[]> Rows(IReadOnlyList<ChartSeries> series, ChartFrame frame, ChartX kind, string unit)
    {
        yield return
        [
            kind == ChartX.Time ? "time_utc" : "x",
            .. series.Select(s => (s.Unit ?? unit) is { Length: > 0 } u ? $"{s.Name} [{u}]" : s.Name),
        ];
        for (var i = 0; i < frame.X.Length; i++)
        {
            yield return [X(frame.X[i], kind), .. frame.Y.Select(y => double.IsFinite(y[i]) ? y[i].ToString("R", Formats.Culture) : "")];
        }
    }

    /// <summary>The instant of a point on a time axis.</summary>
    public static DateTime Instant(double seconds) => DateTime.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));

    private static string X(double x, ChartX kind) => kind == ChartX.Time ? Formats.Stamp(Instant(x)) : x.ToString("R", Formats.Culture);

    private static string Sentence(ChartSeries series, string unit, IStringLocalizer<Texts> texts)
    {
        var values = series.Y.Where(double.IsFinite).ToList();
        return values.Count == 0
            ? texts["{0}: no values.", series.Name]
            : texts[
                "{0}: {1} values, lowest {2}, highest {3}, last {4}.",
                series.Name,
                Formats.Number(values.Count, 0),
                Formats.Number(values.Min()),
                Formats.Number(values.Max()),
                $"{Formats.Number(values[^1])} {unit}".TrimEnd()
            ];
    }
}
