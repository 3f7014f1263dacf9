using CsCheck;
using OptiBid.Core.Markets.Calendars;

namespace OptiBid.Tests.Core.Markets;

public sealed class TimeRangeTests
{
    private static readonly MarketCalendar s_ercot = MarketCalendar.For("ERCOT");
    private static readonly DateTime s_now = new(2025, 5, 14, 17, 23, 45, DateTimeKind.Utc);

    private static readonly string[] s_markets = ["PJM", "CAISO", "ERCOT", "UTC"];
    private static readonly Gen<DateOnly> s_days = Gen.Int[0, 5000].Select(n => new DateOnly(2018, 1, 1).AddDays(n));
    private static readonly Gen<char> s_units = Gen.Int[0, 5].Select(i => "mhdwMy"[i]);
    private static readonly Gen<MarketCalendar> s_calendars = Gen.Int[0, 3].Select(i => MarketCalendar.For(s_markets[i]));

    private static readonly Gen<TimeEdge> s_edges = Gen.OneOf(
        Gen.Select(Gen.Int[-100_000, 100_000], s_units, Gen.OneOf(Gen.Const((char?)null), s_units.Select(u => (char?)u)))
            .Select((n, u, r) => TimeEdge.FromNow(n, u, r)),
        Gen.Long[0, 4_000_000_000_000_000].Select(t => TimeEdge.At(DateTime.UnixEpoch.AddTicks(t))),
        s_days.Select(TimeEdge.OfDay),
        Gen.Int[-1, 1].Select(TimeEdge.OfDay),
        Gen.Select(s_days, Gen.Int[1, 25], Gen.Bool).Select((d, h, r) => TimeEdge.OfHour(d, h, r))
    );

    [Fact]
    public void Parse_ReadsWhatToStringWrites() =>
        Gen.Select(s_edges, s_edges)
            .Sample(
                (from, to) =>
                {
                    var range = new TimeRange(from, to);
                    Assert.Equal(range, TimeRange.Parse(range.ToString()).Value);
                    Assert.Equal(range, TimeRange.Parse(from.ToString(), to.ToString()).Value);
                },
                iter: 2000
            );

    [Fact]
    public void Resolve_GivesAWindowOrSaysWhy_AndNeverThrows() =>
        Gen.Select(s_edges, s_edges, s_calendars)
            .Sample(
                (from, to, calendar) =>
                {
                    var window = new TimeRange(from, to).Resolve(calendar, s_now);
                    Assert.True(
                        window.IsSuccess
                            ? window.Value.FromUtc < window.Value.ToUtc
                                && window.Value.Length <= TimeRange.Longest
                                && window.Value.FromUtc.Kind == DateTimeKind.Utc
                            : window.Failure!.Message.Length > 10
                    );
                },
                iter: 2000
            );

    [Fact]
    public void EveryDay_IsTheHoursOfItsCalendar_AndDaysTouch() =>
        Gen.Select(s_days, s_calendars)
            .Sample(
                (day, calendar) =>
                {
                    var range = TimeRange.Day(day);
                    var window = range.Resolve(calendar, s_now).Value;
                    var next = range.Shift(1, calendar, s_now);
                    Assert.Equal(calendar.HoursOf(day).Count, window.Length.TotalHours);
                    Assert.Equal(window.ToUtc, next.Resolve(calendar, s_now).Value.FromUtc);
                    Assert.Equal(range, next.Shift(-1, calendar, s_now));
                },
                iter: 1000
            );

    [Fact]
    public void TheHoursOfADay_CoverItOnce() =>
        Gen.Select(s_days, s_calendars)
            .Sample(
                (day, calendar) =>
                {
                    var (at, end) = calendar.DayBounds(day);
                    foreach (var hour in calendar.HoursOf(day))
                    {
                        var range = TimeRange.HourEnding(day, hour.HourEnding, hour.Repeated);
                        var window = range.Resolve(calendar, s_now).Value;
                        Assert.Equal((at, at.AddHours(1)), (window.FromUtc, window.ToUtc));
                        Assert.Equal(range, range.Shift(1, calendar, s_now).Shift(-1, calendar, s_now));
                        at = window.ToUtc;
                    }

                    Assert.Equal(end, at);
                },
                iter: 300
            );

