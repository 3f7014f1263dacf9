using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Simulated;

/// <summary>One series of the simulated market.</summary>
/// <param name="Definition">Its definition, marked as simulated.</param>
/// <param name="PublishedAtUtc">When the value of the interval that starts at an instant becomes public; never decreases.</param>
/// <param name="Values">The values of so many intervals from an instant.</param>
internal sealed record SimulatedSeries(
    SeriesDefinition Definition,
    Func<DateTime, DateTime> PublishedAtUtc,
    Func<DateTime, int, double[]> Values
)
{
    /// <summary>Source of every simulated series.</summary>
    public const string Source = "OptiBid simulated market";

    /// <summary>All series, by market.</summary>
    public static IReadOnlyList<SimulatedSeries> All { get; } = [.. MarketShape.All.SelectMany(Of)];

    /// <summary>The intervals from <paramref name="fromUtc"/> on that are public at <paramref name="nowUtc"/>.</summary>
    public SeriesPoint[] Due(DateTime fromUtc, DateTime nowUtc)
    {
        var published = new List<DateTime>();
        for (var start = fromUtc; ; start = start.AddMinutes(Definition.IntervalMinutes))
        {
            var at = PublishedAtUtc(start);
            if (at > nowUtc)
            {
                break;
            }

            published.Add(at);
        }

        if (published.Count == 0)
        {
            return [];
        }

        var values = Values(fromUtc, published.Count);
        return [.. values.Select((v, i) => new SeriesPoint(fromUtc.AddMinutes(i * Definition.IntervalMinutes), v, published[i]))];
    }

    private static IEnumerable<SimulatedSeries> Of(MarketShape shape)
    {
        var model = new MarketModel(shape);
        var calendar = MarketCalendar.For(shape.Market);
        SimulatedSeries Hourly(
            string node,
            string product,
            string unit,
            Func<DateTime, DateTime> published,
            Func<DateTime, int, double[]> f
        ) => new(new(new(shape.Market, node, product), unit, 60, calendar.TimeZoneId, Source, IsSimulated: true), published, f);
        SimulatedSeries FiveMinutes(string node, string product, string unit, Func<DateTime, int, double[]> f) =>
            new(new(new(shape.Market, node, product), unit, 5, calendar.TimeZoneId, Source, IsSimulated: true), s => s.AddMinutes(5), f);

        foreach (var hub in shape.Hubs)
        {
            yield return Hourly(hub.Node, Products.DaLmp, "$/MWh", Results, (from, n) => model.DayAhead(hub, from, n));
            yield return FiveMinutes(hub.Node, Products.RtLmp, "$/MWh", (from, n) => model.RealTime(hub, from, n));
        }

        yield return Hourly(SimulatedNodes.System, Products.LoadForecast, "MW", Morning, model.LoadForecast);
        yield return FiveMinutes(SimulatedNodes.System, Products.Load, "MW", model.Load);
        if (shape.Hubs.Any(h => h.Node == SimulatedNodes.HbWest))
        {
            yield return FiveMinutes(
                SimulatedNodes.HbWest,
                Products.Wind,
                "MW",
                (from, n) => model.Wind(SimulatedNodes.WindFarmMw, from, n)
            );
        }

        // Day-ahead prices of a market day appear together when the market publishes its results.
        DateTime Results(DateTime start) => GateSchedule.InstantUtc(shape.Market, Gate.DayAheadResults, calendar.DayOf(start));

        // Load forecasts of a market day appear at 06:00 of the day before, ahead of every gate.
        DateTime Morning(DateTime start) => calendar.ToUtc(calendar.DayOf(start).AddDays(-1).ToDateTime(new TimeOnly(6, 0)))!.Value;
    }
}
