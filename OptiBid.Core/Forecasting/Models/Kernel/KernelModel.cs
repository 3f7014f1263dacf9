using System.Numerics.Tensors;
using OptiBid.Core.Forecasting.Models.Linear;

namespace OptiBid.Core.Forecasting.Models.Kernel;

/// <summary>
/// Kernel ridge regression of the 24 prices of a day, which is the mean of a Gaussian process (Rasmussen and Williams 2006, section 2.2): a
/// Matern 3/2 kernel and a small linear one, both over how alike two days are. The forecast is a weighted sum of the days of the window.
/// </summary>
internal static class KernelModel
{
    // Squared length scale per unit of input weight, amplitude of the linear kernel.
    private const double SquaredLengthPerWeight = 1.2;
    private const double LinearAmplitude = 0.03;

    /// <summary>The 24 prices of a day; null when the history is too short.</summary>
    /// <param name="panel">What is known.</param>
    /// <param name="day">Index of the day to forecast.</param>
    /// <param name="windowDays">Calibration window, days; shrinks to the history there is.</param>
    /// <param name="noise">Variance of what the inputs do not tell, in units of the kernel.</param>
    public static double[]? Forecast(DailyPanel panel, int day, int windowDays, double noise)
    {
        if (KernelSamples.Of(panel, day, windowDays) is not { } samples)
        {
            return null;
        }

        var kernel = Kernel(samples);
        var weights = Cholesky.Solve(kernel[..^1], noise, kernel[^1][..^1]);
        var relative = new double[24];
        var mean = new double[24];
        foreach (var target in samples.Targets)
        {
            TensorPrimitives.Add<double>(mean, target, mean);
        }

        TensorPrimitives.Divide<double>(mean, samples.Targets.Length, mean);

        // mean + sum of w (target - mean)
        TensorPrimitives.Multiply<double>(mean, 1 - TensorPrimitives.Sum<double>(weights), relative);
        for (var r = 0; r < weights.Length; r++)
        {
            TensorPrimitives.MultiplyAdd<double>(samples.Targets[r], weights[r], relative, relative);
        }

        return samples.Prices(relative);
    }

    /// <summary>The lower triangle of the kernel between all points; row i has i + 1 entries.</summary>
    private static double[][] Kernel(KernelSamples samples)
    {
        var points = samples.Points;
        var squares = points.Select(p => TensorPrimitives.SumOfSquares<double>(p)).ToArray();
        var perLength = 3 / (SquaredLengthPerWeight * samples.Weight);
        var kernel = new double[points.Length][];
        for (var i = 0; i < points.Length; i++)
        {
            var products = new double[i + 1];
            var distances = new double[i + 1];
            for (var j = 0; j <= i; j++)
            {
                products[j] = TensorPrimitives.Dot<double>(points[i], points[j]);
                distances[j] = Math.Sqrt(Math.Max(0, squares[i] + squares[j] - (2 * products[j])) * perLength);
            }

            // a x'y + (1 + s) exp(-s)
            var row = new double[i + 1];
            TensorPrimitives.Negate<double>(distances, row);
            TensorPrimitives.Exp<double>(row, row);
            TensorPrimitives.MultiplyAdd<double>(distances, row, row, row);
            TensorPrimitives.MultiplyAdd<double>(products, LinearAmplitude, row, row);
            kernel[i] = row;
        }

        return kernel;
    }
}
