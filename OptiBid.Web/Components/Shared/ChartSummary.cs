namespace OptiBid.Web.Components.Shared;

/// <summary>What a chart says in words and in rows.</summary>
internal static class ChartSummary
{
    /// <summary>Name of the chart and, per series, how many values, the lowest, the highest and the last.</summary>
    public static string Of(string title, IReadOnlyList<ChartSeries> series, string unit) =>
        series.Count == 0 ? $"{title}: no data" : $"{title}. {string.Join(" ", series.Select(s => Sentence(s, s.Unit ?? unit)))}";

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

    private static string X(double x, ChartX kind) =>
        kind == ChartX.Time ? Instant(x).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", Formats.Culture) : x.ToString("R", Formats.Culture);

    private static string Sentence(ChartSeries series, string unit)
    {
        var values = series.Y.Where(double.IsFinite).ToList();
        return values.Count == 0
            ? $"{series.Name}: no values."
            : $"{series.Name}: {Formats.Number(values.Count, 0)} values, lowest {Formats.Number(values.Min())}, highest {Formats.Number(values.Max())}, last {Formats.Number(values[^1])} {unit}".TrimEnd()
                + ".";
    }
}
