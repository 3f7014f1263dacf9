using OptiBid.Core.Markets.Calendars;

namespace OptiBid.Core.Markets.Import.Parsing;

/// <summary>
/// When a value became public, for sources that do not say. Day-ahead prices: the market's results of the day before (<see cref="GateSchedule"/>);
/// forecasts: 09:00 local time of the day before; measured and real-time values: the end of their interval. The guard against leakage rests on
/// these, so none is earlier than the market could have published. Not safe for several threads.
/// </summary>
internal sealed class Publication
{
    private static readonly TimeSpan s_forecast = TimeSpan.FromHours(9);
    private readonly MarketCalendar _calendar;
    private readonly Func<DateOnly, DateTime> _results;
    private DateTime _from;
    private DateTime _to;
    private DateTime _dayAhead;
    private DateTime _forecastAt;

    private Publication(MarketCalendar calendar, Func<DateOnly, DateTime> results) => (_calendar, _results) = (calendar, results);

    /// <summary>The rules of a market.</summary>
    public static Publication Of(string market) =>
        new(MarketCalendar.For(market), day => GateSchedule.InstantUtc(market, Gate.DayAheadResults, day));

    /// <summary>The same on a flat clock, where daylight saving was taken out of the source.</summary>
    /// <param name="market">Name of the market.</param>
    /// <param name="results">Time of the results on the day before, on that clock.</param>
    public static Publication Flat(string market, TimeOnly results) =>
        new(MarketCalendar.ForSeries(market, "UTC"), day => day.AddDays(-1).ToDateTime(results, DateTimeKind.Utc));

    /// <summary>Publication of a day-ahead result for an interval.</summary>
    public DateTime DayAhead(DateTime startUtc)
    {
        Find(startUtc);
        return _dayAhead;
    }

    /// <summary>Publication of a forecast for an interval.</summary>
    public DateTime Forecast(DateTime startUtc)
    {
        Find(startUtc);
        return _forecastAt;
    }

    private void Find(DateTime startUtc)
    {
        if (startUtc >= _from && startUtc < _to)
        {
            return;
        }

        var day = _calendar.DayOf(startUtc);
        (_from, _to) = _calendar.DayBounds(day);
        _dayAhead = _results(day);
        _forecastAt =
            _calendar.ToUtc(day.AddDays(-1).ToDateTime(TimeOnly.FromTimeSpan(s_forecast)))
            ?? _calendar.DayBounds(day.AddDays(-1)).FromUtc + s_forecast;
    }
}
