using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Series;

namespace OptiBid.Core.Bidding.Replays;

/// <summary>One operating day of day-ahead prices.</summary>
/// <param name="Day">Operating day.</param>
/// <param name="Hours">The hours that have a price.</param>
/// <param name="Prices">Their prices, $/MWh.</param>
/// <param name="Missing">How many hours of the day have none.</param>
/// <param name="PublishedUtc">When the last of them became public.</param>
internal sealed record PriceDay(DateOnly Day, MarketHour[] Hours, double[] Prices, int Missing, DateTime PublishedUtc)
{
    /// <summary>A day that lacks more than two hours is not replayed: its best schedule would not be comparable.</summary>
    public bool IsUsable => Hours.Length > 0 && Missing <= 2;
}

/// <summary>Day-ahead prices by operating day, and the same on the flat clock that the forecasters use.</summary>
internal sealed class ReplayHistory
{
    private readonly Dictionary<DateOnly, PriceDay> _days;

    private ReplayHistory(SeriesDefinition definition, MarketCalendar calendar, Dictionary<DateOnly, PriceDay> days)
    {
        Definition = definition;
        Calendar = calendar;
        _days = days;
        First = days.Keys.Min();
        Last = days.Keys.Max();
        Panel = ToPanel();
    }

    /// <summary>The series.</summary>
    public SeriesDefinition Definition { get; }

    /// <summary>Its clock.</summary>
    public MarketCalendar Calendar { get; }

    /// <summary>First day that has a price.</summary>
    public DateOnly First { get; }

    /// <summary>Last day that has a price.</summary>
    public DateOnly Last { get; }

    /// <summary>All days from the first to the last, 24 hours each; hours without a price are filled from their neighbours.</summary>
    public DailyPanel Panel { get; }

    /// <summary>Groups a series by operating day.</summary>
    public static ReplayHistory From(FileSeries series)
    {
        var calendar = MarketCalendar.ForSeries(series.Definition.Key.Market, series.Definition.TimeZoneId);
        var byHour = series.Points.ToDictionary(p => p.StartUtc);
        var first = calendar.DayOf(series.Points[0].StartUtc);
        var last = calendar.DayOf(series.Points[^1].StartUtc);
        var days = new Dictionary<DateOnly, PriceDay>();
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            var all = calendar.HoursOf(day);
            var held = all.Where(h => byHour.ContainsKey(h.StartUtc)).ToArray();
            if (held.Length > 0)
            {
                var points = held.Select(h => byHour[h.StartUtc]).ToList();
                days[day] = new(day, held, [.. points.Select(p => p.Value)], all.Count - held.Length, points.Max(p => p.PublishedAtUtc));
            }
        }

        return new(series.Definition, calendar, days);
    }

    /// <summary>A day, or null when it has no price.</summary>
    public PriceDay? Find(DateOnly day) => _days.GetValueOrDefault(day);

    /// <summary>The last usable day before a day, or null.</summary>
    public PriceDay? UsableBefore(DateOnly day)
    {
        for (var d = day.AddDays(-1); d >= First; d = d.AddDays(-1))
        {
            if (Find(d) is { IsUsable: true } found)
            {
                return found;
            }
        }

        return null;
    }

    private DailyPanel ToPanel()
    {
        var hours = Enumerable
            .Range(0, Last.DayNumber - First.DayNumber + 1)
            .SelectMany(i =>
            {
                var day = First.AddDays(i);
                var held = Find(day);
                var byStart = held?.Hours.Zip(held.Prices).ToDictionary(p => p.First.StartUtc, p => p.Second);
                return Calendar.ToClock24(
                    day,
                    [
                        .. Calendar
                            .HoursOf(day)
                            .Select(h => byStart is not null && byStart.TryGetValue(h.StartUtc, out var v) ? v : double.NaN),
                    ]
                );
            })
            .ToArray();
        FillForward(hours);
        return new(First, [.. hours.Chunk(24)], []);
    }

    /// <summary>A missing hour takes the value of the same hour a day before (never a later one, so that nothing leaks), else the hour before.</summary>
    private static void FillForward(double[] hours)
    {
        for (var i = 0; i < hours.Length; i++)
        {
            if (double.IsNaN(hours[i]))
            {
                hours[i] =
                    i >= 24 ? hours[i - 24]
                    : i > 0 ? hours[i - 1]
                    : hours.FirstOrDefault(double.IsFinite);
            }
        }
    }
}
