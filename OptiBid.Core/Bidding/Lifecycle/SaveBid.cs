using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Bidding.Rules;
using OptiBid.Core.Bidding.Schedules;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Core.Series;

namespace OptiBid.Core.Bidding.Lifecycle;

/// <summary>What a draft refers to: its battery and the clock of its prices.</summary>
internal sealed record DraftContext(AssetView Asset, MarketCalendar Calendar, bool IsSimulatedPrices)
{
    /// <summary>Starts of the hours of a day.</summary>
    public IReadOnlyList<DateTime> HoursOf(DateOnly day) => [.. Calendar.HoursOf(day).Select(h => h.StartUtc)];
}

/// <summary>Finds what a draft refers to and checks it; shared by the commands that take one.</summary>
internal sealed class DraftChecker(IFindAsset assets, ITimeSeriesStore store)
{
    /// <summary>The battery and the clock, or why there is none.</summary>
    public async Task<Result<DraftContext>> FindAsync(Guid assetId, DateOnly day, CancellationToken cancellationToken)
    {
        if (BiddingFailures.NoSuchMarketDay(day) is { } noDay)
        {
            return noDay;
        }

        var found = await assets.ExecuteAsync(assetId, cancellationToken);
        if (found.Failure is { } failure)
        {
            return failure;
        }

        var asset = found.Value;
        if (asset.Battery is null)
        {
            return BiddingFailures.NotABattery(asset.Draft.Name);
        }

        var series = await store.FindAsync(new(asset.Draft.Market, asset.Draft.Node, Products.DaLmp), cancellationToken);
        var calendar = series is null
            ? MarketCalendar.For(asset.Draft.Market)
            : MarketCalendar.ForSeries(asset.Draft.Market, series.Definition.TimeZoneId);
        return new DraftContext(asset, calendar, series?.Definition.IsSimulated ?? false);
    }

    /// <summary>Breaches of the market's rules, and of the shape of a draft.</summary>
    public static IReadOnlyList<RuleBreach> Breaches(BidDraft draft, DraftContext context)
    {
        var hours = context.HoursOf(draft.Day);
        var breaches = OfferRules.Check(context.Asset.Draft.Market, draft.Offers, [.. hours], context.Asset.Draft.PowerMw).ToList();
        foreach (var (name, count) in new[] { ("prices", draft.ExpectedPricesUsdPerMwh?.Count), ("schedule", draft.ExpectedNetMw?.Count) })
        {
            if (count is { } n && n != hours.Count)
            {
                breaches.Add(new("bid.expected", null, $"the expected {name} cover {n} hours; the day has {hours.Count}"));
            }
        }

        return breaches;
    }
}

/// <inheritdoc cref="ICheckBid"/>
internal sealed class CheckBid(DraftChecker checker, ICurrentUser user) : ICheckBid
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<RuleBreach>>> ExecuteAsync(BidDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (!user.Has(Permissions.ReadBids))
        {
            return BiddingFailures.Forbidden(Permissions.ReadBids);
        }

        var context = await checker.FindAsync(draft.AssetId, draft.Day, cancellationToken);
        return context.Map(c => DraftChecker.Breaches(draft, c));
    }
}

/// <inheritdoc cref="ISaveBid"/>
internal sealed class SaveBid(
    IDbContextFactory<OptiBidDbContext> contexts,
    DraftChecker checker,
    ICurrentUser user,
    IAuditTrail trail,
    TimeProvider time
) : ISaveBid
{
    /// <inheritdoc/>
    public async Task<Result<BidView>> ExecuteAsync(
        Guid? id,
        BidDraft draft,
        int? version = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (!user.Has(Permissions.WriteBids))
        {
            return BiddingFailures.Forbidden(Permissions.WriteBids);
        }

        if (draft.Note is { Length: > 500 })
        {
            return new SimpleFailure("bidding.note", "a note has at most 500 characters") { Field = "note" };
        }

        var found = await checker.FindAsync(draft.AssetId, draft.Day, cancellationToken);
        if (found.Failure is { } missing)
        {
            return missing;
        }

        var context = found.Value;
        var shape = DraftChecker
            .Breaches(draft, context)
            .Where(b => b.Rule.StartsWith("bid.", StringComparison.Ordinal) && b.Rule != "bid.empty");
        if (shape.ToList() is { Count: > 0 } broken)
        {
            return new RulesBroken(broken);
        }

        var now = time.GetUtcNow().UtcDateTime;
        var gate = GateSchedule.InstantUtc(context.Asset.Draft.Market, Gate.DayAheadClose, draft.Day);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        Bid? bid;
        if (id is null)
        {
            bid = new()
            {
                Id = Guid.CreateVersion7(),
                OrganisationId = user.OrganisationId,
                AssetId = draft.AssetId,
                AssetName = context.Asset.Draft.Name,
                Market = context.Asset.Draft.Market,
                Node = context.Asset.Draft.Node,
                Day = draft.Day,
            };
            db.Add(bid);
        }
        else
        {
            bid = await db.Set<Bid>().SingleOrDefaultAsync(b => b.Id == id && b.OrganisationId == user.OrganisationId, cancellationToken);
            if (bid is null)
            {
                return BiddingFailures.NotFound(id.Value);
            }

            if (bid.Status is not (BidStatus.Draft or BidStatus.Rejected))
            {
                return BiddingFailures.WrongStatus(BiddingFailures.Word(bid.Status), "changed");
            }

            if (bid.Version != version || bid.AssetId != draft.AssetId || bid.Day != draft.Day)
            {
                return BiddingFailures.Changed();
            }
        }

        var before = id is null ? null : bid.ToAudit();
        bid.AssetName = context.Asset.Draft.Name;
        bid.Battery = context.Asset.Battery;
        bid.Kind = draft.Kind;
        bid.Model = draft.Model;
        bid.Note = draft.Note;
        bid.Offers = [.. draft.Offers.OrderBy(o => o.StartUtc)];
        bid.ExpectedPrices = draft.ExpectedPricesUsdPerMwh?.ToList();
        bid.ExpectedNetMw = draft.ExpectedNetMw?.ToList();
        bid.IsSimulatedPrices = context.IsSimulatedPrices;
        bid.GateClosureUtc = gate;
        bid.Venue = now < gate ? BidVenue.Simulated : BidVenue.Replay;
        if (bid.Status == BidStatus.Rejected)
        {
            bid.Become(BidStatus.Draft, user.Name, "changed after the market refused it", now);
        }
        else
        {
            bid.Write(user.Name, id is null ? "created" : "changed", now);
        }

        trail.Append(db, new(id is null ? "bids.created" : "bids.changed", "bid", bid.Id.ToString(), before, bid.ToAudit()));
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
