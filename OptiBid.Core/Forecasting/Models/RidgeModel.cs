using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models;

/// <summary>
/// Ridge regression of the 24 prices of a day on the inputs of LEAR, calibrated on a window that ends the day before. Inputs and targets are
/// scaled by median and MAD of the window and passed through asinh; one Cholesky factor serves all 24 hours, in dual form when rows are fewer
/// than inputs.
/// </summary>
internal sealed class RidgeModel(DailyPanel panel)
{
    /// <summary>Days of history below which there is no forecast: 14 rows and the longest lag.</summary>
    public const int MinimumHistoryDays = 14 + RidgeInputs.LongestLag;

    private const int Hours = 24;
    private readonly InputBlock[] _blocks = RidgeInputs.Blocks(panel.Exogenous.Count);

    /// <summary>Forecasts a day for each penalty (times the number of rows). The window shrinks to the history there is; null when that is under 21 days.</summary>
    public double[][]? Forecast(int day, int windowDays, IReadOnlyList<double> penalties)
    {
        var first = Math.Max(0, day - windowDays);
        var rows = day - first - RidgeInputs.LongestLag;
        if (rows < MinimumHistoryDays - RidgeInputs.LongestLag)
        {
            return null;
        }

        var scaled = Scale(first, day);
        var width = (_blocks.Length * Hours) + 7;
        var x = new double[rows][];
        for (var r = 0; r < rows; r++)
        {
            x[r] = Row(scaled, first, first + RidgeInputs.LongestLag + r, width);
        }

        var target = Row(scaled, first, day, width);
        var y = Enumerable
            .Range(0, Hours)
            .Select(h => Enumerable.Range(0, rows).Select(r => scaled[0].Values[RidgeInputs.LongestLag + r][h]).ToArray())
            .ToArray();
        var z = rows < width ? Dual(x, y, target, penalties) : Primal(x, y, target, penalties, width);
        return [.. z.Select(p => p.Select((v, h) => (Math.Sinh(v) * scaled[0].Spread[h]) + scaled[0].Median[h]).ToArray())];
    }

    private Scaled[] Scale(int first, int day) =>
        [Scaled.Of(panel.Prices, first, day, day), .. panel.Exogenous.Select(e => Scaled.Of(e, first, day, day + 1))];

    private double[] Row(Scaled[] scaled, int first, int day, int width)
    {
        var row = new double[width];
        for (var b = 0; b < _blocks.Length; b++)
        {
            scaled[_blocks[b].Series].Values[day - first - _blocks[b].LagDays].CopyTo(row, b * Hours);
        }

        row[(_blocks.Length * Hours) + (int)panel.FirstDay.AddDays(day).DayOfWeek] = 1;
        return row;
    }

    private static double[][] Dual(double[][] x, double[][] y, double[] target, IReadOnlyList<double> penalties)
    {
        var n = x.Length;
        var gram = new double[n][];
        var kernel = new double[n];
        for (var i = 0; i < n; i++)
        {
            gram[i] = new double[n];
            kernel[i] = TensorPrimitives.Dot<double>(x[i], target);
            for (var j = 0; j <= i; j++)
            {
                gram[i][j] = TensorPrimitives.Dot<double>(x[i], x[j]);
            }
        }

        return
        [
            .. penalties
                .Select(p => Cholesky.Solve(gram, p * n, kernel))
                .Select(w => y.Select(t => TensorPrimitives.Dot<double>(w, t)).ToArray()),
        ];
    }

    private static double[][] Primal(double[][] x, double[][] y, double[] target, IReadOnlyList<double> penalties, int width)
    {
        var n = x.Length;
        var columns = new double[width][];
        for (var c = 0; c < width; c++)
        {
            columns[c] = new double[n];
            for (var r = 0; r < n; r++)
            {
                columns[c][r] = x[r][c];
            }
        }

        var gram = new double[width][];
        for (var i = 0; i < width; i++)
        {
            gram[i] = new double[width];
            for (var j = 0; j <= i; j++)
            {
                gram[i][j] = TensorPrimitives.Dot<double>(columns[i], columns[j]);
            }
        }

        // forecast = target' (G + pI)^-1 X'y = y' X w with w = (G + pI)^-1 target: one solve serves all hours.
        return
        [
            .. penalties
                .Select(p => RowsTimes(x, Cholesky.Solve(gram, p * n, target)))
                .Select(w => y.Select(t => TensorPrimitives.Dot<double>(w, t)).ToArray()),
        ];
    }

