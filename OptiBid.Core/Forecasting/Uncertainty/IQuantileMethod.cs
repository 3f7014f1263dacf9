namespace OptiBid.Core.Forecasting.Uncertainty;

/// <summary>
/// Turns point forecasts into predictive quantiles from the errors of the days before. Walks days in order: quantiles where they are wanted, then what came of the day. Not
/// safe for several threads at once.
/// </summary>
internal interface IQuantileMethod
{
    /// <summary>Name in reports.</summary>
    string Name { get; }

    /// <summary>
    /// For each of 24 hours the quantiles at <see cref="QuantileLevels"/>, rising; null while fewer than <see cref="QuantileLevels.FewestDays"/>
    /// days have been observed.
    /// </summary>
    /// <param name="point">The point forecast of the day.</param>
    /// <param name="members">What the members of the ensemble say; empty where the model has none.</param>
    double[][]? Quantiles(double[] point, double[][] members);

    /// <summary>What the 24 prices of the day became.</summary>
    void Observe(double[] point, double[][] members, double[] actual);
}

/// <summary>The levels of predictive quantiles: 1 % to 99 %.</summary>
public static class QuantileLevels
{
    /// <summary>How many there are.</summary>
    public const int Count = 99;

    /// <summary>Days whose errors are remembered: half a year (Nowotarski and Weron 2015).</summary>
    public const int WindowDays = 182;

    /// <summary>Days that are needed for the first quantiles.</summary>
    public const int FewestDays = 28;

    /// <summary>The levels that reports and files keep, percent: the median and the ends of the central 50 % and 90 % intervals.</summary>
    public static IReadOnlyList<int> Kept { get; } = [5, 25, 50, 75, 95];

    /// <summary>The level of an index from 0 to 98.</summary>
    public static double At(int index) => (index + 1) / 100.0;

    /// <summary>The indices of the two ends of a central interval that holds a share, in percent, of the distribution.</summary>
    public static (int Low, int High) Central(int percent) => (((100 - percent) / 2) - 1, 98 - (((100 - percent) / 2) - 1));
}
