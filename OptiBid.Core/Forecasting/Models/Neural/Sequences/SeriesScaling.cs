using OptiBid.Core.Forecasting.Models.Linear;

namespace OptiBid.Core.Forecasting.Models.Neural.Sequences;

/// <summary>
/// The scale of LEAR (median and MAD of each hour, asinh) fixed on the days before a training, and the same for the daily means of the price.
/// </summary>
internal sealed class SeriesScaling
{
    private readonly Scaled[] _series;
    private readonly Scaled _daily;

    private SeriesScaling(Scaled[] series, Scaled daily) => (_series, _daily) = (series, daily);

    /// <summary>Series: the price and the exogenous forecasts.</summary>
    public int Series => _series.Length;

    /// <summary>From the days [first, day) of a panel.</summary>
    public static SeriesScaling Of(DailyPanel panel, int first, int day)
    {
        double[][] means = [.. panel.Prices[first..day].Select(p => Enumerable.Repeat(p.Average(), 24).ToArray())];
        return new(
            [.. panel.Exogenous.Prepend(panel.Prices).Select(s => Scaled.Of(s, first, day, first))],
            Scaled.Of(means, 0, means.Length, 0)
        );
    }

    /// <summary>Scales a value of a series (0 for the price).</summary>
    public float Value(int series, int hour, double value) =>
        (float)Math.Asinh((value - _series[series].Median[hour]) / _series[series].Spread[hour]);

    /// <summary>The price of a scaled one.</summary>
    public double Price(int hour, double scaled) => (Math.Sinh(scaled) * _series[0].Spread[hour]) + _series[0].Median[hour];

    /// <summary>Scales the mean price of a day.</summary>
    public float Daily(double mean) => (float)Math.Asinh((mean - _daily.Median[0]) / _daily.Spread[0]);

    /// <summary>The mean price of a scaled one.</summary>
    public double DailyPrice(double scaled) => (Math.Sinh(scaled) * _daily.Spread[0]) + _daily.Median[0];
}

/// <summary>Scaled days of a panel: prices of the days before one, exogenous forecasts up to it; nothing else is read.</summary>
internal sealed class ScaledWindow
{
    private const int LevelDays = 7;
    private readonly int _first;
    private readonly float[][][] _series;
    private readonly float[] _daily;
    private readonly double[][] _prices;
    private readonly DailyPanel _panel;

    public ScaledWindow(DailyPanel panel, SeriesScaling scaling, int first, int day)
    {
        (_panel, _first, Scaling) = (panel, first, scaling);
        _prices = panel.Prices[first..day];
        _daily = [.. _prices.Select(p => scaling.Daily(p.Average()))];
        _series = new float[scaling.Series][][];
        for (var s = 0; s < _series.Length; s++)
        {
            var source = s == 0 ? panel.Prices : panel.Exogenous[s - 1];
            _series[s] = new float[day - first + (s == 0 ? 0 : 1)][];
            for (var d = 0; d < _series[s].Length; d++)
            {
                _series[s][d] = new float[24];
                for (var h = 0; h < 24; h++)
                {
                    _series[s][d][h] = scaling.Value(s, h, source[first + d][h]);
                }
            }
        }
    }

    /// <summary>The scale.</summary>
    public SeriesScaling Scaling { get; }

    /// <summary>Exogenous series.</summary>
    public int Exogenous => _series.Length - 1;

    /// <summary>The 24 scaled values of a day of a series (0 for the price).</summary>
    public float[] Row(int series, int day) => _series[series][day - _first];

    /// <summary>The 24 prices of a day as they are.</summary>
    public double[] Prices(int day) => _prices[day - _first];

    /// <summary>The scaled mean price of a day.</summary>
    public float Daily(int day) => _daily[day - _first];

    /// <summary>Mean scaled price of the seven days before a day.</summary>
    public float Level(int day)
    {
        var sum = 0f;
        for (var d = day - LevelDays; d < day; d++)
        {
            sum += Row(0, d).Sum();
        }

        return sum / (LevelDays * 24);
    }

    /// <summary>Mean of the scaled daily means of the seven days before a day.</summary>
    public float DailyLevel(int day)
    {
        var sum = 0f;
        for (var d = day - LevelDays; d < day; d++)
        {
            sum += Daily(d);
        }

        return sum / LevelDays;
    }

    /// <summary>Day of the week, 0 for Sunday.</summary>
    public int Weekday(int day) => (int)_panel.FirstDay.AddDays(day).DayOfWeek;
}
