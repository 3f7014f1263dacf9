namespace OptiBid.Core.Bidding.Offers;

/// <summary>One point of an offer curve: from this price on, this much is offered.</summary>
/// <param name="PriceUsdPerMwh">Lowest price at which <paramref name="Mw"/> is offered, $/MWh.</param>
/// <param name="Mw">Net power, MW: above 0 sold (discharge), below 0 bought (charge).</param>
public readonly record struct OfferPoint(decimal PriceUsdPerMwh, decimal Mw);

/// <summary>
/// The offer of one hour: a step curve of price and net power, as an energy storage resource submits it (one curve from charge to discharge).
/// Immutable. A curve that follows the market's rules is non-decreasing in both.
/// </summary>
/// <param name="StartUtc">Start of the delivery hour, UTC.</param>
/// <param name="Points">The points in the order of the curve; empty when nothing is offered.</param>
public sealed record HourOffer(DateTime StartUtc, IReadOnlyList<OfferPoint> Points)
{
    /// <summary>Net power that a price-taking market awards: that of the last point whose price is not above the clearing price; 0 below the first.</summary>
    /// <param name="priceUsdPerMwh">Clearing price, $/MWh.</param>
    public decimal AwardAt(decimal priceUsdPerMwh)
    {
        var award = 0m;
        foreach (var point in Points)
        {
            if (point.PriceUsdPerMwh > priceUsdPerMwh)
            {
                break;
            }

            award = point.Mw;
        }

        return award;
    }
}

/// <summary>What is offered in the hours of a bid.</summary>
public enum OfferKind
{
    /// <summary>A price-quantity curve from the marginal value of stored energy.</summary>
    Curve,

    /// <summary>The quantities of the schedule at any price.</summary>
    SelfSchedule,
}
