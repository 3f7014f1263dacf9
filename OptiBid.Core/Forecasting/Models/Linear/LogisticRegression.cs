using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>
/// Logistic regression with an L2 penalty by Newton's method, on inputs of mean 0 and deviation 1; a missing input counts as its mean. The simple
/// model beside classifiers that are not. Not changed once it is fitted.
/// </summary>
internal sealed class LogisticRegression
{
    private const int MostSteps = 30;
    private readonly double[] _weights;
    private readonly double[] _mean;
    private readonly double[] _scale;

    private LogisticRegression(double[] weights, double[] mean, double[] scale) => (_weights, _mean, _scale) = (weights, mean, scale);

    /// <summary>Fits to rows that lie one after the other and targets of 0 and 1.</summary>
    public static LogisticRegression Fit(
        ReadOnlySpan<float> values,
        int width,
        ReadOnlySpan<float> targets,
        double penalty,
        CancellationToken cancellationToken
    )
    {
        var rows = targets.Length;
        var (mean, scale) = Standardise(values, width, rows);
        var columns = new double[width + 1][];
        for (var c = 0; c < width; c++)
        {
            columns[c] = new double[rows];
            for (var r = 0; r < rows; r++)
            {
                columns[c][r] = Scaled(values[(r * width) + c], mean[c], scale[c]);
            }
        }

        columns[width] = new double[rows];
        Array.Fill(columns[width], 1);
        var weights = new double[width + 1];
        var (margin, step, curvature) = (new double[rows], new double[rows], new double[rows]);
        for (var k = 0; k < MostSteps; k++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Array.Clear(margin);
            for (var c = 0; c <= width; c++)
            {
                TensorPrimitives.MultiplyAdd<double>(columns[c], weights[c], margin, margin);
            }

            for (var r = 0; r < rows; r++)
            {
                var p = Probability(margin[r]);
                step[r] = targets[r] - p;
                curvature[r] = Math.Max(Math.Sqrt(p * (1 - p)), 1e-5);
            }

            var gradient = columns
                .Select((c, i) => TensorPrimitives.Dot<double>(c, step) - (i < width ? penalty * weights[i] : 0))
                .ToArray();
            var change = Cholesky.SolveWith(Cholesky.Factor(Curvature(columns, curvature, penalty), 1e-9), gradient);
            TensorPrimitives.Add<double>(weights, change, weights);
            if (TensorPrimitives.MaxMagnitude<double>(change) is var largest && Math.Abs(largest) < 1e-8)
            {
                break;
            }
        }

        return new(weights, mean, scale);
    }

    /// <summary>Probability of 1.</summary>
    public float Score(ReadOnlySpan<float> row)
    {
        var margin = _weights[^1];
        for (var c = 0; c < row.Length; c++)
        {
            margin += _weights[c] * Scaled(row[c], _mean[c], _scale[c]);
        }

        return (float)Probability(margin);
    }

    private static double[][] Curvature(double[][] columns, double[] root, double penalty)
    {
        var weighted = columns.Select(c => c.Zip(root, (x, w) => x * w).ToArray()).ToArray();
        var lower = Gram.Of(weighted);
        for (var i = 0; i + 1 < lower.Length; i++)
        {
            lower[i][i] += penalty;
        }

        return lower;
    }

    private static (double[] Mean, double[] Scale) Standardise(ReadOnlySpan<float> values, int width, int rows)
    {
        var (mean, scale) = (new double[width], new double[width]);
        for (var c = 0; c < width; c++)
        {
            var moments = new Features.Moments();
            for (var r = 0; r < rows; r++)
            {
                moments.Add(values[(r * width) + c]);
            }

            mean[c] = double.IsNaN(moments.Mean) ? 0 : moments.Mean;
            scale[c] = moments.Deviation > 0 ? moments.Deviation : 1;
        }

        return (mean, scale);
    }

    private static double Scaled(float x, double mean, double scale) => float.IsNaN(x) ? 0 : Math.Clamp((x - mean) / scale, -10, 10);

    private static double Probability(double margin) => 1 / (1 + Math.Exp(-margin));
}
