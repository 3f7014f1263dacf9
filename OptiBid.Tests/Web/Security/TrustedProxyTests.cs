using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Tests.Web.Sso;

namespace OptiBid.Tests.Web.Security;

/// <summary>What is said about the client is believed from a configured proxy and from nobody else.</summary>
[Trait("AttackCase", "19")]
public sealed class TrustedProxyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_configured_proxy_says_who_the_client_is_and_how_it_came()
    {
        await using var host = await OpenAsync("--Network:Proxies:0", "127.0.0.0/8");
        using var answer = await AskAsync(host, "203.0.113.7", "https", "desk.example");
        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.Contains("Antiforgery", StringComparison.Ordinal));
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["203.0.113.7"], await SeenAsync(host, "203.0.113.7"));
    }

    [Fact]
    public async Task A_client_that_writes_the_headers_itself_is_not_believed()
    {
        await using var host = await OpenAsync("--Network:Proxies:0", "10.0.0.5");
        using var answer = await AskAsync(host, "203.0.113.7", "https", "desk.example");
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal(["127.0.0.1"], await SeenAsync(host, "203.0.113.7"));
    }

    [Fact]
    public async Task Nobody_is_believed_by_default_and_the_switch_of_the_framework_changes_nothing()
    {
        await using var host = await OpenAsync("--FORWARDEDHEADERS_ENABLED", "true");
        using var answer = await AskAsync(host, "203.0.113.7", "https", "desk.example");
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal(["127.0.0.1"], await SeenAsync(host, "203.0.113.7"));
    }

    [Fact]
    public async Task What_the_client_put_before_the_proxys_word_is_not_believed()
    {
        await using var host = await OpenAsync("--Network:Proxies:0", "127.0.0.1", "--Network:Proxies:1", "10.0.0.0/24");
        Assert.Equal(["198.51.100.9"], await SeenAsync(host, "203.0.113.7, 198.51.100.9, 10.0.0.8"));
    }

    [Fact]
    public void A_proxy_that_is_no_address_stops_the_start()
    {
        var fault = Assert.Throws<InvalidOperationException>(() =>
            OptiBid.Web.WebHost.Build(["--store", Path.GetTempPath(), "--Network:Proxies:0", "proxy.example"])
        );
        Assert.Contains("Network:Proxies has 'proxy.example'", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<AppHost> OpenAsync(params string[] arguments)
    {
        var host = new AppHost { Arguments = ["--Markets:SimulatedHistoryDays", "1", .. arguments] };
        await host.InitializeAsync();
        return host;
    }

    private static async Task<HttpResponseMessage> AskAsync(AppHost host, string from, string scheme, string name)
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", from);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", scheme);
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", name);
        return await client.GetAsync(new Uri("login", UriKind.Relative), Cancel);
    }

    /// <summary>Addresses of the sessions after a sign-in whose requests carry the header.</summary>
    private static async Task<List<string?>> SeenAsync(AppHost host, string from)
    {
        using var browser = new SsoBrowser(host.Url, ("X-Forwarded-For", from));
        await browser.SignInAsync(host.Email, host.OneTimePassword);
        Assert.True(browser.HasSession);
        await using var db = await host.Services.GetRequiredService<IPlatformContexts>().CreateDbContextAsync(Cancel);
        return await db.Set<Session>().Select(s => s.Address).ToListAsync(Cancel);
    }
}
