namespace OptiBid.Core.Forecasting.Uncertainty;

/// <summary>
/// Conformal quantiles: the empirical distribution of the errors of the last half year at the hour and its neighbours, each measured in the size
/// that errors had when it was made (Lei et al. 2018, section 5.2), with levels moved so that each is kept in the long run even when prices
/// change their habits (quantile tracking, Angelopoulos, Candes, Tibshirani 2023, section 2.1).
/// </summary>
internal sealed class ConformalQuantiles : IQuantileMethod
{
    /// <summary>What yesterday's size of errors keeps of its weight from day to day: half is gone after 11 days.</summary>
    private const double Memory = 0.94;

    /// <summary>How far a day moves a level that was not kept.</summary>
    private const double Rate = 0.01;
    private const double SmallestLevel = 0.001;
    private const int Hours = 24;
    private readonly Queue<double[]> _scores = new();
    private readonly double[] _size = new double[Hours];
    private readonly double[] _level = [.. Enumerable.Range(0, QuantileLevels.Count).Select(QuantileLevels.At)];
    private double[][]? _last;
    private int _days;

    /// <inheritdoc/>
    public string Name => "conformal";

    /// <inheritdoc/>
    public double[][]? Quantiles(double[] point, double[][] members) => _days < QuantileLevels.FewestDays ? null : _last ??= Made(point);

    /// <inheritdoc/>
    public void Observe(double[] point, double[][] members, double[] actual)
    {
        var errors = actual.Zip(point, (a, f) => a - f).ToArray();
        if (Quantiles(point, members) is { } last)
        {
            for (var k = 0; k < _level.Length; k++)
            {
                var covered = Enumerable.Range(0, Hours).Count(h => actual[h] <= last[h][k]) / (double)Hours;
                _level[k] = Math.Clamp(_level[k] + (Rate * (QuantileLevels.At(k) - covered)), SmallestLevel, 1 - SmallestLevel);
            }
        }

        // A score is measured with the size known before its day; the first day has none and only gives one.
        if (_days > 0)
        {
            _scores.Enqueue([.. errors.Select((e, h) => e / _size[h])]);
            if (_scores.Count > QuantileLevels.WindowDays)
            {
                _scores.Dequeue();
            }
        }

        for (var h = 0; h < Hours; h++)
        {
            var near = errors[Math.Max(0, h - 1)..Math.Min(Hours, h + 2)].Average(Math.Abs);
            var size = _days == 0 ? near : (Memory * _size[h]) + ((1 - Memory) * near);
            _size[h] = Math.Max(size, 1e-6);
        }

        _days++;
        _last = null;
    }

    private double[][] Made(double[] point)
    {
        var quantiles = new double[Hours][];
        var scores = new double[3 * _scores.Count];
        for (var h = 0; h < Hours; h++)
        {
            var n = 0;
            foreach (var day in _scores)
            {
                for (var near = Math.Max(0, h - 1); near <= Math.Min(Hours - 1, h + 1); near++)
                {
                    scores[n++] = day[near];
                }
            }

            Array.Sort(scores, 0, n);
            var hour = new double[QuantileLevels.Count];
            for (var k = 0; k < hour.Length; k++)
            {
                hour[k] = point[h] + (_size[h] * Empirical(scores.AsSpan(0, n), _level[k]));
            }

            Array.Sort(hour);
            quantiles[h] = hour;
        }

        return quantiles;
    }

    /// <summary>The quantile of n sorted scores at (n + 1) times the level, between neighbours in proportion; the outermost beyond the ends.</summary>
    private static double Empirical(ReadOnlySpan<double> sorted, double level)
    {
        var at = (level * (sorted.Length + 1)) - 1;
        var below = (int)Math.Floor(at);
        return below < 0 ? sorted[0]
            : below >= sorted.Length - 1 ? sorted[^1]
            : sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below]));
    }
}
