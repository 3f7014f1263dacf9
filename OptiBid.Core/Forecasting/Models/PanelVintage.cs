namespace OptiBid.Core.Forecasting.Models;

/// <summary>When the values of a panel became public, and when the gate of each of its days closes.</summary>
/// <param name="Names">Name of the price series, then of each exogenous series.</param>
/// <param name="PublishedUtc">By series (the price first), day and hour of the panel.</param>
/// <param name="GateClosureUtc">By day of the panel.</param>
public sealed record PanelVintage(
    IReadOnlyList<string> Names,
    IReadOnlyList<DateTime[][]> PublishedUtc,
    IReadOnlyList<DateTime> GateClosureUtc
)
{
    /// <summary>
    /// The assumption of the EPF benchmark, on its flat clock: the gate of a day closes at 10:00 of the day before, forecasts for the day are
    /// public at 09:00 and its prices at 13:30 of the day before.
    /// </summary>
    public static PanelVintage Benchmark(DateOnly firstDay, int days, IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new(
            names,
            [.. names.Select((_, s) => Enumerable.Range(0, days).Select(d => Row(firstDay, d, s == 0 ? 13.5 : 9)).ToArray())],
            [.. Enumerable.Range(0, days).Select(d => DayBefore(firstDay, d, 10))]
        );
    }

    private static DateTime[] Row(DateOnly firstDay, int day, double hour)
    {
        var row = new DateTime[24];
        Array.Fill(row, DayBefore(firstDay, day, hour));
        return row;
    }

    private static DateTime DayBefore(DateOnly firstDay, int day, double hour) =>
        firstDay.AddDays(day - 1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc).AddHours(hour);
}
