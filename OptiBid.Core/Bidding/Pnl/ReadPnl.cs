using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Bidding.Pnl;

/// <inheritdoc cref="IReadPnl"/>
internal sealed class ReadPnl(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user) : IReadPnl
{
    /// <inheritdoc/>
    public async Task<Result<PnlReport>> ExecuteAsync(
        DateOnly from,
        DateOnly to,
        Guid? assetId = null,
        CancellationToken cancellationToken = default
    )
    {
        if (!user.Has(Permissions.ReadPnl))
        {
            return BiddingFailures.Forbidden(Permissions.ReadPnl);
        }

        if (to < from || to.DayNumber - from.DayNumber > 3660)
        {
            return new SimpleFailure("bidding.pnl_range", "the last day must not be before the first, and the range at most ten years")
            {
                Field = "to",
            };
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var settled = db.Set<Bid>()
            .AsNoTracking()
            .Where(b => b.OrganisationId == user.OrganisationId && b.Status == BidStatus.Settled && b.Day >= from && b.Day <= to)
            .Where(b => assetId == null || b.AssetId == assetId)
            .OrderBy(b => b.Day)
            .ThenBy(b => b.AssetName);
        var bids = await settled.Select(Bid.Summary).ToListAsync(cancellationToken);
        var batteries = await settled.Select(b => b.Battery).ToListAsync(cancellationToken);
        return new PnlReport(from, to, bids, batteries.Sum(b => b!.PowerMw));
    }
}
