using Bunit;
using Microsoft.AspNetCore.Components;
using OptiBid.Core.Identity.Users;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Tests.Web.Shell;

/// <summary>Times on the clock of whoever looks.</summary>
public sealed class UserClockTests
{
    private static readonly DateTime s_winter = new(2026, 11, 24, 15, 0, 30, DateTimeKind.Utc);

    [Theory]
    [InlineData("America/Chicago", null, "2026-11-24 09:00 CST")]
    [InlineData("Europe/Berlin", "de-DE", "24.11.2026 16:00 CET")]
    [InlineData("Europe/London", "en-GB", "24/11/2026 15:00 GMT")]
    [InlineData("America/Sao_Paulo", null, "2026-11-24 12:00 UTC-03")]
    [InlineData("UTC", "fr-FR", "24/11/2026 15:00 UTC")]
    public void A_time_is_written_in_the_zone_and_the_format_of_the_user(string zone, string? locale, string expected) =>
        Assert.Equal(expected, UserClock.Of(new(zone, null, locale)).Text(s_winter));

    [Fact]
    public void American_figures_have_the_month_first_and_half_a_day_of_hours()
    {
        var text = UserClock.Of(new("America/New_York", null, "en-US")).Text(s_winter);
        Assert.StartsWith("11/24/2026 10:00", text, StringComparison.Ordinal);
        Assert.EndsWith("AM EST", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mars/Olympus", "Europe/Berlin", "2026-11-24 16:00 CET")]
    [InlineData(null, "Europe/Berlin", "2026-11-24 16:00 CET")]
    [InlineData("Mars/Olympus", "Mars/Syrtis", "2026-11-24 15:00 UTC")]
    [InlineData(null, null, "2026-11-24 15:00 UTC")]
    public void Without_a_zone_that_is_known_the_organisations_counts_and_then_utc(string? own, string? organisation, string expected) =>
        Assert.Equal(expected, UserClock.Of(new(own, organisation, "xx-Unknown")).Text(s_winter));

    [Theory]
    [InlineData(6, "2026-11-01 01:30 CDT")]
    [InlineData(7, "2026-11-01 01:30 CST")]
    public void The_two_hours_of_autumn_are_told_apart_by_the_zone(int utcHour, string expected) =>
        Assert.Equal(expected, Chicago.Text(new(2026, 11, 1, utcHour, 30, 0, DateTimeKind.Utc)));

    [Fact]
    public void Clocks_that_go_forward_leave_an_hour_out()
    {
        Assert.Equal("2026-03-08 01:59 CST", Chicago.Text(new(2026, 3, 8, 7, 59, 0, DateTimeKind.Utc)));
        Assert.Equal("2026-03-08 03:00 CDT", Chicago.Text(new(2026, 3, 8, 8, 0, 0, DateTimeKind.Utc)));
    }

    [Theory]
    [InlineData("2026-11-24T09:00", "2026-11-24T15:00")]
    [InlineData("2026-11-01T01:30", "2026-11-01T06:30")]
    [InlineData("2026-03-08T02:30", "2026-03-08T08:30")]
    public void A_time_that_is_typed_means_the_users_clock(string typed, string utc) => Assert.Equal(At(utc), Chicago.ToUtc(At(typed)));

    [Fact]
    public void Counts_follow_the_locale()
    {
        Assert.Equal("12,345", UserClock.Utc.Count(12345));
        Assert.Equal("12.345", UserClock.Of(new(null, null, "de-DE")).Count(12345));
    }

    [Fact]
    public async Task A_time_holds_its_instant_in_utc()
    {
        await using var bunit = new BunitContext();
        var time = bunit.Render<CascadingValue<UserClock>>(p =>
            p.Add(c => c.Value, Chicago).AddChildContent<UserTime>(t => t.Add(u => u.Utc, s_winter).Add(u => u.Seconds, true))
        );
        time.MarkupMatches("""<time datetime="2026-11-24T15:00:30Z" title="2026-11-24 15:00:30 UTC">2026-11-24 09:00:30 CST</time>""");
        bunit.Render<UserTime>(t => t.Add(u => u.Utc, null).Add(u => u.Or, "never")).MarkupMatches("never");
        bunit
            .Render<UserTime>(t => t.Add(u => u.Utc, s_winter).Add(u => u.DayOnly, true))
            .MarkupMatches("""<time datetime="2026-11-24T15:00:30Z" title="2026-11-24 15:00 UTC">2026-11-24</time>""");
    }

    private static UserClock Chicago => UserClock.Of(new DisplaySettings("America/Chicago", "Europe/Berlin", null));

    private static DateTime At(string text) =>
        DateTime.ParseExact(text, "yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
