using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Bidding.Rules;
using OptiBid.Core.Bidding.Schedules;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Calendars;

namespace OptiBid.Core.Bidding.Lifecycle;

/// <inheritdoc cref="IProposeBid"/>
internal sealed class ProposeBid(IOptimiseDay optimise, TimeProvider time) : IProposeBid
{
    /// <inheritdoc/>
    public async Task<Result<BidProposal>> ExecuteAsync(
        Guid assetId,
        DateOnly day,
        string model,
        OfferKind kind,
        CancellationToken cancellationToken = default
    )
    {
        var answer = await optimise.ExecuteAsync(new(assetId, day, model), cancellationToken);
        if (answer.Failure is { } failure)
        {
            return failure;
        }

        var optimised = answer.Value;
        var asset = optimised.Asset.Draft;
        var rules = OfferRules.For(asset.Market);
        var starts = optimised.Hours.Select(h => h.StartUtc).ToList();
        var offers =
            kind == OfferKind.Curve
                ? OfferBuilder.Curves(
                    optimised.Asset.Battery!,
                    optimised.Schedule,
                    starts,
                    rules.PriceFloorUsdPerMwh,
                    rules.PriceCapUsdPerMwh
                )
                : OfferBuilder.SelfSchedules(optimised.Schedule, starts, rules.PriceFloorUsdPerMwh);
        var gate = GateSchedule.InstantUtc(asset.Market, Gate.DayAheadClose, day);
        return new BidProposal(
            new(
                assetId,
                day,
                kind,
                offers,
                model,
                [.. optimised.Schedule.Hours.Select(h => h.PriceUsdPerMwh)],
                [.. optimised.Schedule.Hours.Select(h => h.NetMw)]
            ),
            optimised,
            time.GetUtcNow().UtcDateTime < gate ? BidVenue.Simulated : BidVenue.Replay,
            gate
        );
    }
}
