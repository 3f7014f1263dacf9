namespace OptiBid.Core.Forecasting.Uncertainty.Scenarios;

/// <summary>The distribution that 99 quantiles describe: straight between them, and beyond the ends as steep as the last step.</summary>
internal static class QuantileCurve
{
    /// <summary>The value at a level between 0 and 1.</summary>
    public static double At(double[] quantiles, double level)
    {
        var at = (level * (quantiles.Length + 1)) - 1;
        var below = Math.Clamp((int)Math.Floor(at), 0, quantiles.Length - 2);
        return quantiles[below] + ((at - below) * (quantiles[below + 1] - quantiles[below]));
    }

    /// <summary>The level of a value; in the middle of those that have it where several do, never 0 or 1.</summary>
    public static double LevelOf(double[] quantiles, double value)
    {
        var least = 0.5 / (quantiles.Length + 1);
        return Math.Clamp((Edge(quantiles, value, strict: true) + Edge(quantiles, value, strict: false)) / 2, least, 1 - least);
    }

    private static double Edge(double[] quantiles, double value, bool strict)
    {
        // The first quantile above (or not below) the value.
        var above = 0;
        while (above < quantiles.Length && (strict ? quantiles[above] < value : quantiles[above] <= value))
        {
            above++;
        }

        var below = Math.Clamp(above - 1, 0, quantiles.Length - 2);
        var step = quantiles[below + 1] - quantiles[below];
        var at = step > 0 ? below + ((value - quantiles[below]) / step) : above - 0.5;
        return (at + 1) / (quantiles.Length + 1);
    }
}
