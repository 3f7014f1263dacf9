using Microsoft.Extensions.Localization;
using OptiBid.Core.Bidding.Lifecycle;

namespace OptiBid.Web.Components.Shared;

/// <summary>Words for where a bid went and which prices it was judged by.</summary>
public static class BidVenueText
{
    /// <summary>The venue, and that its prices are simulated where they are.</summary>
    public static string Of(BidSummary bid, IStringLocalizer<Texts> texts)
    {
        ArgumentNullException.ThrowIfNull(bid);
        ArgumentNullException.ThrowIfNull(texts);
        return (bid.Venue, bid.IsSimulatedPrices) switch
        {
            (BidVenue.Replay, true) => texts["Replay, simulated prices"],
            (BidVenue.Replay, false) => texts["Replay"],
            (_, true) => texts["Simulated market, simulated prices"],
            _ => texts["Simulated market"],
        };
    }
}
