namespace OptiBid.Core.Forecasting.Metrics;

/// <summary>Errors of a price forecast. Definitions: Lago et al., Applied Energy 293 (2021), section 5.</summary>
/// <param name="N">Hours compared.</param>
/// <param name="Mae">Mean absolute error, in the unit of the price.</param>
/// <param name="Rmse">Root mean square error, in the unit of the price.</param>
/// <param name="SmapePercent">Symmetric mean absolute percentage error; an hour with price and forecast 0 counts as 0.</param>
public sealed record ForecastErrors(int N, double Mae, double Rmse, double SmapePercent)
{
    /// <summary>Compares two series hour by hour.</summary>
    /// <exception cref="ArgumentException">The series are empty, differ in length, or hold a value that is not finite.</exception>
    public static ForecastErrors Of(ReadOnlySpan<double> actual, ReadOnlySpan<double> forecast)
    {
        if (actual.Length == 0 || actual.Length != forecast.Length)
        {
            throw new ArgumentException($"{actual.Length} prices and {forecast.Length} forecasts: expected the same number, at least one");
        }

        double absolute = 0;
        double square = 0;
        double symmetric = 0;
        for (var i = 0; i < actual.Length; i++)
        {
            var error = Math.Abs(actual[i] - forecast[i]);
            if (!double.IsFinite(error))
            {
                throw new ArgumentException($"hour {i + 1} is not finite");
            }

            var scale = (Math.Abs(actual[i]) + Math.Abs(forecast[i])) / 2;
            absolute += error;
            square += error * error;
            symmetric += scale > 0 ? error / scale : 0;
        }

        return new(actual.Length, absolute / actual.Length, Math.Sqrt(square / actual.Length), 100 * symmetric / actual.Length);
    }
}

/// <summary>The references a forecast has to beat, on a clock of 24 hours a day.</summary>
public static class NaiveReference
{
    private const int Week = 168;

    /// <summary>
    /// Mean absolute errors of the naive forecasts over <paramref name="actual"/>: weekly (the same hour seven days earlier) and by day of week
    /// (seven days earlier on Monday, Saturday and Sunday, the day before otherwise). Without <paramref name="weekBefore"/> the first seven
    /// days are left out, as epftoolbox does.
    /// </summary>
    /// <param name="start">First hour of <paramref name="actual"/>, local clock.</param>
    /// <param name="actual">Prices, 24 a day.</param>
    /// <param name="weekBefore">The 168 prices before <paramref name="start"/>, or empty.</param>
    public static (double Weekly, double DayOfWeek) MeanAbsoluteErrors(
        DateTime start,
        ReadOnlySpan<double> actual,
        ReadOnlySpan<double> weekBefore
    )
    {
        double weekly = 0;
        double dayOfWeek = 0;
        var first = weekBefore.Length == Week ? 0 : Week;
        for (var i = first; i < actual.Length; i++)
        {
            var likeWeekBefore =
                start.AddHours(i).DayOfWeek is System.DayOfWeek.Monday or System.DayOfWeek.Saturday or System.DayOfWeek.Sunday;
            var back = i - (likeWeekBefore ? Week : 24);
            weekly += Math.Abs(actual[i] - (i < Week ? weekBefore[i] : actual[i - Week]));
            dayOfWeek += Math.Abs(actual[i] - (back < 0 ? weekBefore[Week + back] : actual[back]));
        }

        var n = actual.Length - first;
        return n > 0 ? (weekly / n, dayOfWeek / n) : (double.NaN, double.NaN);
    }
}
