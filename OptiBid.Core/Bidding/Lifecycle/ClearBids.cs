using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Bidding.Schedules;
using OptiBid.Core.Bidding.Settlement;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Notifications.Inbox;
using OptiBid.Core.Series;

namespace OptiBid.Core.Bidding.Lifecycle;

/// <inheritdoc cref="IClearBids"/>
internal sealed class ClearBids(
    IPlatformContexts contexts,
    DayPriceReader prices,
    BidBaselines baselines,
    IAuditTrail trail,
    IInbox inbox,
    TimeProvider time
) : IClearBids
{
    private const string Market = "Simulated market";

    // A real-time price that is not there a day after delivery is not waited for.
    private static readonly TimeSpan s_patience = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public async Task<int> ExecuteAsync(Guid? id = null, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var due = await db.Set<Bid>()
            .Where(b => (b.Status == BidStatus.Accepted || b.Status == BidStatus.Awarded) && (id == null || b.Id == id))
            .Select(b => new { b.Id, b.OrganisationId })
            .ToListAsync(cancellationToken);
        var changed = 0;
        foreach (var one in due)
        {
            changed += await AdvanceAsync(one.Id, one.OrganisationId, cancellationToken) ? 1 : 0;
        }

        return changed;
    }

    /// <summary>One bid in its own context, so that a conflict on one does not hold up the others.</summary>
    private async Task<bool> AdvanceAsync(Guid id, Guid organisationId, CancellationToken cancellationToken)
    {
        await using var db = contexts.CreateDbContextOf(organisationId);
        var bid = await db.Set<Bid>().SingleAsync(b => b.Id == id, cancellationToken);
        if (await prices.ReadAsync(bid.Market, bid.Node, Products.DaLmp, bid.Day, cancellationToken) is not { IsComplete: true } dayAhead)
        {
            return false;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var changed = false;
        if (bid.Status == BidStatus.Accepted)
        {
            var before = bid.ToAudit();
            Award(bid, dayAhead, now);
            Append(db, "bids.awarded", bid, before);
            changed = true;
        }

        var awarded = bid.ToAudit();
        if (bid.Status == BidStatus.Awarded && await SettleAsync(bid, dayAhead, now, cancellationToken))
        {
            Append(db, "bids.settled", bid, awarded);
            changed = true;
        }

        if (!changed)
        {
            return false;
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody else advanced it: nothing is lost, the next run looks again.
            return false;
        }
    }

    private void Append(OptiBidDbContext db, string action, Bid bid, object before)
    {
        trail.Append(
            db,
            new(action, "bid", bid.Id.ToString(), before, bid.ToAudit(), bid.Steps[^1].Note) { OrganisationId = bid.OrganisationId }
        );
        var kind = bid.Status == BidStatus.Settled ? InboxKinds.BidSettled : InboxKinds.BidAwarded;
        inbox.Append(
            db,
            new(bid.OrganisationId, kind, FormattableString.Invariant($"{bid.AssetName}, {bid.Day:yyyy-MM-dd}"))
            {
                Permission = Permissions.ReadBids,
                Link = $"/bids/{bid.Id}",
            }
        );
    }

    private static void Award(Bid bid, DayPrices dayAhead, DateTime now)
    {
        var offers = bid.Offers.ToDictionary(o => o.StartUtc);
        bid.AwardsMw =
        [
            .. dayAhead.Hours.Zip(
                dayAhead.Values,
                (h, price) => price is { } p && offers.TryGetValue(h.StartUtc, out var offer) ? offer.AwardAt(Cents(p)) : 0m
            ),
        ];
        var sold = bid.AwardsMw.Where(a => a > 0).Sum();
        var bought = -bid.AwardsMw.Where(a => a < 0).Sum();
        bid.Become(
            BidStatus.Awarded,
            Market,
            FormattableString.Invariant($"day-ahead results: {sold:0.#} MWh sold, {bought:0.#} MWh bought"),
            now
        );
    }

    private async Task<bool> SettleAsync(Bid bid, DayPrices dayAhead, DateTime now, CancellationToken cancellationToken)
    {
        var end = dayAhead.Calendar.DayBounds(bid.Day).ToUtc;
        if (now < end)
        {
            return false;
        }

        var realTime = await prices.ReadAsync(bid.Market, bid.Node, Products.RtLmp, bid.Day, cancellationToken);
        if (realTime is { IsComplete: false } && now < end + s_patience)
        {
            return false;
        }

        var battery = bid.Battery!;
        var delivered = BatteryDispatch.Follow(battery, [.. bid.AwardsMw!.Select(a => (double)a)]);
        var inputs = dayAhead
            .Hours.Select(
                (h, i) =>
                    new SettlementInput(
                        h.StartUtc,
                        bid.AwardsMw![i],
                        Math.Round((decimal)delivered.NetMw[i], 4),
                        Cents(dayAhead.Values[i] ?? 0),
                        realTime?.Values[i] is { } rt ? Math.Round((decimal)rt, 4)
                            : dayAhead.Values[i] is null ? 0
                            : null
                    )
            )
            .ToList();
        bid.Hours = [.. TwoSettlement.Settle(inputs, (decimal)battery.VariableCostUsdPerMwh)];
        bid.SocEndMwh = [.. delivered.SocEndMwh];
        bid.Result = await baselines.ResultAsync(bid, battery, dayAhead, delivered.DischargedMwh, cancellationToken);
        var substituted = bid.Hours.Count(h => h.UsedDayAheadForDeviation);
        bid.Become(
            BidStatus.Settled,
            Market,
            FormattableString.Invariant($"settled: {bid.Result.TotalUsd:0.00} $")
                + (
                    substituted > 0
                        ? FormattableString.Invariant($"; {substituted} deviations at the day-ahead price for want of a real-time price")
                        : ""
                ),
            now
        );
        return true;
    }

    private static decimal Cents(double price) => Math.Round((decimal)price, 2, MidpointRounding.AwayFromZero);
}
