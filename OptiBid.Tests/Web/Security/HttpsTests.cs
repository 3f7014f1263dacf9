using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Web.Security;

/// <summary>The app behind a proxy that ends TLS: what every answer over https carries. What it believes of a proxy is in TrustedProxyTests.</summary>
public sealed partial class HttpsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Over_https_answers_carry_the_strict_headers_and_cookies_have_prefixes()
    {
        await using var app = Host(trusted: true);
        await app.InitializeAsync();
        using var client = Https(app);
        using var login = await client.GetAsync(new Uri("login", UriKind.Relative), Cancel);
        Assert.Contains("max-age=63072000; includeSubDomains", login.Headers.GetValues("Strict-Transport-Security"));
        Assert.Contains(
            "frame-ancestors 'none'",
            Assert.Single(login.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal
        );
        Assert.Equal("same-origin", Assert.Single(login.Headers.GetValues("Referrer-Policy")));
        Assert.True(login.Headers.CacheControl?.NoStore);
        Assert.False(login.Headers.Contains("Access-Control-Allow-Origin"));
        var cookies = login.Headers.GetValues("Set-Cookie").ToList();
        Assert.NotEmpty(cookies);
        Assert.All(
            cookies,
            c =>
            {
                Assert.StartsWith("__Host-", c, StringComparison.Ordinal);
                Assert.Contains("; secure", c, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("; httponly", c, StringComparison.OrdinalIgnoreCase);
                Assert.Contains("; samesite=", c, StringComparison.OrdinalIgnoreCase);
            }
        );

        // The cookie under its new name is good for the form, the same without its prefix is not.
        var cookie = cookies.Single(c => c.Contains("Antiforgery", StringComparison.Ordinal)).Split(';')[0];
        var token = Token().Match(await login.Content.ReadAsStringAsync(Cancel)).Groups["token"].Value;
        Assert.Equal(HttpStatusCode.OK, await PostAsync(client, cookie, token));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(client, cookie["__Host-".Length..], token));
    }

    [Fact]
    public async Task Answers_that_are_no_files_are_not_stored_and_text_names_its_charset()
    {
        await using var app = Host(trusted: false);
        await app.InitializeAsync();
        using var client = app.CreateClient();
        using var body = System.Net.Http.Json.JsonContent.Create(new { refreshToken = "no such token" });
        using var refresh = await client.PostAsync(new Uri("api/v1/auth/refresh", UriKind.Relative), body, Cancel);
        Assert.True(refresh.Headers.CacheControl?.NoStore);
        using var style = await client.GetAsync(new Uri("css/base.css", UriKind.Relative), Cancel);
        Assert.Equal("text/css; charset=utf-8", style.Content.Headers.ContentType?.ToString());
        Assert.False(style.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task Trace_and_a_parameter_given_twice_are_refused()
    {
        await using var app = Host(trusted: false);
        await app.InitializeAsync();
        using var client = app.CreateClient();
        using var trace = new HttpRequestMessage(HttpMethod.Trace, "login");
        using var traced = await client.SendAsync(trace, Cancel);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, traced.StatusCode);
        using var twice = await client.GetAsync(new Uri("api/v1/series/?market=PJM&market=ERCOT", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, twice.StatusCode);
    }

    [Fact]
    public async Task Whoever_asks_for_what_they_may_not_do_is_written_down()
    {
        await using var app = await GateApp.OpenAsync();
        using var client = app.Client(await app.StartAsync(Roles.Viewer));
        using var refused = await client.GetAsync(new Uri("api/v1/organisations/", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await using var db = app.Services.GetRequiredService<IPlatformContexts>().CreateDbContext();
        AuditEntry? row;
        while ((row = await db.Set<AuditEntry>().SingleOrDefaultAsync(e => e.Action == "access.refused", Cancel)) is null)
        {
            await Task.Delay(20, Cancel);
        }

        Assert.Contains("organisations", row.ObjectId, StringComparison.Ordinal);
        Assert.Equal((app.Users[Roles.Viewer], false), (row.ActorId, row.Succeeded));
    }

    private static AppHost Host(bool trusted) =>
        new()
        {
            Arguments = ["--Markets:SimulatedHistoryDays", "3", .. trusted ? ["--Network:Proxies:0", "127.0.0.1"] : Array.Empty<string>()],
        };

    private static HttpClient Https(AppHost app)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = app.Url };
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        return client;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string cookie, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "login")
        {
            Content = new FormUrlEncodedContent([
                new("_handler", "login"),
                new("__RequestVerificationToken", token),
                new("Form.Email", "nobody@example.org"),
                new("Form.Password", "not the password of anybody"),
            ]),
        };
        request.Headers.Add("Cookie", cookie);
        using var answer = await client.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Token();
}
