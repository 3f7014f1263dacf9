namespace OptiBid.Core.Forecasting.Models.Neural.Sequences;

/// <summary>
/// How much the prices of a day move: their standard deviation, and TB4, the mean of the four highest hours less that of the four lowest. Scaled as
/// log(0.1 + measure / its median over a window), so that a quiet day is not endlessly far away.
/// </summary>
internal sealed class DayVolatility
{
    private const double Floor = 0.1;
    private const int Week = 7;
    private readonly double[] _medians;

    private DayVolatility(double[] medians) => _medians = medians;

    /// <summary>On the scale of the days [first, day) of a panel.</summary>
    public static DayVolatility Of(DailyPanel panel, int first, int day)
    {
        var days = panel.Prices[first..day].Select(Measure).ToArray();
        return new([
            .. Enumerable
                .Range(0, 2)
                .Select(m => days.Select(d => d[m]).Order().ElementAt(days.Length / 2) is > 0 and var middle ? middle : 1),
        ]);
    }

    /// <summary>Standard deviation and TB4 of 24 prices.</summary>
    public static double[] Measure(double[] prices)
    {
        var mean = prices.Average();
        var sorted = prices.Order().ToArray();
        return [Math.Sqrt(prices.Average(p => (p - mean) * (p - mean))), (sorted[^4..].Sum() - sorted[..4].Sum()) / 4];
    }

    /// <summary>The scaled measures of a day.</summary>
    public float[] Scaled(double[] prices)
    {
        var measures = Measure(prices);
        return [.. measures.Select((m, i) => (float)Math.Log(Floor + (m / _medians[i])))];
    }

    /// <summary>The measure of a scaled one; never below zero.</summary>
    public double Unscaled(int measure, double scaled) => Math.Max(0, Math.Exp(scaled) - Floor) * _medians[measure];

    /// <summary>Both scaled measures of the day before, and their means over 7 and 28 days.</summary>
    public float[] Terms(ScaledWindow window, int day)
    {
        var terms = new float[6];
        for (var lag = 1; lag <= VolatilityDesign.Past; lag++)
        {
            var scaled = Scaled(window.Prices(day - lag));
            for (var m = 0; m < 2; m++)
            {
                terms[m] += lag == 1 ? scaled[m] : 0;
                terms[2 + m] += lag <= Week ? scaled[m] / Week : 0;
                terms[4 + m] += scaled[m] / VolatilityDesign.Past;
            }
        }

        return terms;
    }
}
