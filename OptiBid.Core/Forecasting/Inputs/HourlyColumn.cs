using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Inputs;

/// <summary>One series by day on a clock of 24 hours, with the publication of each value; a missing hour is NaN.</summary>
/// <param name="FirstDay">First day.</param>
/// <param name="Values">24 per day.</param>
/// <param name="PublishedUtc">24 per day; of a mean, the latest of its parts.</param>
internal sealed record HourlyColumn(DateOnly FirstDay, double[][] Values, DateTime[][] PublishedUtc)
{
    /// <summary>Puts points on the clock of a market: hours are the mean of their intervals and missing unless they have all of them.</summary>
    public static HourlyColumn From(
        MarketCalendar calendar,
        int intervalMinutes,
        IReadOnlyList<SeriesPoint> points,
        DateOnly firstDay,
        int days
    )
    {
        var hours = ByHour(points);
        var values = new double[days][];
        var published = new DateTime[days][];
        for (var d = 0; d < days; d++)
        {
            var day = firstDay.AddDays(d);
            var real = calendar.HoursOf(day);
            var row = new double[real.Count];
            published[d] = new DateTime[24];
            for (var i = 0; i < real.Count; i++)
            {
                var complete = hours.TryGetValue(real[i].StartUtc, out var hour) && hour.Count == 60 / intervalMinutes;
                row[i] = complete ? hour.Sum / hour.Count : double.NaN;
                ref var at = ref published[d][real[i].HourEnding - 1];
                at = complete && hour.Published > at ? hour.Published : at;
            }

            values[d] = calendar.ToClock24(day, row);
            FillSkippedHour(real, published[d]);
        }

        return new(firstDay, values, published);
    }

    private static Dictionary<DateTime, (double Sum, int Count, DateTime Published)> ByHour(IReadOnlyList<SeriesPoint> points)
    {
        var hours = new Dictionary<DateTime, (double Sum, int Count, DateTime Published)>(points.Count);
        foreach (var p in points)
        {
            var start = new DateTime(p.StartUtc.Ticks - (p.StartUtc.Ticks % TimeSpan.TicksPerHour), DateTimeKind.Utc);
            var (sum, count, published) = hours.GetValueOrDefault(start);
            hours[start] = (sum + p.Value, count + 1, p.PublishedAtUtc > published ? p.PublishedAtUtc : published);
        }

        return hours;
    }

    /// <summary>The hour that spring skips is the mean of its neighbours and as old as the younger of them.</summary>
    private static void FillSkippedHour(IReadOnlyList<MarketHour> real, DateTime[] published)
    {
        for (var h = 1; h < 23; h++)
        {
            if (real.All(r => r.HourEnding != h + 1))
            {
                published[h] = published[h - 1] > published[h + 1] ? published[h - 1] : published[h + 1];
            }
        }
    }
}
