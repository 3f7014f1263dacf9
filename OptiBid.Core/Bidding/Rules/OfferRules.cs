using System.Text.Json.Serialization;
using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Common;

namespace OptiBid.Core.Bidding.Rules;

/// <summary>The rules of a market's day-ahead energy offers as dated data.</summary>
/// <param name="Market">Market, or <c>*</c> for markets without rules of their own.</param>
/// <param name="MaxPoints">Most points of one curve.</param>
/// <param name="PriceFloorUsdPerMwh">Lowest price, $/MWh.</param>
/// <param name="PriceCapUsdPerMwh">Highest price, $/MWh.</param>
/// <param name="MwStep">Power is a multiple of this, MW.</param>
/// <param name="Citation">Where the values come from.</param>
/// <param name="Verified">False where a value was not found in a primary source; shown as unverified.</param>
public sealed record MarketRules(
    string Market,
    int MaxPoints,
    decimal PriceFloorUsdPerMwh,
    decimal PriceCapUsdPerMwh,
    decimal MwStep,
    string Citation,
    bool Verified
);

/// <summary>One breach of a rule.</summary>
/// <param name="Rule">Stable id such as <c>curve.price_order</c>.</param>
/// <param name="StartUtc">Hour at fault, or null for the bid as a whole.</param>
/// <param name="Text">What is wrong and what was expected. Pages say it in the reader's language.</param>
public sealed record RuleBreach(string Rule, DateTime? StartUtc, [property: JsonIgnore] Sentence Text)
{
    /// <summary>The sentence in English, for programs.</summary>
    public string Message => Text.ToString();
}

/// <summary>Checks offers against the rules of their market. Sources: reference note "bidding", section 6.</summary>
public static class OfferRules
{
    private static readonly MarketRules[] s_rules =
    [
        new("ERCOT", 10, -250, 5000, 0.1m, "ERCOT EWS NP4-450-M v3.2 (13 Feb 2026), Nodal Protocols 4 (1 Aug 2026)", true),
        new("CAISO", 10, -150, 2000, 0.1m, "Hard energy bid cap 2,000 since 20 Mar 2021; floor and segments not re-read", false),
        new("PJM", 10, -1000, 1000, 0.1m, "Up to 10 segments, price-based cap 1,000; floor assumed, not re-read", false),
        new("*", 10, -1000, 5000, 0.1m, "OptiBid default for markets without a rule pack", false),
    ];

    /// <summary>All rule packs, for the methodology page.</summary>
    public static IReadOnlyList<MarketRules> All => s_rules;

    /// <summary>The rules of a market.</summary>
    public static MarketRules For(string market) =>
        Array.Find(s_rules, r => r.Market.Equals(market, StringComparison.OrdinalIgnoreCase)) ?? s_rules[^1];

    /// <summary>Every breach of the rules, in the order of the hours; empty when there is none.</summary>
    /// <param name="market">Market.</param>
    /// <param name="offers">Offers of the hours.</param>
    /// <param name="dayHoursUtc">Starts of the hours of the delivery day.</param>
    /// <param name="powerMw">Rated power of the asset, MW.</param>
    public static IReadOnlyList<RuleBreach> Check(
        string market,
        IReadOnlyList<HourOffer> offers,
        IReadOnlyCollection<DateTime> dayHoursUtc,
        double powerMw
    )
    {
        ArgumentNullException.ThrowIfNull(offers);
        var rules = For(market);
        var breaches = new List<RuleBreach>();
        foreach (var repeated in offers.GroupBy(o => o.StartUtc).Where(g => g.Count() > 1))
        {
            breaches.Add(new("bid.hour_twice", repeated.Key, $"the hour is offered {repeated.Count()} times; expected once"));
        }

        foreach (var offer in offers)
        {
            if (!dayHoursUtc.Contains(offer.StartUtc))
            {
                breaches.Add(new("bid.hour_of_day", offer.StartUtc, "the hour is not part of the delivery day"));
            }

            CheckCurve(rules, offer, (decimal)powerMw, breaches);
        }

        if (offers.All(o => o.Points.Count == 0))
        {
            breaches.Add(new("bid.empty", null, "no hour offers anything; expected at least one"));
        }

        return breaches;
    }

    private static void CheckCurve(MarketRules rules, HourOffer offer, decimal powerMw, List<RuleBreach> breaches)
    {
        void Breach(string rule, Sentence text) => breaches.Add(new(rule, offer.StartUtc, text));
        var points = offer.Points;
        if (points.Count > rules.MaxPoints)
        {
            Breach("curve.points", $"{points.Count} points; {rules.Market} takes at most {rules.MaxPoints}");
        }

        for (var i = 0; i < points.Count; i++)
        {
            var (price, mw) = points[i];
            if (price < rules.PriceFloorUsdPerMwh || price > rules.PriceCapUsdPerMwh)
            {
                Breach("price.range", $"{price} $/MWh lies outside {rules.PriceFloorUsdPerMwh} to {rules.PriceCapUsdPerMwh}");
            }

            if (decimal.Round(price, 2) != price)
            {
                Breach("price.step", $"{price} $/MWh has more than two decimals");
            }

            if (Math.Abs(mw) > powerMw)
            {
                Breach("mw.limit", $"{mw} MW is more than the {powerMw} MW of the asset");
            }

            if (mw % rules.MwStep != 0)
            {
                Breach("mw.step", $"{mw} MW is not a multiple of {rules.MwStep}");
            }

            if (i > 0 && price < points[i - 1].PriceUsdPerMwh)
            {
                Breach("curve.price_order", $"{price} $/MWh follows {points[i - 1].PriceUsdPerMwh}; prices must not fall along the curve");
            }

            if (i > 0 && mw < points[i - 1].Mw)
            {
                Breach("curve.mw_order", $"{mw} MW follows {points[i - 1].Mw}; power must not fall as the price rises");
            }

            if (i > 1 && price == points[i - 1].PriceUsdPerMwh && price == points[i - 2].PriceUsdPerMwh)
            {
                Breach("curve.repeat", $"three points at {price} $/MWh; at most two may share a price");
            }

            if (i > 1 && mw == points[i - 1].Mw && mw == points[i - 2].Mw)
            {
                Breach("curve.repeat", $"three points at {mw} MW; at most two may share a quantity");
            }
        }
    }
}
