using OptiBid.Core.Common;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Import.Formats;
using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;

namespace OptiBid.Core.Markets.Pjm;

/// <summary>The start of the intervals of a Data Miner file. Keyed by the UTC column, so that the repeated hour of autumn is no matter.</summary>
internal sealed class PjmStamp(TableHeader table)
{
    /// <summary>Name of the market.</summary>
    public const string Market = "PJM";

    /// <summary>Zone of the market's clock.</summary>
    public const string Zone = "America/New_York";

    private readonly int _column = table["datetime_beginning_utc"];
    private DateTime _first = DateTime.MaxValue;
    private DateTime _last = DateTime.MinValue;

    /// <summary>Length of the intervals.</summary>
    public int Minutes { get; } = IntervalLength.Of(table, table["datetime_beginning_utc"]);

    /// <summary>The start of the interval of a row; false when the row is rejected.</summary>
    public bool TryRead(RowSource row, SeriesSink sink, out DateTime startUtc)
    {
        if (!TimeText.TryParseUtc(row[_column], out startUtc))
        {
            sink.Reject($"'{SeriesSink.Shorten(row[_column])}' is not a time");
            return false;
        }

        _first = startUtc < _first ? startUtc : _first;
        _last = startUtc > _last ? startUtc : _last;
        return true;
    }

    /// <summary>Tells when the last interval is the one that PJM's inclusive range ends add.</summary>
    public IEnumerable<Sentence> Finish()
    {
        var calendar = MarketCalendar.For(Market);
        if (_last > _first && IsMidnight(_first) && IsMidnight(_last))
        {
            yield return Sentence.Of(
                $"the last interval starts at {calendar.ToLocal(_last):yyyy-MM-dd HH:mm} EPT: PJM's ranges include their end; the interval is kept"
            );
        }

        bool IsMidnight(DateTime utc) => calendar.ToLocal(utc).TimeOfDay == TimeSpan.Zero;
    }
}
