using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Bidding.Settlement;

namespace OptiBid.Core.Bidding.Lifecycle;

/// <summary>Where a bid stands.</summary>
public enum BidStatus
{
    /// <summary>Being written; can be changed.</summary>
    Draft,

    /// <summary>Sent to the market.</summary>
    Submitted,

    /// <summary>Acknowledged by the market; waits for the day-ahead results.</summary>
    Accepted,

    /// <summary>Refused by the market, with reasons.</summary>
    Rejected,

    /// <summary>Cleared against the day-ahead price; waits for delivery.</summary>
    Awarded,

    /// <summary>Delivered and settled.</summary>
    Settled,

    /// <summary>Withdrawn, or a replay that was discarded.</summary>
    Cancelled,
}

/// <summary>Which market takes the bid. Both are simulations: a price-taking battery is cleared against the price in the store.</summary>
public enum BidVenue
{
    /// <summary>A day whose gate is still open: submitted before gate closure, cleared when results are published.</summary>
    Simulated,

    /// <summary>A past day: the bid is made from what was public at its gate closure and cleared at once against what really cleared.</summary>
    Replay,
}

/// <summary>What a person or the proposal enters about a bid.</summary>
/// <param name="AssetId">The battery that is offered.</param>
/// <param name="Day">Delivery day on the market's clock.</param>
/// <param name="Kind">Curve or self-schedule.</param>
/// <param name="Offers">Offer of each hour; an hour without points offers nothing.</param>
/// <param name="Model">Forecast model behind it, or null for a bid by hand.</param>
/// <param name="ExpectedPricesUsdPerMwh">Prices it was made for, one per hour of the day, or null.</param>
/// <param name="ExpectedNetMw">Schedule it was made from, one per hour of the day, or null.</param>
/// <param name="Note">Free text, at most 500 characters.</param>
public sealed record BidDraft(
    Guid AssetId,
    DateOnly Day,
    OfferKind Kind,
    IReadOnlyList<HourOffer> Offers,
    string? Model = null,
    IReadOnlyList<double>? ExpectedPricesUsdPerMwh = null,
    IReadOnlyList<double>? ExpectedNetMw = null,
    string? Note = null
);

/// <summary>The money of a settled bid and its baselines, $.</summary>
/// <param name="DayAheadUsd">Awards at the day-ahead price.</param>
/// <param name="RealTimeUsd">Deviations at the real-time price.</param>
/// <param name="VariableCostUsd">Variable cost, negative.</param>
/// <param name="PerfectUsd">Perfect foresight of the day-ahead prices.</param>
/// <param name="PersistenceUsd">Yesterday's best schedule at the day's prices; null when yesterday has no prices.</param>
/// <param name="Tb4Usd">Top-bottom four-hour spread times power.</param>
/// <param name="ForecastLossUsd">Perfect foresight less what the expected schedule would have earned.</param>
/// <param name="BidShapeLossUsd">What the expected schedule would have earned less what the bid earned; negative is a gain.</param>
/// <param name="DischargedMwh">Energy discharged, MWh.</param>
public sealed record BidResult(
    decimal DayAheadUsd,
    decimal RealTimeUsd,
    decimal VariableCostUsd,
    decimal PerfectUsd,
    decimal? PersistenceUsd,
    decimal Tb4Usd,
    decimal ForecastLossUsd,
    decimal BidShapeLossUsd,
    double DischargedMwh
)
{
    /// <summary>Sum of the legs, $: perfect foresight less the two losses.</summary>
    public decimal TotalUsd => DayAheadUsd + RealTimeUsd + VariableCostUsd;
}

/// <summary>A bid in a list.</summary>
public sealed record BidSummary(
    Guid Id,
    Guid AssetId,
    string AssetName,
    string Market,
    string Node,
    DateOnly Day,
    BidVenue Venue,
    BidStatus Status,
    OfferKind Kind,
    string? Model,
    bool IsSimulatedPrices,
    DateTime GateClosureUtc,
    DateTime UpdatedUtc,
    BidResult? Result
);

/// <summary>One step of a bid's history.</summary>
/// <param name="AtUtc">When.</param>
/// <param name="By">Who: a user, or the market.</param>
/// <param name="Status">Status after the step.</param>
/// <param name="Note">What happened and why.</param>
public sealed record BidStep(DateTime AtUtc, string By, BidStatus Status, string Note);

/// <summary>A bid with its hours and history.</summary>
/// <param name="Summary">As in lists.</param>
/// <param name="Version">Counts changes; a save must name the version it was made from.</param>
/// <param name="Draft">What was entered.</param>
/// <param name="MarketReference">The market's id of an accepted bid.</param>
/// <param name="AwardsMw">Award of each hour once cleared, MW.</param>
/// <param name="Hours">Settled hours once delivered.</param>
/// <param name="SocEndMwh">State of charge at the end of each settled hour, MWh.</param>
/// <param name="Steps">History, oldest first.</param>
public sealed record BidView(
    BidSummary Summary,
    int Version,
    BidDraft Draft,
    string? MarketReference,
    IReadOnlyList<decimal>? AwardsMw,
    IReadOnlyList<SettledHour>? Hours,
    IReadOnlyList<double>? SocEndMwh,
    IReadOnlyList<BidStep> Steps
);
