using System.Net;
using System.Text.RegularExpressions;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Web.Shell;

/// <summary>The host over real HTTP: who gets in, what every answer carries.</summary>
public partial class HostTests(AppHost app) : IClassFixture<AppHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("help", HttpStatusCode.Redirect)]
    [InlineData("system/health", HttpStatusCode.Redirect)]
    [InlineData("no-such-page", HttpStatusCode.Redirect)]
    [InlineData("account/password", HttpStatusCode.Redirect)]
    [InlineData("api/v1/anything", HttpStatusCode.Unauthorized)]
    [InlineData("openapi/v1.json", HttpStatusCode.Unauthorized)]
    [InlineData("_blazor/negotiate", HttpStatusCode.Unauthorized)]
    [InlineData("login", HttpStatusCode.OK)]
    [InlineData("healthz", HttpStatusCode.OK)]
    [InlineData("readyz", HttpStatusCode.OK)]
    [InlineData("css/base.css", HttpStatusCode.OK)]
    public async Task Without_a_session_only_the_allowed_list_answers(string path, HttpStatusCode status)
    {
        using var client = app.CreateClient();
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        Assert.Equal(status, answer.StatusCode);
        if (status == HttpStatusCode.Redirect)
        {
            Assert.StartsWith("/login?returnUrl=", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_api_answers_with_problem_details()
    {
        using var client = app.CreateClient();
        using var answer = await client.GetAsync(new Uri("api/v1/anything", UriKind.Relative), Cancel);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("traceId", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("AttackCase", "36")]
    public async Task A_form_without_its_antiforgery_token_or_from_another_site_is_refused()
    {
        using var client = app.CreateClient();
        using var bare = await client.PostAsync(
            new Uri("login", UriKind.Relative),
            Form(("_handler", "login"), ("Form.Email", app.Email)),
            Cancel
        );
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "login") { Content = Form(("_handler", "login")) };
        foreign.Headers.Add("Origin", "http://127.0.0.1:1");
        using var refused = await client.SendAsync(foreign, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task The_one_time_password_leads_to_its_change_and_then_to_the_app_and_a_restart_prints_none()
    {
        var store = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "optibid-" + Guid.CreateVersion7().ToString("N"));
        var cookies = new CookieContainer();
        await using (var own = new AppHost { Store = store, KeepsStore = true })
        {
            await own.InitializeAsync();
            using var client = own.ClientWith(cookies);
            var login = await PostAsync(
                client,
                "login?returnUrl=%2Fhelp",
                "login",
                ("Form.Email", own.Email),
                ("Form.Password", own.OneTimePassword)
            );
            Assert.Equal("/help", Path(login));
            var cookie = Assert.Single(login.Headers.GetValues("Set-Cookie"), c => c.StartsWith("optibid=", StringComparison.Ordinal));
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);

            using var forced = await client.GetAsync(new Uri("help", UriKind.Relative), Cancel);
            Assert.Equal("/account/password", Path(forced));
            using var api = await client.GetAsync(new Uri("api/v1/anything", UriKind.Relative), Cancel);
            Assert.Equal(HttpStatusCode.Forbidden, api.StatusCode);

            var changed = await PostAsync(
                client,
                "account/password",
                "change-password",
                ("Form.Current", own.OneTimePassword),
                ("Form.New", AppHost.ChosenPassword),
                ("Form.Again", AppHost.ChosenPassword)
            );
            Assert.Equal("/welcome", Path(changed));
            using var help = await client.GetAsync(new Uri("help", UriKind.Relative), Cancel);
            Assert.Equal(HttpStatusCode.OK, help.StatusCode);
            Assert.True(help.Headers.CacheControl?.NoStore);
            using var openApi = await client.GetAsync(new Uri("openapi/v1.json", UriKind.Relative), Cancel);
            Assert.Equal(HttpStatusCode.OK, openApi.StatusCode);
            using var nothing = await client.GetAsync(new Uri("no-such-page", UriKind.Relative), Cancel);
            Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
        }

        await using var again = new AppHost { Store = store };
        await again.InitializeAsync();
        Assert.DoesNotContain("password", again.Output, StringComparison.Ordinal);
        using var later = again.ClientWith(cookies);
        using var still = await later.GetAsync(new Uri("help", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    [Trait("AttackCase", "35")]
    public async Task A_sign_in_never_leads_to_another_site()
    {
        using var client = app.CreateClient();
        var answer = await PostAsync(
            client,
            "login?returnUrl=%2F%2Fevil.example",
            "login",
            ("Form.Email", "nobody@x.y"),
            ("Form.Password", "wrong")
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("E-mail or password is wrong", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal("/", OptiBid.Web.Security.LocalUrl.OrStart("//evil.example"));
        Assert.Equal("/", OptiBid.Web.Security.LocalUrl.OrStart("/\\evil.example"));
        Assert.Equal("/", OptiBid.Web.Security.LocalUrl.OrStart("https://evil.example"));
        Assert.Equal("/help?x=1", OptiBid.Web.Security.LocalUrl.OrStart("/help?x=1"));
    }

    private static async Task<HttpResponseMessage> PostAsync(
        HttpClient client,
        string path,
        string handler,
        params (string Name, string Value)[] fields
    )
    {
        var page = await client.GetStringAsync(new Uri(path, UriKind.Relative), Cancel);
        var token = Token().Match(page).Groups[1].Value;
        return await client.PostAsync(
            new Uri(path, UriKind.Relative),
            Form([("_handler", handler), ("__RequestVerificationToken", token), .. fields]),
            Cancel
        );
    }

    private static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    private static string Path(HttpResponseMessage answer) =>
        answer.Headers.Location is { } location
            ? (location.IsAbsoluteUri ? location.AbsolutePath : location.ToString())
            : $"{(int)answer.StatusCode} without a location";

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
