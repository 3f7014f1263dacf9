using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Bidding.Schedules;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;
using OptiBid.Core.Series;

namespace OptiBid.Core.Bidding.Lifecycle;

/// <inheritdoc cref="ISubmitBid"/>
internal sealed class SubmitBid(
    IDbContextFactory<OptiBidDbContext> contexts,
    DraftChecker checker,
    DayPriceReader prices,
    IClearBids clearing,
    ICurrentUser user,
    IAuditTrail trail,
    TimeProvider time
) : ISubmitBid
{
    private const string Market = "Simulated market";

    /// <inheritdoc/>
    public async Task<Result<BidView>> ExecuteAsync(Guid id, int version, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.SubmitBids))
        {
            return BiddingFailures.Forbidden(Permissions.SubmitBids);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var bid = await db.Set<Bid>().SingleOrDefaultAsync(b => b.Id == id && b.OrganisationId == user.OrganisationId, cancellationToken);
        if (bid is null)
        {
            return BiddingFailures.NotFound(id);
        }

        if (!bid.CanBecome(BidStatus.Submitted))
        {
            return BiddingFailures.WrongStatus(BiddingFailures.Word(bid.Status), "submitted");
        }

        if (bid.Version != version)
        {
            return BiddingFailures.Changed();
        }

        var context = await checker.FindAsync(bid.AssetId, bid.Day, cancellationToken);
        if (context.Failure is { } missing)
        {
            return missing;
        }

        if (DraftChecker.Breaches(bid.ToView().Draft, context.Value) is { Count: > 0 } broken)
        {
            return new RulesBroken(broken);
        }

        var now = time.GetUtcNow().UtcDateTime;
        bid.Venue = now < bid.GateClosureUtc ? BidVenue.Simulated : BidVenue.Replay;
        if (bid.Venue == BidVenue.Replay)
        {
            var held = await prices.ReadAsync(bid.Market, bid.Node, Products.DaLmp, bid.Day, cancellationToken);
            if (held is not { IsComplete: true })
            {
                return BiddingFailures.GateClosed(bid.GateClosureUtc);
            }
        }

        var before = bid.ToAudit();
        bid.Become(BidStatus.Submitted, user.Name, bid.Venue == BidVenue.Replay ? "submitted to a replay of the day" : "submitted", now);
        bid.MarketReference = FormattableString.Invariant($"SIM.{bid.Day:yyyyMMdd}.{bid.Market}.{bid.Id.ToString("N")[^8..]}");
        bid.Become(BidStatus.Accepted, Market, $"accepted as {bid.MarketReference}", now);
        trail.Append(db, new("bids.submitted", "bid", bid.Id.ToString(), before, bid.ToAudit()));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return BiddingFailures.Changed();
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // The unique key of live bids decides, also between two submissions at once.
            await using var fresh = await contexts.CreateDbContextAsync(cancellationToken);
            if (await fresh.Set<Bid>().AnyAsync(b => b.LiveKey == bid.LiveKey && b.Id != id, cancellationToken))
            {
                return BiddingFailures.AlreadyOffered(bid.Day);
            }

            throw;
        }

        await clearing.ExecuteAsync(id, cancellationToken);
        await using var after = await contexts.CreateDbContextAsync(cancellationToken);
        return (await after.Set<Bid>().SingleAsync(b => b.Id == id, cancellationToken)).ToView();
    }
}

/// <inheritdoc cref="ICancelBid"/>
internal sealed class CancelBid(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user, IAuditTrail trail, TimeProvider time)
    : ICancelBid
{
    /// <inheritdoc/>
    public async Task<Result<BidView>> ExecuteAsync(Guid id, int version, string reason, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.CancelBids))
        {
            return BiddingFailures.Forbidden(Permissions.CancelBids);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var bid = await db.Set<Bid>().SingleOrDefaultAsync(b => b.Id == id && b.OrganisationId == user.OrganisationId, cancellationToken);
        if (bid is null)
        {
            return BiddingFailures.NotFound(id);
        }

        var now = time.GetUtcNow().UtcDateTime;
        var afterGate = bid is { Status: BidStatus.Accepted, Venue: BidVenue.Simulated } && now >= bid.GateClosureUtc;
        if (!bid.CanBecome(BidStatus.Cancelled) || afterGate)
        {
            return BiddingFailures.WrongStatus(afterGate ? "accepted and past its gate" : BiddingFailures.Word(bid.Status), "withdrawn");
        }

        if (bid.Version != version)
        {
            return BiddingFailures.Changed();
        }

        var before = bid.ToAudit();
        bid.Become(BidStatus.Cancelled, user.Name, string.IsNullOrWhiteSpace(reason) ? "withdrawn" : reason.Trim(), now);
        trail.Append(db, new("bids.cancelled", "bid", bid.Id.ToString(), before, bid.ToAudit(), reason));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return BiddingFailures.Changed();
        }

        return bid.ToView();
    }
}
