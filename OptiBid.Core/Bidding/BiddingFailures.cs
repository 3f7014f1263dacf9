using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Bidding.Rules;
using OptiBid.Core.Common;

namespace OptiBid.Core.Bidding;

/// <summary>A bid breaks rules of its market.</summary>
/// <param name="Breaches">Every breach, in the order of the hours.</param>
public sealed record RulesBroken(IReadOnlyList<RuleBreach> Breaches)
    : Failure(
        "bidding.rules_broken",
        Breaches.Count == 1
            ? Sentence.Of($"the bid breaks a rule: {Breaches[0].Text}")
            : $"the bid breaks {Breaches.Count} rules: {Sentence.List("; ", Breaches.Take(3).Select(b => b.Text))}{(Breaches.Count > 3 ? "; ..." : "")}"
    );

/// <summary>The other failures of bidding.</summary>
internal static class BiddingFailures
{
    public static Failure Forbidden(string permission) =>
        new SimpleFailure("bidding.forbidden", $"this needs the permission {permission}; ask your administrator", FailureKind.Forbidden);

    public static Failure NotFound(Guid id) => new SimpleFailure("bidding.bid_not_found", $"there is no bid {id}", FailureKind.NotFound);

    public static Failure NotABattery(string asset) =>
        new SimpleFailure("bidding.not_a_battery", $"{asset} is not a battery; only batteries are scheduled and offered")
        {
            Field = "assetId",
        };

    /// <summary>A day next to the ends of the calendar has no day before or after it; null for any other.</summary>
    public static Failure? NoSuchMarketDay(DateOnly day) =>
        day.Year is < 1990 or > 2200
            ? new SimpleFailure("bidding.day_range", "the day must lie in the years 1990 to 2200") { Field = "day" }
            : null;

    public static Failure GateClosed(DateTime gateUtc) =>
        new SimpleFailure(
            "bidding.gate_closed",
            $"the day-ahead gate closed at {gateUtc:yyyy-MM-dd HH:mm} UTC and the store holds no day-ahead prices to replay the day",
            FailureKind.Conflict
        );

    /// <summary>A status inside a sentence.</summary>
    public static Sentence Word(BidStatus status) => status.ToString().ToLowerInvariant();

    public static Failure WrongStatus(Sentence status, Sentence action) =>
        new SimpleFailure("bidding.wrong_status", $"a bid that is {status} cannot be {action}", FailureKind.Conflict);

    public static Failure Changed() =>
        new SimpleFailure("bidding.bid_changed", "somebody else changed this bid; reload it and try again", FailureKind.Conflict);

    public static Failure AlreadyOffered(DateOnly day) =>
        new SimpleFailure(
            "bidding.already_offered",
            $"another bid of this asset for {day:yyyy-MM-dd} is already with the market; withdraw or discard it first",
            FailureKind.Conflict
        );

    public static Failure NoPrices(string market, string node, DateOnly day) =>
        new SimpleFailure(
            "bidding.no_prices",
            $"the store holds no complete day-ahead prices of {market} {node} for {day:yyyy-MM-dd}; import them first"
        );

    public static Failure Infeasible(Sentence message) => new SimpleFailure("bidding.infeasible", message);
}
