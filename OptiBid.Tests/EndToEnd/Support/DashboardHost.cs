using Microsoft.Playwright;
using OptiBid.Tests.Web.Dashboards;

namespace OptiBid.Tests.EndToEnd.Support;

/// <summary>The app with three widgets of the tests, and the session of its first administrator.</summary>
public sealed class DashboardHost : IAsyncLifetime
{
    private IReadOnlyList<BrowserContextCookiesResult>? _cookies;

    /// <summary>The app.</summary>
    public AppHost App { get; } = new() { MoreServices = s => s.AddTestWidgets() };

    /// <summary>Its services.</summary>
    public IServiceProvider Services => App.Services;

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => App.InitializeAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>Gives a page the session; the first one signs in.</summary>
    public async Task SignInAsync(IPage page, bool dark)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (_cookies is null)
        {
            await BrowserApp.SignInAsync(page, App);
            await page.Locator("main h1").First.WaitForAsync();
            _cookies = await page.Context.CookiesAsync();
        }

        await page.Context.AddCookiesAsync([
            .. _cookies.Select(c => new Cookie
            {
                Name = c.Name,
                Value = c.Value,
                Domain = c.Domain,
                Path = c.Path,
                Expires = c.Expires,
                HttpOnly = c.HttpOnly,
                Secure = c.Secure,
                SameSite = c.SameSite,
            }),
            new()
            {
                Name = "optibid-theme",
                Value = dark ? "dark" : "light",
                Url = App.Url.ToString(),
            },
        ]);
    }
}
