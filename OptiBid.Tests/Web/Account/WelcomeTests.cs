using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Web.Account;

/// <summary>The first sign-in on a fresh installation.</summary>
public sealed class WelcomeTests
{
    [Fact]
    public async Task It_is_welcomed_once_and_never_again()
    {
        await using var app = new AppHost { Arguments = ["--Markets:SimulatedHistoryDays", "1"] };
        await app.InitializeAsync();
        using (var client = new AccountClient(app))
        {
            using var first = await client.SubmitAsync("login", "login", ("Form.Email", app.Email), ("Form.Password", app.OneTimePassword));
            using var chosen = await ChooseAsync(client, app.OneTimePassword, AppHost.ChosenPassword);
            Assert.Equal("/welcome", TargetOf(chosen));
            var page = await client.PageAsync("welcome");
            Assert.Contains("href=\"/organisation/new\"", page, StringComparison.Ordinal);
            Assert.Contains("Look around in the demo", page, StringComparison.Ordinal);
            using var again = await ChooseAsync(client, AppHost.ChosenPassword, "another horse battery staple");
            Assert.Equal("/", TargetOf(again));
        }

        using var later = new AccountClient(app);
        using var signedIn = await later.SubmitAsync(
            "login",
            "login",
            ("Form.Email", app.Email),
            ("Form.Password", "another horse battery staple")
        );
        Assert.Equal("/", TargetOf(signedIn));
    }

    private static string TargetOf(HttpResponseMessage answer) =>
        new Uri(answer.RequestMessage!.RequestUri!, answer.Headers.Location!).AbsolutePath;

    private static Task<HttpResponseMessage> ChooseAsync(AccountClient client, string current, string next) =>
        client.SubmitAsync("account/password", "change-password", ("Form.Current", current), ("Form.New", next), ("Form.Again", next));
}
