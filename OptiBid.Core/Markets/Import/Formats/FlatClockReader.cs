using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;

namespace OptiBid.Core.Markets.Import.Formats;

/// <summary>Rows with the time in one column of UTC or of a flat clock, and values beside it.</summary>
/// <param name="time">Ordinal of the time.</param>
/// <param name="values">Value columns.</param>
/// <param name="publication">Rules of publication.</param>
/// <param name="shift">Added to the label to get the start: minus one interval for hour-ending labels.</param>
internal sealed class FlatClockReader(int time, IReadOnlyList<ValueColumn> values, Publication publication, TimeSpan shift = default)
    : IRowReader
{
    /// <inheritdoc/>
    public void Read(RowSource row, SeriesSink sink)
    {
        if (!TimeText.TryParseUtc(row[time], out var utc))
        {
            sink.Reject($"'{SeriesSink.Shorten(row[time])}' is not a time");
            return;
        }

        utc += shift;
        foreach (var value in values)
        {
            value.Add(row, sink, utc, publication);
        }
    }
}
