namespace OptiBid.Core.Forecasting.Uncertainty;

/// <summary>
/// Quantile regression averaging: for each hour and level, prices of the last half year regressed on what the members said (Nowotarski and Weron
/// 2015); crossing quantiles are sorted (Chernozhukov, Fernandez-Val, Galichon 2010).
/// </summary>
internal sealed class QuantileAveraging(int threads) : IQuantileMethod
{
    private const int Hours = 24;
    private readonly Queue<(double[][] Members, double[] Actual)> _days = new();

    /// <inheritdoc/>
    public string Name => "quantile-averaging";

    /// <inheritdoc/>
    public double[][]? Quantiles(double[] point, double[][] members)
    {
        if (_days.Count < QuantileLevels.FewestDays)
        {
            return null;
        }

        var own = Inputs(point, members);
        var days = _days.ToArray();
        var quantiles = new double[Hours][];
        Parallel.For(0, Hours, new ParallelOptions { MaxDegreeOfParallelism = threads }, h => quantiles[h] = Hour(days, own, h));
        return quantiles;
    }

    /// <inheritdoc/>
    public void Observe(double[] point, double[][] members, double[] actual)
    {
        _days.Enqueue((Inputs(point, members), actual));
        if (_days.Count > QuantileLevels.WindowDays)
        {
            _days.Dequeue();
        }
    }

    private static double[] Hour((double[][] Members, double[] Actual)[] days, double[][] own, int hour)
    {
        double[][] columns =
        [
            [.. Enumerable.Repeat(1.0, days.Length)],
            .. Enumerable.Range(0, own.Length).Select(m => days.Select(d => d.Members[m][hour]).ToArray()),
        ];
        var target = days.Select(d => d.Actual[hour]).ToArray();
        var quantiles = new double[QuantileLevels.Count];
        for (var k = 0; k < quantiles.Length; k++)
        {
            var fit = QuantileRegression.Fit(columns, target, QuantileLevels.At(k));
            quantiles[k] = fit[0] + own.Select((m, i) => m[hour] * fit[i + 1]).Sum();
        }

        Array.Sort(quantiles);
        return quantiles;
    }

    /// <summary>The members, or the forecast itself where the model has none.</summary>
    private static double[][] Inputs(double[] point, double[][] members) => members.Length > 0 ? members : [point];
}
