using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Import.Formats;
using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;

namespace OptiBid.Core.Markets.Caiso;

/// <summary>Names of the market.</summary>
internal static class CaisoMarket
{
    /// <summary>Name of the market, also its node for system-wide values.</summary>
    public const string Name = "CAISO";

    /// <summary>Zone of the market's clock.</summary>
    public const string Zone = "America/Los_Angeles";
}

/// <summary>
/// Rows with the Pacific wall clock in one column, one row an interval. The second time a label of autumn comes is the repeated hour; a label that
/// spring skips is rejected.
/// </summary>
/// <param name="time">Ordinal of the time.</param>
/// <param name="values">Value columns.</param>
/// <param name="shift">Added to the label to get the start, on the wall clock.</param>
internal sealed class PacificReader(int time, IReadOnlyList<ValueColumn> values, TimeSpan shift = default) : IRowReader
{
    private readonly LocalClock _clock = new(MarketCalendar.For(CaisoMarket.Name));
    private readonly Publication _publication = Publication.Of(CaisoMarket.Name);
    private readonly HashSet<DateTime> _seen = [];

    /// <inheritdoc/>
    public void Read(RowSource row, SeriesSink sink)
    {
        if (!TimeText.TryParse(row[time], out var label, out _))
        {
            sink.Reject($"'{SeriesSink.Shorten(row[time])}' is not a time");
            return;
        }

        var local = label + shift;
        var repeated = _clock.IsAmbiguous(local) && !_seen.Add(local);
        if (_clock.ToUtc(local, repeated) is not { } start)
        {
            sink.Reject($"{local:yyyy-MM-dd HH:mm} does not exist on the Pacific clock (daylight saving begins)");
            return;
        }

        foreach (var value in values)
        {
            value.Add(row, sink, start, _publication);
        }
    }
}
