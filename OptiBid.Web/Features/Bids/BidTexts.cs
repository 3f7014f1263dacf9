using Microsoft.Extensions.Localization;
using OptiBid.Core.Bidding.Lifecycle;

namespace OptiBid.Web.Features.Bids;

/// <summary>Words for what a bid can be.</summary>
internal static class BidTexts
{
    /// <summary>The status as a word of its own.</summary>
    public static string Status(BidStatus status, IStringLocalizer L) =>
        status switch
        {
            BidStatus.Draft => L["Draft"],
            BidStatus.Submitted => L["Submitted"],
            BidStatus.Accepted => L["Accepted"],
            BidStatus.Rejected => L["Rejected"],
            BidStatus.Awarded => L["Awarded"],
            BidStatus.Settled => L["Settled"],
            BidStatus.Cancelled => L["Cancelled"],
            _ => status.ToString(),
        };

    /// <summary>What was done, and how the bid stands since.</summary>
    public static string Outcome(string done, BidStatus status, IStringLocalizer L) =>
        status switch
        {
            BidStatus.Draft => L["{0}: the bid is draft", done],
            BidStatus.Submitted => L["{0}: the bid is submitted", done],
            BidStatus.Accepted => L["{0}: the bid is accepted", done],
            BidStatus.Rejected => L["{0}: the bid is rejected", done],
            BidStatus.Awarded => L["{0}: the bid is awarded", done],
            BidStatus.Settled => L["{0}: the bid is settled", done],
            BidStatus.Cancelled => L["{0}: the bid is cancelled", done],
            _ => done,
        };
}
