using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Bidding.Pnl;
using OptiBid.Core.Dashboards;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Markets;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Markets.Simulated;
using OptiBid.Core.Portfolios;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Core.Series;
using OptiBid.Tests.Core.Markets.Simulated;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Features.Dashboards;

namespace OptiBid.Tests.Web.Markets;

/// <summary>Pages over the real queries, a store in memory, an SQLite file and a clock that stands still until told.</summary>
internal sealed class MarketDesk : BunitContext
{
    private readonly RecordsFixture _records = new();

    /// <summary>A desk of a user with the named permissions.</summary>
    public MarketDesk(params string[] permissions)
    {
        Market = new(Store, Ticks, Time, new() { SimulatedHistoryDays = 8 });
        // A loaded machine is slow, not wrong.
        DefaultWaitTimeout = TimeSpan.FromSeconds(30);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization();
        Services.AddMudServices();
        Services.AddLogging();
        Services.AddSingleton<TimeProvider>(Time);
        Services.AddSingleton<ITimeSeriesStore>(Store);
        Services.AddSingleton<IPriceTicks>(Ticks);
        Services.AddSingleton(new MarketsOptions());
        Services.AddSingleton<ICurrentUser>(new FakeUser(permissions));
        Services.AddSingleton<Microsoft.EntityFrameworkCore.IDbContextFactory<OptiBidDbContext>>(_records);
        Services.AddSingleton<OptiBid.Core.Data.Tenancy.IPlatformContexts>(_records);
        Services.AddScoped<IListSeries, ListSeries>();
        Services.AddScoped<IReadPrices, ReadPrices>();
        Services.AddScoped<IReadFeedHealth, ReadFeedHealth>();
        Services.AddSingleton<OptiBid.Core.Data.IAuditTrail>(new OptiBid.Tests.Support.MemoryTrail());
        Services.AddPortfolios();
        Services.AddScoped<IListBids, ReadBids>();
        Services.AddScoped<IReadPnl, ReadPnl>();
        Services.AddScoped<IToast, Toast>();
        Services.AddScoped<IConfirm, Confirm>();
        Services.AddScoped<IDownloads, Downloads>();
        Services.AddScoped<IReadOrganisation, ReadOrganisation>();
        Services.AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(
            new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build()
        );
        Services.AddDashboards();
        Services.AddDashboardPages();
    }

    /// <summary>10 June 2026, 07:02 in Texas.</summary>
    public FakeTimeProvider Time { get; } = new(new(2026, 6, 10, 12, 2, 0, TimeSpan.Zero));

    /// <summary>The store.</summary>
    public MemorySeriesStore Store { get; } = new();

    /// <summary>What tells the pages.</summary>
    public PriceTicks Ticks { get; } = new();

    /// <summary>The simulated market, not running by itself.</summary>
    public SimulatedMarket Market { get; }

    /// <summary>Fills the store and creates the demo assets.</summary>
    public async Task<MarketDesk> SeedAsync()
    {
        await Market.CatchUpAsync(Xunit.TestContext.Current.CancellationToken);
        await new DemoAssetsSeeder(_records, Time).SeedAsync(Xunit.TestContext.Current.CancellationToken);
        return this;
    }

    /// <summary>Appends an imported hourly day-ahead series.</summary>
    public async Task ImportAsync(SeriesKey key, DateTime fromUtc, int hours)
    {
        await using var batch = await Store.BeginBatchAsync();
        var points = Enumerable.Range(0, hours).Select(i => new SeriesPoint(fromUtc.AddHours(i), i - 3, fromUtc)).ToArray();
        await batch.AppendAsync(new(key, "$/MWh", 60, "America/Chicago", "test.csv", IsSimulated: false), points);
        await batch.CommitAsync();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            Market.Dispose();
            _records.Dispose();
        }
    }
}
