using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Bidding.Optimisation;
using OptiBid.Core.Bidding.Pnl;
using OptiBid.Core.Bidding.Replays;
using OptiBid.Core.Bidding.Schedules;
using OptiBid.Core.Identity.Privacy;

namespace OptiBid.Core.Bidding;

/// <summary>Registers bidding.</summary>
public static class BiddingServices
{
    /// <summary>Adds the optimisers and <see cref="IReplayDesk"/>: what computes without a store. Needs the solvers and the forecasters.</summary>
    public static IServiceCollection AddReplays(this IServiceCollection services)
    {
        services.AddBiddingOptimisation();
        services.TryAddSingleton<IReplayDesk, DeskReplay>();
        return services;
    }

    /// <summary>Adds schedules, bids, clearing and P&amp;L with the worker that clears. Needs data, series, portfolios, forecasting and identity.</summary>
    public static IServiceCollection AddBidding(this IServiceCollection services)
    {
        services.AddReplays();
        services.TryAddSingleton<DayPriceReader>();
        services.TryAddSingleton<BidBaselines>();
        services.TryAddSingleton<IClearBids, ClearBids>();
        services.TryAddScoped<DraftChecker>();
        services.TryAddScoped<IOptimiseDay, OptimiseDay>();
        services.TryAddScoped<IProposeBid, ProposeBid>();
        services.TryAddScoped<ICheckBid, CheckBid>();
        services.TryAddScoped<ISaveBid, SaveBid>();
        services.TryAddScoped<ISubmitBid, SubmitBid>();
        services.TryAddScoped<ICancelBid, CancelBid>();
        services.TryAddScoped<IListBids, ReadBids>();
        services.TryAddScoped<IFindBid, ReadBids>();
        services.TryAddScoped<IReadPnl, ReadPnl>();
        services.AddScoped<IPersonalData, BidPersonalData>();
        services.AddHostedService<ClearingWorker>();
        return services;
    }
}
