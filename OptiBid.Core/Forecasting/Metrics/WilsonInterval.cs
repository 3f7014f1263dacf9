namespace OptiBid.Core.Forecasting.Metrics;

/// <summary>Interval of a share (Wilson 1927).</summary>
public static class WilsonInterval
{
    private const double Z = 1.959964;

    /// <summary>The share in percent with its interval of 95 %; of nothing NaN.</summary>
    public static Measured Percent(int found, int of)
    {
        if (of == 0)
        {
            return new(double.NaN, double.NaN, double.NaN);
        }

        var p = (double)found / of;
        var centre = (p + (Z * Z / (2 * of))) / (1 + (Z * Z / of));
        var half = Z * Math.Sqrt((p * (1 - p) / of) + (Z * Z / (4.0 * of * of))) / (1 + (Z * Z / of));
        return new(100 * p, 100 * Math.Max(0, centre - half), 100 * Math.Min(1, centre + half));
    }
}
