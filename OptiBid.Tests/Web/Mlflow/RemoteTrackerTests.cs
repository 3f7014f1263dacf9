using Microsoft.Extensions.Options;
using OptiBid.Core.Forecasting.Tracking;
using OptiBid.Core.Forecasting.Tracking.Remote;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Network;
using OptiBid.Tests.Core.Forecasting.Tracking;
using OptiBid.Tests.Support;
using OptiBid.Tests.Web.Security;

namespace OptiBid.Tests.Web.Mlflow;

/// <summary>The running app with a key of a trader, for MLflow's clients.</summary>
public class MlflowServer : IAsyncLifetime
{
    internal GateApp App { get; private set; } = null!;

    /// <summary>An API key that logs and registers.</summary>
    public string Key { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        App = await OpenAsync();
        (_, Key) = await App.KeyAsync(
            App.Users[Roles.Trader],
            DemoOrganisation.Id,
            Permissions.ReadForecasts,
            Permissions.WriteExperiments,
            Permissions.WriteModels
        );
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal virtual Task<GateApp> OpenAsync() => GateApp.OpenAsync();
}

/// <summary>The same on PostgreSQL, where row-level security alone keeps organisations apart.</summary>
public sealed class MlflowPostgresServer(PostgresServer postgres) : MlflowServer
{
    internal override Task<GateApp> OpenAsync() => GateApp.OpenAsync(postgres, GateDatabase.PostgresWithoutFilters);
}

/// <summary>The client of a remote server against our own paths.</summary>
public sealed class OwnServerTrackerTests(MlflowServer server) : TrackerContract, IClassFixture<MlflowServer>, IDisposable
{
    private readonly MLflowTracker _tracker = new(new HttpClient(), server.App.Host.Url, server.Key);

    public void Dispose() => _tracker.Dispose();

    protected override Task<IExperimentTracker> TrackerAsync() => Task.FromResult<IExperimentTracker>(_tracker);

    [Fact]
    public async Task Without_a_key_it_is_denied()
    {
        using var tracker = new MLflowTracker(new HttpClient(), server.App.Host.Url, null);
        var refused = await tracker.GetExperimentAsync("0", Cancel);
        Assert.Equal(TrackingError.PermissionDenied, Assert.IsType<TrackingFailure>(refused.Failure).Error);
    }
}

/// <summary>The client of a remote server against our own paths on PostgreSQL.</summary>
public sealed class PostgresServerTrackerTests(MlflowPostgresServer server)
    : TrackerContract,
        IClassFixture<MlflowPostgresServer>,
        IDisposable
{
    private readonly MLflowTracker _tracker = new(new HttpClient(), server.App.Host.Url, server.Key);

    public void Dispose() => _tracker.Dispose();

    protected override Task<IExperimentTracker> TrackerAsync() => Task.FromResult<IExperimentTracker>(_tracker);
}

/// <summary>The client of a remote server against a stub that writes as MLflow's servers do now.</summary>
public sealed class StubTrackerTests : TrackerContract, IAsyncLifetime
{
    private MlflowStub _stub = null!;
    private MLflowTracker _tracker = null!;

    public async ValueTask InitializeAsync()
    {
        _stub = await MlflowStub.StartAsync(writesLongsAsTexts: false);
        _tracker = new(new HttpClient(), _stub.Url, "a-token");
    }

    public async ValueTask DisposeAsync()
    {
        _tracker.Dispose();
        await _stub.DisposeAsync();
    }

    protected override Task<IExperimentTracker> TrackerAsync() => Task.FromResult<IExperimentTracker>(_tracker);

    [Fact]
    public async Task The_token_goes_along_and_a_server_that_is_gone_is_told()
    {
        await _tracker.CreateExperimentAsync("x", cancellationToken: Cancel);
        Assert.Equal("Bearer a-token", _stub.LastToken);
        await _stub.DisposeAsync();
        var refused = await _tracker.GetExperimentAsync("1", Cancel);
        Assert.Equal(TrackingError.TemporarilyUnavailable, Assert.IsType<TrackingFailure>(refused.Failure).Error);
    }

    [Fact]
    public async Task A_private_address_is_called_only_where_the_settings_allow_it()
    {
        foreach (var (allow, works) in new[] { (false, false), (true, true) })
        {
            var http = new SafeHttp(Options.Create(new NetworkOptions { AllowLoopback = allow }));
            using var tracker = new MLflowTracker(http, new TrackingOptions { Url = _stub.Url });
            Assert.Equal(works, (await tracker.CreateExperimentAsync("y", cancellationToken: Cancel)).IsSuccess);
        }
    }
}

/// <summary>The same against a stub that writes 64-bit numbers as texts, as older servers do.</summary>
public sealed class OldStubTrackerTests : TrackerContract, IAsyncLifetime
{
    private MlflowStub _stub = null!;
    private MLflowTracker _tracker = null!;

    public async ValueTask InitializeAsync()
    {
        _stub = await MlflowStub.StartAsync(writesLongsAsTexts: true);
        _tracker = new(new HttpClient(), _stub.Url, null);
    }

    public async ValueTask DisposeAsync()
    {
        _tracker.Dispose();
        await _stub.DisposeAsync();
    }

    protected override Task<IExperimentTracker> TrackerAsync() => Task.FromResult<IExperimentTracker>(_tracker);
}
