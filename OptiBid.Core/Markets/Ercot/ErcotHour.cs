using System.Globalization;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Import.Formats;
using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;

namespace OptiBid.Core.Markets.Ercot;

/// <summary>
/// The hour of an ERCOT row: delivery date, hour ending 1 to 24 (also <c>01:00</c>, <c>25</c> on the autumn day, or a star for the repeated hour)
/// and a repeat flag. In a file without a flag, a label of autumn that comes a second time is the repeated hour; a day that reaches hour 25 counts
/// its hours through, so that 3 is the repeated hour.
/// </summary>
internal sealed class ErcotHour
{
    /// <summary>Name of the market.</summary>
    public const string Market = "ERCOT";

    /// <summary>Zone of the market's clock.</summary>
    public const string Zone = "America/Chicago";

    private readonly LocalClock _clock = new(MarketCalendar.For(Market));
    private readonly HashSet<(DateOnly Day, int Hour)> _seen = [];
    private readonly HashSet<DateOnly> _countedThrough;
    private readonly int _date;
    private readonly int _hour;
    private readonly int _flag;
    private readonly bool _oneRowAnHour;

    private ErcotHour(TableHeader table, bool oneRowAnHour)
    {
        _date = Date(table);
        _hour = table.Any("hour_ending", "hourending", "delivery_hour", "deliveryhour");
        _flag = table.Any("repeated_hour_flag", "dstflag");
        _oneRowAnHour = oneRowAnHour;
        _countedThrough = _flag >= 0 || _date < 0 || _hour < 0 ? [] : CountedThrough(table);
    }

    /// <summary>The hour columns of a table, or null where it has none.</summary>
    /// <param name="table">Header.</param>
    /// <param name="oneRowAnHour">True for wide files.</param>
    public static ErcotHour? In(TableHeader table, bool oneRowAnHour)
    {
        var hour = new ErcotHour(table, oneRowAnHour);
        return hour._date >= 0 && hour._hour >= 0 ? hour : null;
    }

    /// <summary>True for the columns that name the hour.</summary>
    public bool IsKey(int ordinal) => ordinal == _date || ordinal == _hour || ordinal == _flag;

    /// <summary>The start of the hour of a row; false when the row is rejected.</summary>
    public bool TryRead(RowSource row, SeriesSink sink, out DateTime startUtc)
    {
        startUtc = default;
        if (!TimeText.TryParse(row[_date], out var date, out _) || date.TimeOfDay != TimeSpan.Zero)
        {
            sink.Reject($"'{SeriesSink.Shorten(row[_date])}' is not a delivery date");
            return false;
        }

        var text = row[_hour].Trim();
        var star = text.EndsWith("*");
        if (!TryHour(star ? text[..^1] : text, out var hour))
        {
            sink.Reject($"'{SeriesSink.Shorten(text)}' is not an hour ending (1 to 24, or 25 on the autumn day)");
            return false;
        }

        var day = DateOnly.FromDateTime(date);
        var found = _countedThrough.Contains(day)
            ? MarketCalendar.For(Market).DayBounds(day).FromUtc.AddHours(hour - 1)
            : _clock.ToUtc(day, hour, star || IsRepeated(row, day, hour));
        if (found is null)
        {
            if (IsFlagged(row) || star)
            {
                sink.Reject($"hour ending {hour} (repeated) does not exist on {day:yyyy-MM-dd}");
            }
            else
            {
                sink.Reject($"hour ending {hour} does not exist on {day:yyyy-MM-dd}");
            }

            return false;
        }

        startUtc = found.Value;
        return true;
    }

    private static int Date(TableHeader table) => table.Any("delivery_date", "deliverydate");

    private static bool TryHour(ReadOnlySpan<char> text, out int hour)
    {
        if (text.EndsWith(":00"))
        {
            text = text[..^3];
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out hour) && hour is >= 1 and <= 25;
    }

    private HashSet<DateOnly> CountedThrough(TableHeader table) =>
        [
            .. table
                .Sample.Where(r => r.Length > Math.Max(_date, _hour) && (r[_hour] is "25" or "25:00"))
                .Select(r => TimeText.TryParse(r[_date], out var date, out _) ? DateOnly.FromDateTime(date) : default)
                .Where(d => d != default && MarketCalendar.For(Market).IntervalCount(d) == 25),
        ];

    private bool IsFlagged(RowSource row) => _flag >= 0 && row[_flag].Trim() is "Y" or "y";

    private bool IsRepeated(RowSource row, DateOnly day, int hour)
    {
        if (_flag >= 0)
        {
            return IsFlagged(row);
        }

        return _oneRowAnHour && hour <= 24 && _clock.IsAmbiguous(day.ToDateTime(new TimeOnly(hour - 1, 0))) && !_seen.Add((day, hour));
    }
}
