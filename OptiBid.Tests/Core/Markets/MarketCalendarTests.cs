using OptiBid.Core.Markets.Calendars;

namespace OptiBid.Tests.Core.Markets;

public class MarketCalendarTests
{
    [Theory]
    [InlineData("PJM")]
    [InlineData("CAISO")]
    [InlineData("ERCOT")]
    public void Every_day_of_2007_to_2035_has_23_24_or_25_hours_and_labels_round_trip(string market)
    {
        var calendar = MarketCalendar.For(market);
        for (var day = new DateOnly(2007, 1, 1); day < new DateOnly(2036, 1, 1); day = day.AddDays(1))
        {
            var hours = calendar.HoursOf(day);
            var expected =
                day.Month == 3 && day.DayOfWeek == DayOfWeek.Sunday && day.Day is >= 8 and <= 14 ? 23
                : day.Month == 11 && day.DayOfWeek == DayOfWeek.Sunday && day.Day <= 7 ? 25
                : 24;
            Assert.Equal(expected, hours.Count);
            Assert.Equal(expected * 4, calendar.IntervalCount(day, 15));
            Assert.Equal(expected * 12, calendar.IntervalCount(day, 5));
            Assert.Equal(hours.Count, hours.Select(h => (h.HourEnding, h.Repeated)).Distinct().Count());
            Assert.All(hours, h => Assert.Equal(h.StartUtc, calendar.ToUtc(day, h.HourEnding, h.Repeated)));
            Assert.All(hours, h => Assert.Equal(day, calendar.DayOf(h.StartUtc)));
        }
    }

    [Fact]
    public void Gate_at_ten_central_is_15_utc_in_summer_and_16_utc_in_winter()
    {
        Assert.Equal(
            new DateTime(2026, 7, 1, 15, 0, 0, DateTimeKind.Utc),
            GateSchedule.InstantUtc("ERCOT", Gate.DayAheadClose, new(2026, 7, 2))
        );
        Assert.Equal(
            new DateTime(2026, 1, 1, 16, 0, 0, DateTimeKind.Utc),
            GateSchedule.InstantUtc("ERCOT", Gate.DayAheadClose, new(2026, 1, 2))
        );
    }

    [Fact]
    public void Hour_25_is_the_last_hour_of_the_autumn_day_and_hour_3_is_absent_in_spring()
    {
        var ercot = MarketCalendar.For("ERCOT");
        Assert.Equal(new DateTime(2024, 11, 4, 5, 0, 0, DateTimeKind.Utc), ercot.ToUtc(new(2024, 11, 3), 25));
        Assert.Null(ercot.ToUtc(new(2024, 11, 4), 25));
        Assert.Null(ercot.ToUtc(new(2024, 3, 10), 3));
        Assert.Null(ercot.ToUtc(new(2024, 3, 11), 3, repeated: true));
    }
}
