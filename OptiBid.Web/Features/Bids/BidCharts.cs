using Microsoft.Extensions.Localization;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Web.Components.Charts;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Bids;

/// <summary>Charts and tables of a bid.</summary>
internal static class BidCharts
{
    /// <summary>Expected prices and the schedule made for them; empty when the bid has none.</summary>
    public static IReadOnlyList<ChartSeries> Expected(IReadOnlyList<MarketHour> hours, BidDraft draft, IStringLocalizer L)
    {
        var x = ChartSeries.Seconds(hours.Select(h => h.StartUtc));
        var lines = new List<ChartSeries>();
        if (draft.ExpectedPricesUsdPerMwh is { } prices && prices.Count == x.Length)
        {
            lines.Add(new(L["Expected price"], x, [.. prices], Style: ChartStyle.Step));
        }

        if (draft.ExpectedNetMw is { } net && net.Count == x.Length)
        {
            lines.Add(new(L["Schedule"], x, [.. net], "MW", ChartStyle.Bars, RightAxis: true));
        }

        return lines;
    }

    /// <summary>Prices of a settled bid with its awards and what was delivered.</summary>
    public static IReadOnlyList<ChartSeries> Settled(BidView bid, IStringLocalizer L)
    {
        var hours = bid.Hours ?? [];
        var x = ChartSeries.Seconds(hours.Select(h => h.Input.StartUtc));
        var lines = new List<ChartSeries>
        {
            new(L["Day-ahead price"], x, [.. hours.Select(h => (double)h.Input.DayAheadUsdPerMwh)], Style: ChartStyle.Step),
        };
        if (hours.Any(h => h.Input.RealTimeUsdPerMwh is not null))
        {
            lines.Add(
                new(
                    L["Real-time price"],
                    x,
                    [.. hours.Select(h => (double?)h.Input.RealTimeUsdPerMwh ?? double.NaN)],
                    Style: ChartStyle.Step
                )
            );
        }

        if (bid.Draft.ExpectedPricesUsdPerMwh is { } expected && expected.Count == x.Length)
        {
            lines.Add(new(L["Expected price"], x, [.. expected], Style: ChartStyle.Dashed));
        }

        lines.Add(new(L["Delivered"], x, [.. hours.Select(h => (double)h.Input.MeteredMw)], "MW", ChartStyle.Bars, RightAxis: true));
        return lines;
    }

    /// <summary>State of charge at the end of each hour.</summary>
    public static IReadOnlyList<ChartSeries> StateOfCharge(BidView bid, IStringLocalizer L) =>
        [
            new(
                L["State of charge at the end of the hour"],
                ChartSeries.Seconds((bid.Hours ?? []).Select(h => h.Input.StartUtc)),
                [.. bid.SocEndMwh ?? []],
                "MWh",
                ChartStyle.Step
            ),
        ];

    /// <summary>What each hour was awarded, sold above zero and bought below; empty before the market cleared.</summary>
    public static IReadOnlyList<ApexSeries> Awards(BidView bid, IStringLocalizer L) =>
        bid.AwardsMw is not { } awards || awards.All(a => a == 0)
            ? []
            :
            [
                new(L["Sold"], [.. awards.Select(a => a > 0 ? (double?)a : null)]),
                new(L["Bought"], [.. awards.Select(a => a < 0 ? (double?)a : null)]),
            ];

    /// <summary>Offers as CSV: a row per point.</summary>
    public static IEnumerable<string[]> OfferRows(IReadOnlyList<MarketHour> hours, BidDraft draft) =>
        draft
            .Offers.SelectMany(o =>
                o.Points.Select(p =>
                    new[]
                    {
                        Formats.Stamp(o.StartUtc),
                        hours.FirstOrDefault(h => h.StartUtc == o.StartUtc).Label,
                        p.PriceUsdPerMwh.ToString(Formats.Culture),
                        p.Mw.ToString(Formats.Culture),
                    }
                )
            )
            .Prepend(["start_utc", "hour", "price_usd_per_mwh", "mw"]);

    /// <summary>Settled hours as CSV.</summary>
    public static IEnumerable<string[]> SettledRows(BidView bid) =>
        (bid.Hours ?? [])
            .Select(h =>
                new[]
                {
                    Formats.Stamp(h.Input.StartUtc),
                    h.Input.AwardMw.ToString(Formats.Culture),
                    h.Input.MeteredMw.ToString(Formats.Culture),
                    h.Input.DayAheadUsdPerMwh.ToString(Formats.Culture),
                    h.Input.RealTimeUsdPerMwh?.ToString(Formats.Culture) ?? "",
                    h.DayAheadUsd.ToString(Formats.Culture),
                    h.RealTimeUsd.ToString(Formats.Culture),
                    h.VariableCostUsd.ToString(Formats.Culture),
                    h.TotalUsd.ToString(Formats.Culture),
                }
            )
            .Prepend([
                "start_utc",
                "award_mw",
                "metered_mw",
                "day_ahead_usd_per_mwh",
                "real_time_usd_per_mwh",
                "day_ahead_usd",
                "real_time_usd",
                "variable_cost_usd",
                "total_usd",
            ]);
}
