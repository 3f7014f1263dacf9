using OptiBid.Core.Markets.Calendars;

namespace OptiBid.Core.Markets.Import.Parsing;

/// <summary>
/// Turns the wall clock of a market into instants. Days without a change of the clock are remembered, so that a row costs an addition. Not safe
/// for several threads.
/// </summary>
internal sealed class LocalClock(MarketCalendar calendar)
{
    private readonly Dictionary<DateOnly, (DateTime FromUtc, bool Changes)> _days = [];
    private DateOnly _day;
    private DateTime _fromUtc;
    private bool _changes;

    /// <summary>Zone of the clock.</summary>
    public string TimeZoneId => calendar.TimeZoneId;

    /// <summary>
    /// The instant of a wall-clock time; null when spring skips it. <paramref name="repeated"/> names the second of the two that autumn has; null
    /// too where there is no second one.
    /// </summary>
    public DateTime? ToUtc(DateTime local, bool repeated = false)
    {
        Find(DateOnly.FromDateTime(local));
        return _changes ? calendar.ToUtc(local, repeated)
            : repeated ? null
            : _fromUtc.AddTicks(local.TimeOfDay.Ticks);
    }

    /// <summary>The start of the hour with a local hour-ending label, 1 to 24, or 25 on the autumn day.</summary>
    public DateTime? ToUtc(DateOnly day, int hourEnding, bool repeated = false)
    {
        Find(day);
        return _changes ? calendar.ToUtc(day, hourEnding, repeated)
            : repeated || hourEnding is < 1 or > 24 ? null
            : _fromUtc.AddHours(hourEnding - 1);
    }

    /// <summary>True where the wall-clock time comes twice.</summary>
    public bool IsAmbiguous(DateTime local)
    {
        Find(DateOnly.FromDateTime(local));
        return _changes && calendar.ToUtc(local, repeated: true) is not null;
    }

    private void Find(DateOnly day)
    {
        if (day == _day)
        {
            return;
        }

        if (!_days.TryGetValue(day, out var found))
        {
            var (from, to) = calendar.DayBounds(day);
            found = (from, to - from != TimeSpan.FromHours(24));
            _days.Add(day, found);
        }

        (_day, _fromUtc, _changes) = (day, found.FromUtc, found.Changes);
    }
}
