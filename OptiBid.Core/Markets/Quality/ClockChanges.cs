using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Import.Sink;

namespace OptiBid.Core.Markets.Quality;

/// <summary>Counts the intervals of the days on which the clock changes. Remembers those days by zone and year. Not safe for several threads.</summary>
internal sealed class ClockChanges
{
    private readonly Dictionary<(string Market, string Zone, int Year), IReadOnlyList<DateOnly>> _days = [];

    /// <summary>The days of change that lie wholly within a series.</summary>
    /// <param name="column">The series.</param>
    /// <param name="index">Its intervals in order.</param>
    public IReadOnlyList<ClockChangeDay> In(SeriesColumn column, ReadOnlySpan<int> index)
    {
        var definition = column.Definition;
        var calendar = MarketCalendar.ForSeries(definition.Key.Market, definition.TimeZoneId);
        var (first, last) = (column.StartOf(index[0]), column.StartOf(index[^1] + 1));
        var found = new List<ClockChangeDay>();
        for (var year = first.Year; year <= last.Year; year++)
        {
            foreach (var day in Days(calendar, year))
            {
                var (from, to) = calendar.DayBounds(day);
                if (from >= first && to <= last && column.TryIndex(from, out var begin) && column.TryIndex(to, out var end))
                {
                    found.Add(new ClockChangeDay(day, end - begin, Below(index, end) - Below(index, begin)));
                }
            }
        }

        return found;
    }

    private static int Below(ReadOnlySpan<int> index, int value)
    {
        var at = index.BinarySearch(value);
        return at >= 0 ? at : ~at;
    }

    private IReadOnlyList<DateOnly> Days(MarketCalendar calendar, int year)
    {
        var key = (calendar.Market, calendar.TimeZoneId, year);
        if (!_days.TryGetValue(key, out var days))
        {
            var first = new DateOnly(year, 1, 1);
            days =
                calendar.TimeZoneId == "UTC"
                    ? []
                    :
                    [
                        .. Enumerable
                            .Range(0, DateTime.IsLeapYear(year) ? 366 : 365)
                            .Select(first.AddDays)
                            .Where(d => calendar.IntervalCount(d) != 24),
                    ];
            _days.Add(key, days);
        }

        return days;
    }
}
