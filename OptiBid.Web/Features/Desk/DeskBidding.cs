using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Bidding.Pnl;
using OptiBid.Core.Common;
using OptiBid.Core.Portfolios.Assets;

namespace OptiBid.Web.Features.Desk;

/// <summary>Where the bids of one battery stand.</summary>
/// <param name="Asset">The battery.</param>
/// <param name="Today">Today's delivery.</param>
/// <param name="TodayBid">Its bid, or null.</param>
/// <param name="Tomorrow">Tomorrow's delivery.</param>
/// <param name="TomorrowBid">Its bid, or null.</param>
public sealed record DeskBattery(AssetView Asset, DeskDay Today, BidSummary? TodayBid, DeskDay Tomorrow, BidSummary? TomorrowBid);

/// <summary>Bids and money at a glance.</summary>
/// <param name="Batteries">By name.</param>
/// <param name="Settled">The last settled days, or null before the first.</param>
/// <param name="HasBids">True when the organisation ever made a bid.</param>
/// <param name="HasForecastBids">True when one of its latest bids was made from a forecast.</param>
public sealed record DeskBidding(IReadOnlyList<DeskBattery> Batteries, PnlReport? Settled, bool HasBids, bool HasForecastBids);

/// <summary>Reads bids and money for the desk.</summary>
internal sealed class DeskBidReader(IListBids list, IReadPnl pnl)
{
    /// <summary>How many settled days are summed up.</summary>
    public const int SettledDays = 7;

    /// <summary>The bids of the batteries among <paramref name="assets"/> and the last settled days of the organisation.</summary>
    public async Task<Result<DeskBidding>> ReadAsync(IReadOnlyList<DeskAsset> assets, CancellationToken token)
    {
        var latest = await list.ExecuteAsync(new(), token);
        if (latest.Failure is { } refused)
        {
            return refused;
        }

        var settled = await SettledAsync(token);
        if (settled.Failure is { } failure)
        {
            return failure;
        }

        var bids = latest.Value.Where(b => b.Status != BidStatus.Cancelled).ToLookup(b => (b.AssetId, b.Day));
        return new DeskBidding(
            [
                .. assets
                    .Where(a => a.Asset.Battery is not null)
                    .Select(a => new DeskBattery(
                        a.Asset,
                        a.Today,
                        Furthest(bids[(a.Asset.Id, a.Today.Day)]),
                        a.Tomorrow,
                        Furthest(bids[(a.Asset.Id, a.Tomorrow.Day)])
                    )),
            ],
            settled.Value.Bids.Count == 0 ? null : settled.Value,
            latest.Value.Count > 0,
            latest.Value.Any(b => b.Model is not null)
        );
    }

    /// <summary>The bid that is with the market before one that it refused and one that is still written.</summary>
    private static BidSummary? Furthest(IEnumerable<BidSummary> bids) =>
        bids.OrderBy(b =>
                b.Status switch
                {
                    BidStatus.Draft => 2,
                    BidStatus.Rejected => 1,
                    _ => 0,
                }
            )
            .ThenByDescending(b => b.UpdatedUtc)
            .FirstOrDefault();

    private async Task<Result<PnlReport>> SettledAsync(CancellationToken token)
    {
        var settled = await list.ExecuteAsync(new(Status: BidStatus.Settled), token);
        if (settled.Failure is { } refused)
        {
            return refused;
        }

        // No settled day lies between two of them, so the range holds these days alone. Replays may lie years apart.
        var days = settled.Value.Select(b => b.Day).Distinct().OrderDescending().Take(SettledDays).ToList();
        if (days.Count == 0)
        {
            return new PnlReport(default, default, [], 0);
        }

        var near = days.TakeWhile(d => days[0].DayNumber - d.DayNumber <= 3660).ToList();
        return await pnl.ExecuteAsync(near[^1], near[0], cancellationToken: token);
    }
}
