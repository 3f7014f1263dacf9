using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Live;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Live;

namespace OptiBid.Web.Features.Markets.Live;

/// <summary>One line of the watch list: a real-time price and the day-ahead price of the same node, where there is one.</summary>
/// <param name="Key">The real-time series.</param>
/// <param name="DayAhead">The day-ahead series, or null.</param>
/// <param name="Unit">Unit of both.</param>
/// <param name="TimeZoneId">Zone of the market.</param>
/// <param name="IntervalMinutes">Length of its intervals.</param>
/// <param name="Provenance">Where the values come from.</param>
public sealed record WatchRow(
    SeriesKey Key,
    SeriesKey? DayAhead,
    string Unit,
    string TimeZoneId,
    int IntervalMinutes,
    Provenance Provenance
)
{
    /// <summary>Heading of the chart.</summary>
    public string Title => $"{Key.Market} {Key.Node}";

    /// <summary>The series of the chart; always the same object.</summary>
    public IReadOnlyList<LiveSeries> Series { get; } = [new(Key, Key.Node, Unit)];

    /// <summary>The row of a series.</summary>
    internal static WatchRow Of(SeriesDefinition definition, IReadOnlyList<SeriesDefinition> held, LiveFeedKind feed)
    {
        var key = definition.Key;
        var dayAhead = held.FirstOrDefault(d =>
            d.Key.Market == key.Market && d.Key.Node == key.Node && d.Key.Product == Products.DaLmp && d.Unit == definition.Unit
        );
        return new(
            key,
            dayAhead?.Key,
            definition.Unit,
            MarketCalendar.ForSeries(key.Market, definition.TimeZoneId).TimeZoneId,
            definition.IntervalMinutes,
            feed == LiveFeedKind.Replay ? Provenance.Replay
                : definition.IsSimulated ? Provenance.Simulated
                : Provenance.Imported
        );
    }
}
