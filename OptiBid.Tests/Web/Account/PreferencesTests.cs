using System.Net;
using System.Text.RegularExpressions;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Web.Account;

/// <summary>What is chosen under Preferences shows on a page without a circuit.</summary>
public sealed partial class PreferencesTests(AppHost app) : IClassFixture<AppHost>
{
    [Fact]
    public async Task Times_of_the_security_page_follow_the_time_zone_and_the_format_that_were_chosen()
    {
        using var first = new AccountClient(app);
        await first.SignInFirstTimeAsync(app);
        using var client = new AccountClient(app);
        using var signedIn = await client.SubmitAsync(
            "login",
            "login",
            ("Form.Email", app.Email),
            ("Form.Password", AppHost.ChosenPassword)
        );
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        Assert.Matches(AsEverybody(), await client.PageAsync("account/security"));
        using var saved = await client.SubmitAsync(
            "account",
            "profile",
            ("Form.DisplayName", "Ada"),
            ("Form.TimeZone", "Asia/Tokyo"),
            ("Form.Theme", ""),
            ("Form.Locale", "de-DE")
        );
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        Assert.Matches(AsChosen(), await client.PageAsync("account/security"));
    }

    [GeneratedRegex("""last used <time datetime="[^"]+Z" title="[^"]+ UTC">[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2} UTC</time>""")]
    private static partial Regex AsEverybody();

    [GeneratedRegex(
        """zuletzt benutzt <time datetime="[^"]+Z" title="[^"]+ UTC">[0-9]{2}\.[0-9]{2}\.[0-9]{4} [0-9]{2}:[0-9]{2} JST</time>"""
    )]
    private static partial Regex AsChosen();
}