    private static double[] RowsTimes(double[][] x, double[] weights) => [.. x.Select(r => TensorPrimitives.Dot<double>(r, weights))];
}

/// <summary>One series scaled by median and MAD of each hour over the calibration window, through asinh.</summary>
internal sealed record Scaled(double[][] Values, double[] Median, double[] Spread)
{
    /// <summary>Statistics from days [first, day), values for days [first, end).</summary>
    public static Scaled Of(double[][] series, int first, int day, int end)
    {
        var median = new double[24];
        var spread = new double[24];
        var sample = new double[day - first];
        for (var h = 0; h < 24; h++)
        {
            for (var d = first; d < day; d++)
            {
                sample[d - first] = series[d][h];
            }

            median[h] = MedianOf(sample);
            for (var i = 0; i < sample.Length; i++)
            {
                sample[i] = Math.Abs(sample[i] - median[h]);
            }

            // MAD / 0.6745 estimates a standard deviation; a flat hour keeps its unit.
            var mad = MedianOf(sample) / 0.6745;
            spread[h] = mad > 0 ? mad : 1;
        }

        var values = new double[end - first][];
        for (var d = first; d < end; d++)
        {
            var row = new double[24];
            for (var h = 0; h < 24; h++)
            {
                row[h] = Math.Asinh((series[d][h] - median[h]) / spread[h]);
            }

            values[d - first] = row;
        }

        return new(values, median, spread);
    }

    /// <summary>The median; NaN when a value is. Orders the sample only as far as needed.</summary>
    private static double MedianOf(double[] sample)
    {
        if (double.IsNaN(TensorPrimitives.Sum<double>(sample)))
        {
            return double.NaN;
        }

        var middle = sample.Length / 2;
        var (low, high) = (0, sample.Length - 1);
        while (low < high)
        {
            var pivot = sample[(low + high) / 2];
            var (left, right) = (low, high);
            while (left <= right)
            {
                while (sample[left] < pivot)
                {
                    left++;
                }

                while (sample[right] > pivot)
                {
                    right--;
                }

                if (left <= right)
                {
                    (sample[left], sample[right]) = (sample[right], sample[left]);
                    left++;
                    right--;
                }
            }

            if (middle <= right)
            {
                high = right;
            }
            else if (middle >= left)
            {
                low = left;
            }
            else
            {
                break;
            }
        }

        return sample.Length % 2 == 1 ? sample[middle] : (TensorPrimitives.Max<double>(sample.AsSpan(0, middle)) + sample[middle]) / 2;
    }
}

/// <summary>Cholesky factorisation of a symmetric positive definite matrix given by its lower triangle.</summary>
internal static class Cholesky
{
    /// <summary>Solves (A + shift I) x = b; A is not changed.</summary>
    public static double[] Solve(double[][] lower, double shift, double[] b)
    {
        var n = b.Length;
        var factor = new double[n][];
        for (var i = 0; i < n; i++)
        {
            factor[i] = lower[i].AsSpan(0, i + 1).ToArray();
            factor[i][i] += shift;
            for (var j = 0; j <= i; j++)
            {
                var value = factor[i][j] - TensorPrimitives.Dot<double>(factor[i].AsSpan(0, j), factor[j].AsSpan(0, j));
                factor[i][j] = i == j ? Math.Sqrt(value) : value / factor[j][j];
            }
        }

        var x = new double[n];
        for (var i = 0; i < n; i++)
        {
            x[i] = (b[i] - TensorPrimitives.Dot<double>(factor[i].AsSpan(0, i), x.AsSpan(0, i))) / factor[i][i];
        }

        for (var i = n - 1; i >= 0; i--)
        {
            x[i] /= factor[i][i];
            for (var k = 0; k < i; k++)
            {
                x[k] -= factor[i][k] * x[i];
            }
        }

        return x;
    }
}
