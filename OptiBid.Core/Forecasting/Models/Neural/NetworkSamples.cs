using System.Numerics.Tensors;
using OptiBid.Core.Forecasting.Models.Linear;

namespace OptiBid.Core.Forecasting.Models.Neural;

/// <summary>
/// What a network learns from for one day: one row of inputs and one of 24 targets for each day of a window that ends the day before, and the
/// inputs of the day itself. Series are scaled by median and MAD of each hour over the window and passed through asinh (Lago et al. 2021,
/// section 4.2); inputs are the lags of the recipe, the day of the week and, on request, the time of the year. With a local level, prices are
/// given and asked for relative to the mean of their own lags, which is an input of its own.
/// </summary>
internal sealed class NetworkSamples
{
    /// <summary>Fewest rows that a network is trained on.</summary>
    public const int FewestRows = 175;

    private const int Hours = 24;
    private readonly Scaled _price;
    private readonly double _level;

    private NetworkSamples(Matrix inputs, Matrix targets, float[] today, double level, Scaled price) =>
        (Inputs, Targets, Today, _level, _price) = (inputs, targets, today, level, price);

    /// <summary>One row of inputs a day, the oldest first.</summary>
    public Matrix Inputs { get; }

    /// <summary>One row of 24 scaled prices a day.</summary>
    public Matrix Targets { get; }

    /// <summary>The inputs of the day to forecast.</summary>
    public float[] Today { get; }

    /// <summary>What one unit of each target is in prices, relative to the mean over all targets; one row a day. Null unless asked for.</summary>
    public Matrix? Weights { get; private init; }

    /// <summary>The samples of a day, from a window shrunk to the history there is; null when that leaves under <see cref="FewestRows"/> rows.</summary>
    public static NetworkSamples? Of(DailyPanel panel, int day, NetworkRecipe recipe)
    {
        var first = Math.Max(0, day - recipe.WindowDays);
        var count = day - first - LearInputs.LongestLag;
        if (count < FewestRows)
        {
            return null;
        }

        Scaled[] scaled =
        [
            Scaled.Of(panel.Prices, first, day, day, recipe.PriceScale),
            .. panel.Exogenous.Select(e => Scaled.Of(e, first, day, day + 1, recipe.ExogenousScale)),
        ];
        var writer = new RowWriter(panel, recipe, scaled, first);
        var inputs = new Matrix(count, writer.Width);
        var targets = new Matrix(count, Hours);
        for (var r = 0; r < count; r++)
        {
            var level = writer.Write(first + LearInputs.LongestLag + r, inputs.Row(r));
            var prices = scaled[0].Values[LearInputs.LongestLag + r];
            var row = targets.Row(r);
            for (var h = 0; h < Hours; h++)
            {
                row[h] = (float)(prices[h] - level);
            }
        }

        var today = new float[writer.Width];
        var newest = writer.Write(day, today);
        return new(inputs, targets, today, newest, scaled[0]) { Weights = recipe.PriceLoss ? WeightsOf(scaled[0], count) : null };
    }

    /// <summary>The prices of the day from what the network says about it.</summary>
    public double[] Prices(ReadOnlySpan<float> answer)
    {
        var prices = new double[Hours];
        for (var h = 0; h < Hours; h++)
        {
            prices[h] = _price.FromAsinh(h, answer[h] + _level);
        }

        return prices;
    }

    private static Matrix WeightsOf(Scaled price, int count)
    {
        var weights = new Matrix(count, Hours);
        for (var r = 0; r < count; r++)
        {
            var row = weights.Row(r);
            for (var h = 0; h < Hours; h++)
            {
                row[h] = (float)(price.Spread[h] * Math.Cosh(price.Values[LearInputs.LongestLag + r][h]));
            }
        }

        var mean = TensorPrimitives.Sum<float>(weights.Values) / (count * Hours);
        TensorPrimitives.Divide<float>(weights.Values, mean, weights.Values);
        return weights;
    }

    /// <summary>Writes the inputs of a day.</summary>
    private sealed class RowWriter(DailyPanel panel, NetworkRecipe recipe, Scaled[] scaled, int first)
    {
        private const int Weekdays = 7;
        private const double DaysPerYear = 365.25;
        private readonly InputBlock[] _blocks =
        [
            .. recipe.PriceLags.Select(lag => new InputBlock(0, lag)),
            .. Enumerable.Range(1, panel.Exogenous.Count).SelectMany(k => recipe.ExogenousLags.Select(lag => new InputBlock(k, lag))),
        ];

        /// <summary>Number of inputs.</summary>
        public int Width => (_blocks.Length * Hours) + Weekdays + (recipe.LocalLevel ? 1 : 0) + (recipe.Season ? 2 : 0);

        /// <summary>Writes the row and gives the level that its prices are relative to.</summary>
        public double Write(int day, Span<float> row)
        {
            row.Clear();
            var level = 0.0;
            if (recipe.LocalLevel)
            {
                foreach (var block in _blocks.AsSpan(0, recipe.PriceLags.Count))
                {
                    level += TensorPrimitives.Sum<double>(Values(block, day)) / (recipe.PriceLags.Count * Hours);
                }
            }

            for (var b = 0; b < _blocks.Length; b++)
            {
                var values = Values(_blocks[b], day);
                var shift = _blocks[b].Series == 0 ? level : 0;
                for (var h = 0; h < Hours; h++)
                {
                    row[(b * Hours) + h] = (float)(values[h] - shift);
                }
            }

            var date = panel.FirstDay.AddDays(day);
            var at = _blocks.Length * Hours;
            row[at + (int)date.DayOfWeek] = 1;
            at += Weekdays;
            if (recipe.LocalLevel)
            {
                row[at++] = (float)level;
            }

            if (recipe.Season)
            {
                var (sin, cos) = Math.SinCos(2 * Math.PI * date.DayOfYear / DaysPerYear);
                (row[at], row[at + 1]) = ((float)sin, (float)cos);
            }

            return level;
        }

        private double[] Values(InputBlock block, int day) => scaled[block.Series].Values[day - first - block.LagDays];
    }
}
