namespace OptiBid.Core.Forecasting.Metrics;

/// <summary>The Diebold-Mariano test on daily sums of absolute errors, one-sided (Lago et al. 2021, section 5.4).</summary>
public static class DieboldMariano
{
    /// <summary>Above this, the second forecast is better at 5 %.</summary>
    public const double Critical = 1.645;

    /// <summary>
    /// mean(d) / sqrt(var(d) / days) with d the daily absolute error of <paramref name="first"/> minus that of <paramref name="second"/> and
    /// the population variance. Null when d does not vary: the test then says nothing.
    /// </summary>
    /// <exception cref="ArgumentException">The forecasts do not cover the same days.</exception>
    public static double? Statistic(IReadOnlyList<double[]> actual, IReadOnlyList<double[]> first, IReadOnlyList<double[]> second)
    {
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (actual.Count == 0 || actual.Count != first.Count || actual.Count != second.Count)
        {
            throw new ArgumentException(
                $"{actual.Count} days, {first.Count} and {second.Count} forecasts: expected the same number, at least one"
            );
        }

        return Statistic([.. actual.Select((day, i) => DayError(day, first[i]))], [.. actual.Select((day, i) => DayError(day, second[i]))]);
    }

    /// <summary>The same for any loss of a day, such as its CRPS.</summary>
    /// <exception cref="ArgumentException">The losses do not cover the same days.</exception>
    public static double? Statistic(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count == 0 || first.Count != second.Count)
        {
            throw new ArgumentException($"{first.Count} and {second.Count} losses: expected the same number, at least one");
        }

        var d = first.Zip(second, (a, b) => a - b).ToArray();
        var mean = d.Average();
        var variance = d.Average(v => (v - mean) * (v - mean));
        return variance > 0 ? mean / Math.Sqrt(variance / d.Length) : null;
    }

    private static double DayError(double[] actual, double[] forecast) => actual.Zip(forecast, (a, f) => Math.Abs(a - f)).Sum();
}
