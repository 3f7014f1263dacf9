using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Bidding.Lifecycle;

/// <summary>The queries over bids.</summary>
internal sealed class ReadBids(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user) : IListBids, IFindBid
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<BidSummary>>> ExecuteAsync(BidFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (!user.Has(Permissions.ReadBids))
        {
            return BiddingFailures.Forbidden(Permissions.ReadBids);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var bids = db.Set<Bid>().AsNoTracking().Where(b => b.OrganisationId == user.OrganisationId);
        bids = filter.From is { } from ? bids.Where(b => b.Day >= from) : bids;
        bids = filter.To is { } to ? bids.Where(b => b.Day <= to) : bids;
        bids = filter.AssetId is { } asset ? bids.Where(b => b.AssetId == asset) : bids;
        bids = filter.Status is { } status ? bids.Where(b => b.Status == status) : bids;
        var rows = await bids.OrderByDescending(b => b.Day)
            .ThenByDescending(b => b.UpdatedUtc)
            .Take(Math.Clamp(filter.Limit, 1, 1000))
            .Select(Bid.Summary)
            .ToListAsync(cancellationToken);
        return Result<IReadOnlyList<BidSummary>>.Ok(rows);
    }

    /// <inheritdoc/>
    public async Task<Result<BidView>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadBids))
        {
            return BiddingFailures.Forbidden(Permissions.ReadBids);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var bid = await db.Set<Bid>()
            .AsNoTracking()
            .SingleOrDefaultAsync(b => b.Id == id && b.OrganisationId == user.OrganisationId, cancellationToken);
        return bid is null ? BiddingFailures.NotFound(id) : bid.ToView();
    }
}
