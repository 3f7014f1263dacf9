using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Tests.EndToEnd.Support;
using OptiBid.Tests.Support;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Components.Widgets;
using OptiBid.Web.Features.Desk.Widgets;

namespace OptiBid.Tests.Web.WidgetKinds;

/// <summary>Every widget over the whole app: the prices of ERCOT in May 2025 and a battery whose bid was replayed on one of its days.</summary>
public sealed class RealDataWidgetTests
{
    private const string File = "ercot/dam_rtm_hourly_lz_hub_2023-12-25_2025-06-30.csv.gz";

    // What the file has no data for, and what nobody has done.
    private static readonly string[] s_empty = ["market.load_mix", "market.supply_demand", "system.jobs"];

    [Fact]
    public async Task All_show_what_is_there_and_none_fails()
    {
        await using var app = new AppHost { Arguments = ["--Markets:Feed", "None"] };
        await app.InitializeAsync();
        await using var scope = app.Services.GetRequiredService<IServiceScopeFactory>().CreateSystemScope();
        var services = scope.ServiceProvider;
        var token = Xunit.TestContext.Current.CancellationToken;
        Held(await services.GetRequiredService<IImportFiles>().ExecuteAsync(new([SharedData.PathOf(File)]), cancellationToken: token));
        var asset = Held(
            await services
                .GetRequiredService<ISaveAsset>()
                .ExecuteAsync(null, new("North", AssetKind.Battery, "ERCOT", "HB_NORTH", 100, 400, 0.85), cancellationToken: token)
        );
        var proposal = Held(
            await services.GetRequiredService<IProposeBid>().ExecuteAsync(asset.Id, new(2025, 5, 14), "ridge", OfferKind.Curve, token)
        );
        var draft = Held(await services.GetRequiredService<ISaveBid>().ExecuteAsync(null, proposal.Draft, cancellationToken: token));
        Held(await services.GetRequiredService<ISubmitBid>().ExecuteAsync(draft.Summary.Id, draft.Version, token));

        await using var desk = new BunitContext();
        desk.JSInterop.Mode = JSRuntimeMode.Loose;
        desk.Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        desk.Services.AddLogging();
        desk.Services.AddLocalization();
        desk.Services.AddScoped<IDownloads, Downloads>();
        desk.Services.AddSingleton<OptiBid.Core.Data.IAuditTrail>(new MemoryTrail());
        desk.Services.AddTransient(_ => services.GetRequiredService<AlertReader>());
        desk.Services.AddFallbackServiceProvider(services);
        var may = new WidgetContext(
            "ERCOT",
            "HB_NORTH",
            null,
            new(2025, 5, 1, 5, 0, 0, DateTimeKind.Utc),
            new(2025, 6, 1, 5, 0, 0, DateTimeKind.Utc),
            "America/Chicago"
        );
        var states = new Dictionary<string, WidgetStatus>(StringComparer.Ordinal);
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var descriptor in WidgetCatalogueTests.All)
        {
            var probe = WidgetProbe.Of(desk, descriptor.Component, may with { Title = descriptor.Info.Title });
            states.Add(descriptor.Info.Id, probe.Status!);
            if (probe.Status!.State == ViewState.Ready)
            {
                rows.Add(descriptor.Info.Id, probe.Rows().Count - 1);
            }
        }

        Assert.Empty(
            states
                .Where(s => s.Value.State is ViewState.Error or ViewState.Loading or ViewState.NoPermission)
                .Select(s => (s.Key, s.Value.Error))
        );
        Assert.Equal(
            s_empty.Order(StringComparer.Ordinal),
            states.Where(s => s.Value.State == ViewState.Empty).Select(s => s.Key).Order(StringComparer.Ordinal)
        );
        Assert.Empty(rows.Where(r => r.Value == 0));
        Assert.Equal(2 * 744, rows["market.price_chart"]);
        Assert.Equal(744, rows["market.da_rt"]);
        Assert.Equal(31, rows["market.negative_hours"]);
        Assert.Equal(24, rows["assets.soc"]);
        Assert.Equal(Provenance.Imported, states["market.price_chart"].Provenance);
        Assert.Equal(new DateTime(2025, 6, 1, 5, 0, 0, DateTimeKind.Utc), states["market.price_chart"].AsOfUtc);
        Assert.Equal(Provenance.Replay, states["pnl.total"].Provenance);
    }

    private static T Held<T>(Result<T> result)
    {
        Assert.Null(result.Failure);
        return result.Value;
    }
}
