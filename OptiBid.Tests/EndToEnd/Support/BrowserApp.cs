using System.Collections.Concurrent;
using Microsoft.Playwright;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.EndToEnd.Support;

/// <summary>
/// The app and Chromium, with the first administrator signed in. Shared by the tests of <see cref="BrowserCollection"/>. A machine without
/// Chromium skips them with the reason; in CI that is a failure.
/// </summary>
public sealed class BrowserApp : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private readonly ConcurrentQueue<string> _foreign = new();
    private readonly AppHost _app = new();
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _session;

    /// <summary>The app.</summary>
    public AppHost App => _app;

    /// <summary>Requests that left this machine; has to stay empty.</summary>
    public IReadOnlyCollection<string> ForeignRequests => _foreign;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
        {
            return;
        }

        await _app.InitializeAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Chromium,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
        _session = await SignInFirstTimeAsync(_app);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
            _playwright?.Dispose();
            await _app.DisposeAsync();
        }
    }

    /// <summary>A page of a new browser session, signed in unless told otherwise, at the start of nothing yet.</summary>
    public async Task<IPage> NewPageAsync(
        int width = 1400,
        int height = 900,
        bool dark = false,
        bool signedIn = true,
        AppHost? host = null,
        bool tour = false,
        string locale = "en-US"
    )
    {
        if (_browser is null)
        {
            Assert.SkipUnless(SharedData.IsCi, $"{Chromium} is not on this machine");
            Assert.Fail($"{Chromium} is missing in CI");
        }

        var context = await _browser.NewContextAsync(
            new()
            {
                BaseURL = (host ?? _app).Url.ToString(),
                ViewportSize = new() { Width = width, Height = height },
                ReducedMotion = ReducedMotion.Reduce,
                StorageState = signedIn ? _session : null,
                TimezoneId = "UTC",
                Locale = locale,
            }
        );
        context.Request += (_, request) =>
        {
            // What the page of an identity provider asks for is not ours.
            if (
                Uri.TryCreate(request.Url, UriKind.Absolute, out var url)
                && url.Scheme is not ("data" or "blob")
                && !url.IsLoopback
                && IsOurs(request, host ?? _app)
            )
            {
                _foreign.Enqueue(request.Url);
            }
        };
        if (dark)
        {
            await context.AddCookiesAsync([
                new()
                {
                    Name = "optibid-theme",
                    Value = "dark",
                    Url = _app.Url.ToString(),
                },
            ]);
        }

        if (!tour)
        {
            await context.AddInitScriptAsync("localStorage.setItem('optibid.tour', 'seen')");
        }

        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(20_000);
        return page;
    }

    private static bool IsOurs(IRequest request, AppHost host) =>
        !request.Headers.TryGetValue("referer", out var from) || from.StartsWith(host.Url.ToString(), StringComparison.Ordinal);

    /// <summary>Signs in with the one-time password of a fresh app, chooses a password, and returns the session.</summary>
    private async Task<string> SignInFirstTimeAsync(AppHost host)
    {
        var page = await NewPageAsync(signedIn: false, host: host);
        await SignInAsync(page, host);
        await page.Locator("main h1").First.WaitForAsync();
        var state = await page.Context.StorageStateAsync();
        await page.Context.CloseAsync();
        return state;
    }

    /// <summary>Signs in with the password that was chosen before.</summary>
    public static async Task SignInAgainAsync(IPage page, AppHost host)
    {
        await page.GotoAsync("/login");
        await page.GetByLabel("E-mail").FillAsync(host.Email);
        await page.GetByLabel("Password").FillAsync(AppHost.ChosenPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/login", StringComparison.Ordinal));
    }

    /// <summary>Signs in with the one-time password of a fresh app and chooses a password.</summary>
    public static async Task SignInAsync(IPage page, AppHost host)
    {
        await page.GotoAsync("/login");
        await page.GetByLabel("E-mail").FillAsync(host.Email);
        await page.GetByLabel("Password").FillAsync(host.OneTimePassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByLabel("One-time password").FillAsync(host.OneTimePassword);
        await page.Locator("[name='Form.New']").FillAsync(AppHost.ChosenPassword);
        await page.Locator("[name='Form.Again']").FillAsync(AppHost.ChosenPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save password" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Look around in the demo" }).ClickAsync();
    }
}

/// <summary>Tests that share one app and one browser: <c>[Collection(BrowserCollection.Name)]</c>.</summary>
[CollectionDefinition(Name)]
#pragma warning disable CA1711 // xunit's own word.
public sealed class BrowserCollection : ICollectionFixture<BrowserApp>
#pragma warning restore CA1711
{
    /// <summary>Name of the collection.</summary>
    public const string Name = "browser";
}
