using System.Numerics.Tensors;
using OptiBid.Core.Forecasting.Models.Linear;

namespace OptiBid.Core.Forecasting.Models.Kernel;

/// <summary>
/// The days of a window as points in the space in which the kernel measures how alike two days are. Prices are scaled by the median and MAD of
/// all hours together and passed through asinh, exogenous forecasts by those of each hour; prices are relative to the mean of their own lags
/// (the level), which is an input of its own, as is the day of the week.
/// </summary>
internal sealed class KernelSamples
{
    private const int Hours = 24;

    // Inputs of LEAR; what lies further back says less (chosen on the year before the test split, see README.md).
    private const double FullWeight = 1;
    private const double LesserWeight = 0.5;
    private readonly Scaled _price;
    private readonly double _level;

    private KernelSamples(double[][] points, double[][] targets, double weight, double level, Scaled price) =>
        (Points, Targets, Weight, _level, _price) = (points, targets, weight, level, price);

    /// <summary>One point a day, the oldest first; the last is the day to forecast.</summary>
    public double[][] Points { get; }

    /// <summary>The 24 scaled prices of each day but the last, relative to its level.</summary>
    public double[][] Targets { get; }

    /// <summary>Sum of the weights of the blocks of inputs, by which distances grow.</summary>
    public double Weight { get; }

    /// <summary>The samples of a day; null when the history is under <see cref="CalibrationWindow.FewestDays"/>.</summary>
    public static KernelSamples? Of(DailyPanel panel, int day, int windowDays)
    {
        var first = Math.Max(0, day - windowDays);
        var count = day - first - LearInputs.LongestLag;
        if (day - first < CalibrationWindow.FewestDays)
        {
            return null;
        }

        Scaled[] scaled =
        [
            Scaled.Of(panel.Prices, first, day, day, Scale.CommonAsinh),
            .. panel.Exogenous.Select(e => Scaled.Of(e, first, day, day + 1, Scale.HourlyLinear)),
        ];
        var blocks = LearInputs.Blocks(panel.Exogenous.Count);
        var points = new double[count + 1][];
        var levels = new double[count + 1];
        for (var r = 0; r <= count; r++)
        {
            points[r] = new double[(blocks.Length * Hours) + LearInputs.DaysOfWeek + 1];
            levels[r] = Write(points[r], first + LearInputs.LongestLag + r);
        }

        var targets = new double[count][];
        for (var r = 0; r < count; r++)
        {
            targets[r] = [.. scaled[0].Values[LearInputs.LongestLag + r].Select(v => v - levels[r])];
        }

        return new(points, targets, blocks.Sum(WeightOf), levels[count], scaled[0]);

        double Write(double[] point, int at)
        {
            var own = blocks.Where(b => b.Series == 0).ToList();
            var level = own.Sum(b => TensorPrimitives.Sum<double>(scaled[0].Values[at - first - b.LagDays])) / (own.Count * Hours);
            for (var b = 0; b < blocks.Length; b++)
            {
                var values = scaled[blocks[b].Series].Values[at - first - blocks[b].LagDays];
                var unit = Math.Sqrt(WeightOf(blocks[b]) / Hours);
                var shift = blocks[b].Series == 0 ? level : 0;
                for (var h = 0; h < Hours; h++)
                {
                    point[(b * Hours) + h] = (values[h] - shift) * unit;
                }
            }

            point[(blocks.Length * Hours) + (int)panel.FirstDay.AddDays(at).DayOfWeek] = 1;
            point[^1] = level;
            return level;
        }
    }

    /// <summary>The prices of the day from its scaled prices relative to its level.</summary>
    public double[] Prices(double[] relative) => [.. relative.Select((v, h) => _price.FromAsinh(h, v + _level))];

    private static double WeightOf(InputBlock block) =>
        (block.Series, block.LagDays) is (0, 2) or (0, 3) or (> 0, not 0) ? LesserWeight : FullWeight;
}
