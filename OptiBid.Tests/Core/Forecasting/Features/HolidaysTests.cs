using CsCheck;
using OptiBid.Core.Forecasting.Features;

namespace OptiBid.Tests.Core.Forecasting.Features;

public class HolidaysTests
{
    [Theory]
    [InlineData(1961, 4, 2)]
    [InlineData(2000, 4, 23)]
    [InlineData(2008, 3, 23)]
    [InlineData(2011, 4, 24)]
    [InlineData(2016, 3, 27)]
    [InlineData(2024, 3, 31)]
    [InlineData(2025, 4, 20)]
    [InlineData(2026, 4, 5)]
    [InlineData(2038, 4, 25)]
    public void Easter_is_on_its_day(int year, int month, int day) => Assert.Equal(new(year, month, day), Holidays.Easter(year));

    [Theory]
    [InlineData(
        HolidayCalendar.UnitedStates,
        "2021-12-31,2022-01-17,2022-02-21,2022-05-30,2022-06-20,2022-07-04,2022-09-05,2022-10-10,2022-11-11,2022-11-24,2022-12-26",
        "2021-12-30",
        "2022-12-31"
    )]
    [InlineData(
        HolidayCalendar.UnitedStates,
        "2016-01-01,2016-01-18,2016-02-15,2016-05-30,2016-07-04,2016-09-05,2016-10-10,2016-11-11,2016-11-24,2016-12-26",
        "2016-01-01",
        "2016-12-31"
    )]
    [InlineData(HolidayCalendar.Nerc, "2022-01-01,2022-05-30,2022-07-04,2022-09-05,2022-11-24,2022-12-26", "2022-01-01", "2022-12-31")]
    [InlineData(HolidayCalendar.Nerc, "2020-01-01,2020-05-25,2020-07-04,2020-09-07,2020-11-26,2020-12-25", "2020-01-01", "2020-12-31")]
    [InlineData(
        HolidayCalendar.France,
        "2016-01-01,2016-03-28,2016-05-01,2016-05-05,2016-05-08,2016-05-16,2016-07-14,2016-08-15,2016-11-01,2016-11-11,2016-12-25",
        "2016-01-01",
        "2016-12-31"
    )]
    [InlineData(
        HolidayCalendar.Belgium,
        "2015-01-01,2015-04-06,2015-05-01,2015-05-14,2015-05-25,2015-07-21,2015-08-15,2015-11-01,2015-11-11,2015-12-25",
        "2015-01-01",
        "2015-12-31"
    )]
    public void The_holidays_of_a_year_are_these_and_no_others(HolidayCalendar calendar, string expected, string from, string to)
    {
        var (first, last) = (DateOnly.Parse(from, null), DateOnly.Parse(to, null));
        var found = Enumerable
            .Range(0, last.DayNumber - first.DayNumber + 1)
            .Select(first.AddDays)
            .Where(d => Holidays.IsHoliday(calendar, d))
            .Select(d => d.ToString("yyyy-MM-dd", null));
        Assert.Equal(expected.Split(','), found);
    }

    [Fact]
    public void Any_day_of_any_year_is_answered()
    {
        Gen.Int[DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber]
            .Sample(n =>
            {
                var day = DateOnly.FromDayNumber(n);
                foreach (var calendar in Enum.GetValues<HolidayCalendar>())
                {
                    Holidays.IsHoliday(calendar, day);
                }

                Assert.Equal(DayOfWeek.Sunday, Holidays.Easter(day.Year).DayOfWeek);
            });
    }
}
