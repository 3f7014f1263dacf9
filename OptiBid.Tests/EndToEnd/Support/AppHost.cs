using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Data;
using OptiBid.Tests.Support;
using OptiBid.Web;

namespace OptiBid.Tests.EndToEnd.Support;

/// <summary>The whole app in this process on a free loopback port over a store of its own, as <c>serve</c> starts it.</summary>
public sealed class AppHost : IAsyncLifetime
{
    private WebApplication? _app;

    /// <summary>Further arguments of the command line.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = ["--Markets:SimulatedHistoryDays", "40"];

    /// <summary>Folder of the stores; new unless given.</summary>
    public string Store { get; init; } = Path.Combine(Path.GetTempPath(), "optibid-" + Guid.CreateVersion7().ToString("N"));

    /// <summary>Further services, such as a clock; registered after the app's.</summary>
    public Action<IServiceCollection>? MoreServices { get; init; }

    /// <summary>Leaves the stores there at the end.</summary>
    public bool KeepsStore { get; init; }

    /// <summary>What <c>serve</c> printed.</summary>
    public string Output { get; private set; } = "";

    /// <summary>Where it listens, with the slash at the end.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Services of the app.</summary>
    public IServiceProvider Services => _app!.Services;

    /// <summary>User name of the first administrator.</summary>
    public string Email => After("e-mail");

    /// <summary>Their one-time password.</summary>
    public string OneTimePassword => After("password  ");

    /// <summary>The password that tests choose for them.</summary>
    public const string ChosenPassword = "correct horse battery staple";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _app = WebHost.Build(["--urls", "http://127.0.0.1:0", "--store", Store, .. Arguments], AddServices);
        await Startup.PrepareAsync(_app.Services, TestContext.Current.CancellationToken);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        await using var output = new StringWriter(CultureInfo.InvariantCulture);
        Startup.Announce(_app, output);
        Output = output.ToString();
        Url = new(_app.Urls.Single() + "/");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }

        if (!KeepsStore)
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(Store, recursive: true);
        }
    }

    /// <summary>Stops serving; what is open in a browser loses its connection.</summary>
    public Task StopAsync() => _app!.StopAsync(CancellationToken.None);

    /// <summary>A client with its own cookies that follows no redirect.</summary>
    public HttpClient CreateClient() => ClientWith(new());

    /// <summary>A client with these cookies that follows no redirect and names its origin as a browser does.</summary>
    public HttpClient ClientWith(System.Net.CookieContainer cookies)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = Url };
        client.DefaultRequestHeaders.Add("Origin", Url.GetLeftPart(UriPartial.Authority));
        return client;
    }

    private void AddServices(IServiceCollection services)
    {
        // The real trail wins where there is one.
        services.TryAddSingleton<IAuditTrail>(Audit);
        MoreServices?.Invoke(services);
    }

    /// <summary>What was audited, in a build without the real trail.</summary>
    internal RecordedAudit Audit { get; } = new();

    private string After(string label) =>
        Output.Split('\n').FirstOrDefault(l => l.Contains(label, StringComparison.Ordinal))?.Split(' ')[^1].Trim()
        ?? throw new InvalidOperationException("No credentials were printed");
}