    [Fact]
    public void ZoomOut_DoublesAroundTheMiddle() =>
        Gen.Select(s_edges, s_calendars)
            .Sample(
                (from, calendar) =>
                {
                    var range = new TimeRange(from, TimeEdge.FromNow(0));
                    var resolved = range.Resolve(calendar, s_now);
                    if (resolved.IsSuccess && resolved.Value.Length < TimeRange.Longest / 3)
                    {
                        var wide = range.ZoomOut(calendar, s_now).Resolve(calendar, s_now).Value;
                        Assert.Equal(resolved.Value.Length.TotalMilliseconds * 2, wide.Length.TotalMilliseconds, 0.01);
                        Assert.True(wide.FromUtc <= resolved.Value.FromUtc && wide.ToUtc >= resolved.Value.ToUtc);
                    }
                },
                iter: 1000
            );

    [Theory]
    [InlineData("now-6h..now", "2025-05-14T11:23:45", "2025-05-14T17:23:45")]
    [InlineData("now/d..now/d", "2025-05-14T05:00:00", "2025-05-15T05:00:00")]
    [InlineData("now-1d/d..now-1d/d", "2025-05-13T05:00:00", "2025-05-14T05:00:00")]
    [InlineData("now/w..now/w", "2025-05-12T05:00:00", "2025-05-19T05:00:00")]
    [InlineData("now/M..now", "2025-05-01T05:00:00", "2025-05-14T17:23:45")]
    [InlineData("now-15m/m", "2025-05-14T17:08:00", "2025-05-14T17:23:45")]
    [InlineData("day:today", "2025-05-14T05:00:00", "2025-05-15T05:00:00")]
    [InlineData("day:tomorrow", "2025-05-15T05:00:00", "2025-05-16T05:00:00")]
    [InlineData("2025-05-14", "2025-05-14T05:00:00", "2025-05-15T05:00:00")]
    [InlineData("day:2025-03-09", "2025-03-09T06:00:00", "2025-03-10T05:00:00")]
    [InlineData("day:2025-11-02", "2025-11-02T05:00:00", "2025-11-03T06:00:00")]
    [InlineData("he:2025-05-14:15", "2025-05-14T19:00:00", "2025-05-14T20:00:00")]
    [InlineData("he:2025-11-02:2", "2025-11-02T06:00:00", "2025-11-02T07:00:00")]
    [InlineData("he:2025-11-02:2*", "2025-11-02T07:00:00", "2025-11-02T08:00:00")]
    [InlineData("he:today:1..he:today:4", "2025-05-14T05:00:00", "2025-05-14T09:00:00")]
    [InlineData("2025-05-14T06:00Z..2025-05-14T06:00:30.5Z", "2025-05-14T06:00:00", "2025-05-14T06:00:30.5")]
    // Days keep the wall clock over the change of the clock: 12:23 in May is 12:23 in January.
    [InlineData("now-120d..now-119d", "2025-01-14T18:23:45", "2025-01-15T18:23:45")]
    public void Resolve_Examples(string text, string from, string to)
    {
        var window = TimeRange.Parse(text).Value.Resolve(s_ercot, s_now).Value;
        Assert.Equal((from, to), ($"{window.FromUtc:yyyy-MM-dd'T'HH:mm:ss.FFF}", $"{window.ToUtc:yyyy-MM-dd'T'HH:mm:ss.FFF}"));
    }

    [Theory]
    [InlineData("he:2025-03-09:3", "skips HE 3")]
    [InlineData("he:2025-05-14:2*", "not repeated")]
    [InlineData("he:2025-05-14:25", "no hour 25")]
    [InlineData("now..now-6h", "ends before it starts")]
    [InlineData("now-20y..now", "ten years")]
    [InlineData("now-90000y..now", "leaves the calendar")]
    public void Resolve_SaysWhyThereIsNone(string text, string why)
    {
        var failure = TimeRange.Parse(text).Value.Resolve(s_ercot, s_now).Failure;
        Assert.Equal("time.bad_range", failure?.Code);
        Assert.Contains(why, failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("yesterday")]
    [InlineData("now-6")]
    [InlineData("now-6x")]
    [InlineData("now - 6h")]
    [InlineData("day:2025-13-01")]
    [InlineData("he:2025-05-14:0")]
    [InlineData("he:2025-05-14:2**")]
    [InlineData("2025-05-14T06:00..now")]
    [InlineData("now..now..now")]
    [InlineData("now-99999999h")]
    [InlineData("<script>")]
    public void Parse_RefusesNonsense(string? text) => Assert.Equal("time.bad_range", TimeRange.Parse(text).Failure?.Code);

    [Fact]
    public void Shift_OfAWindow_MovesItByItsLength()
    {
        var range = TimeRange.Last(6, 'h').Shift(-1, s_ercot, s_now);
        Assert.Equal("2025-05-14T05:23:45Z..2025-05-14T11:23:45Z", range.ToString());
        Assert.Equal("day:2025-05-15", TimeRange.Day(0).Shift(1, s_ercot, s_now).ToString());
    }
}
