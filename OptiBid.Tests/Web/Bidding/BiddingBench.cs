using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Bidding.Pnl;
using OptiBid.Core.Bidding.Rules;
using OptiBid.Core.Bidding.Schedules;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Identity;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Tests.Core.Portfolios;
using OptiBid.Tests.Web.Forecasts;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Tests.Web.Bidding;

/// <summary>
/// The bidding pages over commands whose answers a test sets: states that real commands reach only by faults or by waiting. The commands
/// themselves are tested in Core and over HTTP.
/// </summary>
internal sealed class BiddingBench
    : BunitContext,
        IListAssets,
        IListBids,
        IFindBid,
        IReadPnl,
        IProposeBid,
        ICheckBid,
        ISaveBid,
        ISubmitBid,
        IOptimiseDay
{
    public static readonly DateOnly Day = new(2026, 6, 9);
    public static readonly AssetView Battery = new(
        new("01990000-0000-7000-8000-0000000000b1"),
        new("North battery", AssetKind.Battery, "ERCOT", "HB_NORTH", 100, 400, 0.85),
        1,
        new(2026, 6, 1, 0, 0, 0, DateTimeKind.Utc),
        "Ada"
    );

    public static readonly SimpleFailure Forbidden = new("test.forbidden", "no", FailureKind.Forbidden);
    public static readonly SimpleFailure Away = new("test.away", "the store is away", FailureKind.Unavailable);

    public BiddingBench(params string[] permissions)
    {
        DefaultWaitTimeout = TimeSpan.FromSeconds(30);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddLocalization();
        Services.AddMudServices(o => o.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton<TimeProvider>(new FakeTimeProvider(new(2026, 6, 10, 12, 2, 0, TimeSpan.Zero)));
        Services.AddSingleton<ICurrentUser>(new FakeUser(permissions));
        Services.AddSingleton<IForecasterCatalog, ForecasterCatalog>();
        Services.AddSingleton<IToast>(Toast);
        Services.AddScoped<IDownloads, Downloads>();
        Services.AddSingleton<OptiBid.Core.Data.IAuditTrail>(new OptiBid.Tests.Support.MemoryTrail());
        Services.AddSingleton<IListAssets>(this);
        Services.AddSingleton<IListBids>(this);
        Services.AddSingleton<IFindBid>(this);
        Services.AddSingleton<IReadPnl>(this);
        Services.AddSingleton<IProposeBid>(this);
        Services.AddSingleton<ICheckBid>(this);
        Services.AddSingleton<ISaveBid>(this);
        Services.AddSingleton<ISubmitBid>(this);
        Services.AddSingleton<IOptimiseDay>(this);
    }

    public ForecastBench.Told Toast { get; } = new();
    public Result<IReadOnlyList<AssetView>> Assets { get; set; } = Result<IReadOnlyList<AssetView>>.Ok([Battery]);
    public Task<Result<IReadOnlyList<BidSummary>>> Bids { get; set; } = Task.FromResult(Result<IReadOnlyList<BidSummary>>.Ok([]));
    public Failure? Refusal { get; set; }
    public List<BidFilter> Filters { get; } = [];
    public List<(DateOnly From, DateOnly To, Guid? Asset)> Ranges { get; } = [];
    public List<(Guid Asset, DateOnly Day)> Proposals { get; } = [];
    public List<OptimiseDayRequest> Optimised { get; } = [];

    /// <summary>A list whose every question gets these bids.</summary>
    public void Hold(params BidSummary[] bids) => Bids = Task.FromResult(Result<IReadOnlyList<BidSummary>>.Ok(bids));

    public static BidSummary Bid(
        BidStatus status,
        DateOnly? day = null,
        decimal? totalUsd = null,
        decimal? persistenceUsd = 80,
        BidVenue venue = BidVenue.Simulated
    ) =>
        new(
            Guid.CreateVersion7(),
            Battery.Id,
            Battery.Draft.Name,
            "ERCOT",
            "HB_NORTH",
            day ?? Day,
            venue,
            status,
            OfferKind.Curve,
            "ridge",
            true,
            new(2026, 6, 8, 15, 0, 0, DateTimeKind.Utc),
            new(2026, 6, 9, 0, 0, 0, DateTimeKind.Utc),
            totalUsd is { } total ? new(total + 5, -3, -2, total * 2, persistenceUsd, 300, total / 2, total / 2, 10) : null
        );

    Task<Result<IReadOnlyList<AssetView>>> IListAssets.ExecuteAsync(CancellationToken cancellationToken) => Task.FromResult(Assets);

    Task<Result<IReadOnlyList<BidSummary>>> IListBids.ExecuteAsync(BidFilter filter, CancellationToken cancellationToken)
    {
        Filters.Add(filter);
        return Bids;
    }

    async Task<Result<PnlReport>> IReadPnl.ExecuteAsync(DateOnly from, DateOnly to, Guid? assetId, CancellationToken cancellationToken)
    {
        Ranges.Add((from, to, assetId));
        return Refusal ?? (await Bids).Map(b => new PnlReport(from, to, [.. b.Where(x => x.Result is not null)], 100));
    }

    Task<Result<BidProposal>> IProposeBid.ExecuteAsync(
        Guid assetId,
        DateOnly day,
        string model,
        OfferKind kind,
        CancellationToken cancellationToken
    )
    {
        Proposals.Add((assetId, day));
        return Task.FromResult<Result<BidProposal>>(Refusal ?? Away);
    }

    Task<Result<OptimisedDay>> IOptimiseDay.ExecuteAsync(OptimiseDayRequest request, CancellationToken cancellationToken)
    {
        Optimised.Add(request);
        return Task.FromResult<Result<OptimisedDay>>(Refusal ?? Away);
    }

    Task<Result<BidView>> IFindBid.ExecuteAsync(Guid id, CancellationToken cancellationToken) =>
        Task.FromResult<Result<BidView>>(Refusal ?? Away);

    Task<Result<IReadOnlyList<RuleBreach>>> ICheckBid.ExecuteAsync(BidDraft draft, CancellationToken cancellationToken) =>
        Task.FromResult(Result<IReadOnlyList<RuleBreach>>.Ok([]));

    Task<Result<BidView>> ISaveBid.ExecuteAsync(Guid? id, BidDraft draft, int? version, CancellationToken cancellationToken) =>
        Task.FromResult<Result<BidView>>(Refusal ?? Away);

    Task<Result<BidView>> ISubmitBid.ExecuteAsync(Guid id, int version, CancellationToken cancellationToken) =>
        Task.FromResult<Result<BidView>>(Refusal ?? Away);
}
