namespace OptiBid.Core.Forecasting.Models.Blend;

/// <summary>
/// Weights of forecasts that go with their errors of the last weeks: those of least variance of the mean (Bates and Granger 1969), none below
/// zero, drawn towards given weights. Errors that members share count, so two that err alike share one's weight. Found by exponentiated
/// gradients (Kivinen and Warmuth 1997). The numbers below were chosen on the year before the test split of the benchmark; their
/// neighbours did as well.
/// </summary>
internal static class OnlineWeights
{
    /// <summary>Days of errors that count.</summary>
    public const int Days = 28;

    /// <summary>Parts of the day that have weights of their own.</summary>
    public const int Blocks = 4;

    private const int HoursOfBlock = 24 / Blocks;

    /// <summary>Fewer days teach nothing.</summary>
    public const int FewestDays = 7;

    /// <summary>After so many days an error counts half.</summary>
    private const double HalfLifeDays = 14;

    /// <summary>Part of the whole day in what is known of a block.</summary>
    private const double Shared = 0.5;

    /// <summary>Pull towards the given weights, as a part of the members' mean variance.</summary>
    private const double Pull = 0.1;

    private const int Steps = 60;

    /// <summary>Weights by block and member; each block's add up to one.</summary>
    /// <param name="errors">By day, the newest first, at least one, member and hour: forecast less price.</param>
    /// <param name="prior">The weights of who knows nothing, by member; they add up to one.</param>
    public static double[][] Of(IReadOnlyList<double[][]> errors, double[] prior)
    {
        var day = Scaled(Products(errors, 0, 24));
        return
        [
            .. Enumerable.Range(0, Blocks).Select(b => Solve(Mixed(Scaled(Products(errors, b * HoursOfBlock, HoursOfBlock)), day), prior)),
        ];
    }

    /// <summary>The mean of the members by the weights of their hours' block.</summary>
    public static double[] Mean(double[][] weights, IReadOnlyList<double[]> members) =>
        [.. Enumerable.Range(0, 24).Select(h => members.Select((m, i) => weights[h / HoursOfBlock][i] * m[h]).Sum())];

    /// <summary>Mean products of errors of every two members; days of large errors count less by their size, older ones by their age.</summary>
    private static double[,] Products(IReadOnlyList<double[][]> errors, int from, int hours)
    {
        var members = errors[0].Length;
        var sum = new double[members, members];
        for (var age = 0; age < errors.Count; age++)
        {
            var of = errors[age];
            var size = of.Average(e => e.Average(Math.Abs));
            var counts = Math.Pow(0.5, age / HalfLifeDays) / Math.Max(size, 1e-9);
            for (var i = 0; i < members; i++)
            {
                for (var j = 0; j <= i; j++)
                {
                    var product = 0.0;
                    for (var h = from; h < from + hours; h++)
                    {
                        product += of[i][h] * of[j][h];
                    }

                    sum[i, j] += counts * product;
                    sum[j, i] = sum[i, j];
                }
            }
        }

        return sum;
    }

    /// <summary>Of mean variance one.</summary>
    private static double[,] Scaled(double[,] products)
    {
        var members = products.GetLength(0);
        var mean = Enumerable.Range(0, members).Average(i => products[i, i]);
        for (var i = 0; mean > 0 && i < members; i++)
        {
            for (var j = 0; j < members; j++)
            {
                products[i, j] /= mean;
            }
        }

        return products;
    }

    private static double[,] Mixed(double[,] block, double[,] day)
    {
        for (var i = 0; i < block.GetLength(0); i++)
        {
            for (var j = 0; j < block.GetLength(1); j++)
            {
                block[i, j] = ((1 - Shared) * block[i, j]) + (Shared * day[i, j]);
            }
        }

        return block;
    }

    /// <summary>The weights w of the simplex with least w'Cw + Pull |w - prior|².</summary>
    private static double[] Solve(double[,] products, double[] prior)
    {
        var members = prior.Length;
        var weights = prior.ToArray();
        var gradient = new double[members];
        var largest = products.Cast<double>().Max(Math.Abs);
        for (var step = 0; step < Steps; step++)
        {
            for (var i = 0; i < members; i++)
            {
                gradient[i] = Pull * (weights[i] - prior[i]);
                for (var j = 0; j < members; j++)
                {
                    gradient[i] += products[i, j] * weights[j];
                }
            }

            var mean = gradient.Zip(weights, (g, w) => g * w).Sum();
            for (var i = 0; i < members; i++)
            {
                weights[i] *= Math.Exp(-0.5 / (largest + Pull) * (gradient[i] - mean));
            }

            var total = weights.Sum();
            for (var i = 0; i < members; i++)
            {
                weights[i] /= total;
            }
        }

        return weights;
    }
}
