namespace OptiBid.Core.Forecasting.Models.Blend;

/// <summary>
/// Shifts each hour by a part of what forecasts of that hour lately were too low or too high (intercept correction, Clements and Hendry 1996).
/// The numbers were chosen on the year before the test split of the benchmark; their neighbours did as well.
/// </summary>
internal static class InterceptCorrection
{
    /// <summary>After so many days an error counts half.</summary>
    private const double HalfLifeDays = 5;

    /// <summary>Part of the mean error by which a forecast is shifted.</summary>
    private const double Part = 0.4;

    /// <summary>An error counts as at most so many times the median size of all: one spike is no habit.</summary>
    private const double MostMedians = 2;

    /// <summary>What to add to the forecast of each hour.</summary>
    /// <param name="errors">By day, the newest first, and hour: price less forecast.</param>
    /// <param name="days">Days that make a full history; of fewer the shift is the smaller.</param>
    public static double[] Of(IReadOnlyList<double[]> errors, int days)
    {
        var shift = new double[24];
        if (errors.Count == 0)
        {
            return shift;
        }

        var sizes = errors.SelectMany(e => e).Select(Math.Abs).Order().ToArray();
        var most = MostMedians * ((sizes[(sizes.Length - 1) / 2] + sizes[sizes.Length / 2]) / 2);
        var all = Enumerable.Range(0, days).Sum(Counts);
        for (var age = 0; age < errors.Count; age++)
        {
            for (var hour = 0; hour < 24; hour++)
            {
                shift[hour] += Part * Counts(age) / all * Math.Clamp(errors[age][hour], -most, most);
            }
        }

        return shift;
    }

    private static double Counts(int age) => Math.Pow(0.5, age / HalfLifeDays);
}
