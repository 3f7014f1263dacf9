using System.Globalization;
using CsCheck;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Import.Parsing;

namespace OptiBid.Tests.Core.Markets.Import;

public class ParsingTests
{
    [Fact]
    public void Numbers_are_the_same_bits_as_the_frameworks() =>
        Gen.OneOf(
                Gen.Double[-1e6, 1e6].Select(v => v.ToString("F4", CultureInfo.InvariantCulture)),
                Gen.Double.Where(double.IsFinite).Select(v => v.ToString("R", CultureInfo.InvariantCulture)),
                Gen.Int.Select(v => v.ToString(CultureInfo.InvariantCulture)),
                Gen.Const(".5"),
                Gen.Const("-0"),
                Gen.Const("1e3")
            )
            .Sample(text =>
            {
                Assert.True(NumberText.TryParse(text, out var value));
                Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), value);
            });

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1e999")]
    [InlineData("1,5")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("12a")]
    [InlineData("")]
    public void What_is_no_finite_number_is_none(string text) => Assert.False(NumberText.TryParse(text, out _));

    [Theory]
    [InlineData("2024-03-10 01:05", "2024-03-10 01:05:00", null)]
    [InlineData("2024-03-10T01:05:07.25Z", "2024-03-10 01:05:07", 0)]
    [InlineData("2024-03-10 01:05:07+00:00", "2024-03-10 01:05:07", 0)]
    [InlineData("2022-05-21T07:00:00-00:00", "2022-05-21 07:00:00", 0)]
    [InlineData("2024-01-01T08:00-0800", "2024-01-01 08:00:00", -480)]
    [InlineData("6/16/2025 12:00:00 AM", "2025-06-16 00:00:00", null)]
    [InlineData("6/16/2025 12:30:00 PM", "2025-06-16 12:30:00", null)]
    [InlineData("1/1/2021 0:00", "2021-01-01 00:00:00", null)]
    [InlineData("12/31/2015", "2015-12-31 00:00:00", null)]
    public void Stamps_of_market_files_are_read(string text, string local, int? offset)
    {
        Assert.True(TimeText.TryParse(text, out var read, out var behind));
        Assert.Equal(local, read.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        Assert.Equal(offset, behind is { } b ? (int)b.TotalMinutes : null);
    }

    [Theory]
    [InlineData("2024-02-30")]
    [InlineData("13/1/2024")]
    [InlineData("2024-01-01 24:00")]
    [InlineData("2024-01-01 10:61")]
    [InlineData("13:00 PM")]
    [InlineData("1/1/2024 13:00:00 PM")]
    [InlineData("2024-01-01X")]
    [InlineData("yesterday")]
    [InlineData("")]
    public void What_is_no_stamp_is_none(string text) => Assert.False(TimeText.TryParse(text, out _, out _));

    [Fact]
    public void The_cached_clock_agrees_with_the_calendar_on_any_day_of_any_market() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 366 * 28], Gen.Int[1, 25], Gen.Bool)
            .Sample(
                (m, d, hour, repeated) =>
                {
                    var calendar = MarketCalendar.All[m];
                    var clock = new LocalClock(calendar);
                    var day = new DateOnly(2007, 1, 1).AddDays(d);
                    for (var again = 0; again < 2; again++)
                    {
                        Assert.Equal(calendar.ToUtc(day, hour, repeated), clock.ToUtc(day, hour, repeated));
                        var local = day.ToDateTime(new TimeOnly(hour % 24, 35));
                        Assert.Equal(calendar.ToUtc(local, repeated), clock.ToUtc(local, repeated));
                        Assert.Equal(calendar.ToUtc(local, repeated: true) is not null, clock.IsAmbiguous(local));
                    }
                }
            );

    [Fact]
    public void Hour_labels_of_every_day_of_change_give_every_hour_once()
    {
        foreach (var calendar in MarketCalendar.All)
        {
            var clock = new LocalClock(calendar);
            for (var day = new DateOnly(2007, 1, 1); day.Year < 2036; day = day.AddDays(1))
            {
                var hours = Enumerable
                    .Range(1, 24)
                    .SelectMany(h => new[] { clock.ToUtc(day, h), clock.ToUtc(day, h, repeated: true) })
                    .OfType<DateTime>()
                    .Order()
                    .ToList();
                Assert.Equal(calendar.IntervalCount(day), hours.Count);
                Assert.Equal(calendar.HoursOf(day).Select(h => h.StartUtc), hours);
            }
        }
    }
}
