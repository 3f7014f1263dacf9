namespace OptiBid.Core.Bidding.Settlement;

/// <summary>The top-bottom spread of a day (TB4 for four hours): a yardstick without losses, costs or order of hours.</summary>
public static class TopBottomSpread
{
    /// <summary>Sum of the <paramref name="hours"/> highest less the lowest prices of a day, $/MW.</summary>
    public static double Of(IReadOnlyList<double> prices, int hours)
    {
        ArgumentNullException.ThrowIfNull(prices);
        var sorted = prices.Order().ToArray();
        var n = Math.Min(hours, sorted.Length / 2);
        return sorted[^n..].Sum() - sorted[..n].Sum();
    }
}
