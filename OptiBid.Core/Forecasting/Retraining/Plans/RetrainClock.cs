using OptiBid.Core.Markets.Calendars;

namespace OptiBid.Core.Forecasting.Retraining.Plans;

/// <summary>When a plan runs: a time of day on the clock of its market, on some days of the week.</summary>
internal static class RetrainClock
{
    /// <summary>The first time after <paramref name="afterUtc"/>. A time that the clock change leaves out is an hour later that day; one that it repeats is the first.</summary>
    public static DateTime Next(string market, int atMinute, int daysOfWeek, DateTime afterUtc)
    {
        var calendar = MarketCalendar.For(market);
        var today = calendar.DayOf(afterUtc);
        for (var i = 0; i <= 8; i++)
        {
            var day = today.AddDays(i);
            var local = day.ToDateTime(TimeOnly.MinValue).AddMinutes(atMinute);
            var utc = calendar.ToUtc(local) ?? calendar.ToUtc(local.AddHours(1));
            if ((daysOfWeek & Bit(day.DayOfWeek)) != 0 && utc > afterUtc)
            {
                return utc.Value;
            }
        }

        throw new ArgumentException($"{daysOfWeek} names no day of the week", nameof(daysOfWeek));
    }

    /// <summary>Days of the week in one number.</summary>
    public static int Mask(IEnumerable<DayOfWeek> days) => days.Aggregate(0, (mask, day) => mask | Bit(day));

    /// <summary>The days of such a number, Monday first.</summary>
    public static IReadOnlyList<DayOfWeek> Days(int mask) =>
        [.. Enum.GetValues<DayOfWeek>().Where(d => (mask & Bit(d)) != 0).OrderBy(d => ((int)d + 6) % 7)];

    private static int Bit(DayOfWeek day) => 1 << (int)day;
}
