using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Bidding.Rules;
using OptiBid.Core.Bidding.Schedules;
using OptiBid.Core.Common;

namespace OptiBid.Core.Bidding.Lifecycle;

/// <summary>A bid that the desk could place.</summary>
/// <param name="Draft">The bid, ready to save.</param>
/// <param name="Day">The optimised day behind it.</param>
/// <param name="Venue">Whether the gate is open or the day is replayed.</param>
/// <param name="GateClosureUtc">When the day-ahead gate closes or closed.</param>
public sealed record BidProposal(BidDraft Draft, OptimisedDay Day, BidVenue Venue, DateTime GateClosureUtc);

/// <summary>Proposes a bid: forecast as of gate closure, best schedule, offers. Saves nothing. Needs <c>analytics.run</c>.</summary>
public interface IProposeBid
{
    /// <summary>Makes the proposal.</summary>
    Task<Result<BidProposal>> ExecuteAsync(
        Guid assetId,
        DateOnly day,
        string model,
        OfferKind kind,
        CancellationToken cancellationToken = default
    );
}

/// <summary>Checks a draft against the rules of its market without saving it. Needs <c>desk.read</c>.</summary>
public interface ICheckBid
{
    /// <summary>Every breach; empty when the bid may be submitted.</summary>
    Task<Result<IReadOnlyList<RuleBreach>>> ExecuteAsync(BidDraft draft, CancellationToken cancellationToken = default);
}

/// <summary>Creates (id null) or changes a draft. Needs <c>bids.write</c>.</summary>
public interface ISaveBid
{
    /// <summary>Saves; a version that is not the held one answers <c>bidding.bid_changed</c>.</summary>
    Task<Result<BidView>> ExecuteAsync(Guid? id, BidDraft draft, int? version = null, CancellationToken cancellationToken = default);
}

/// <summary>
/// Sends a draft to the market. Before gate closure the bid is accepted and waits for results; a past day is replayed at once: cleared against
/// the day-ahead prices in the store, delivered and settled. Needs <c>bids.submit</c>.
/// </summary>
public interface ISubmitBid
{
    /// <summary>Submits.</summary>
    Task<Result<BidView>> ExecuteAsync(Guid id, int version, CancellationToken cancellationToken = default);
}

/// <summary>Withdraws a bid whose gate is open, drops a draft, or discards a settled replay. Needs <c>bids.write</c>.</summary>
public interface ICancelBid
{
    /// <summary>Cancels; <paramref name="reason"/> is kept in the history.</summary>
    Task<Result<BidView>> ExecuteAsync(Guid id, int version, string reason, CancellationToken cancellationToken = default);
}

/// <summary>Which bids to list.</summary>
/// <param name="From">First delivery day, or null.</param>
/// <param name="To">Last delivery day, or null.</param>
/// <param name="AssetId">Only this asset, or null.</param>
/// <param name="Status">Only this status, or null.</param>
/// <param name="Limit">Most rows, 1 to 1,000.</param>
public sealed record BidFilter(DateOnly? From = null, DateOnly? To = null, Guid? AssetId = null, BidStatus? Status = null, int Limit = 500);

/// <summary>Bids of the organisation, latest delivery day first. Needs <c>desk.read</c>.</summary>
public interface IListBids
{
    /// <summary>Runs the query.</summary>
    Task<Result<IReadOnlyList<BidSummary>>> ExecuteAsync(BidFilter filter, CancellationToken cancellationToken = default);
}

/// <summary>One bid of the organisation. Needs <c>desk.read</c>.</summary>
public interface IFindBid
{
    /// <summary>Runs the query.</summary>
    Task<Result<BidView>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default);
}

/// <summary>Clears accepted bids whose results are public and settles awarded bids whose day is over, for every organisation. Idempotent.</summary>
public interface IClearBids
{
    /// <summary>Runs once over all bids that are due, or over one.</summary>
    /// <returns>How many bids changed.</returns>
    Task<int> ExecuteAsync(Guid? id = null, CancellationToken cancellationToken = default);
}
