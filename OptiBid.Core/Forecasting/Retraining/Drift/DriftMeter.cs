using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Core.Forecasting.Retraining.Drift;

/// <summary>Measures drift. Stateless.</summary>
internal static class DriftMeter
{
    /// <summary>Days whose inputs are compared with the calibration window, and over which the relative error rolls.</summary>
    public const int RecentDays = 28;

    /// <summary>Days that the test of Page and Hinkley learns the usual error from.</summary>
    public const int LearningDays = 60;

    /// <summary>Rise that the test lets pass, in standard deviations of the logarithm of a day's relative error.</summary>
    public const double Tolerance = 0.5;

    /// <summary>Height from which the test alarms, in the same unit.</summary>
    public const double Limit = 8;

    /// <summary>No error is smaller, so that its logarithm is a number.</summary>
    private const double Smallest = 1e-6;

    /// <summary>Days before and after a day of the year that are its season.</summary>
    private const int SeasonDays = 21;

    /// <summary>
    /// The inputs of the recent days against those of a calibration window. The bins are those of the whole window, so that they stay; the
    /// shares to compare with are those of its days in the same season (where there are enough), because load in July is not load in January and
    /// no model has to be trained anew for that.
    /// </summary>
    /// <param name="panel">Prices and exogenous forecasts; NaN is left out.</param>
    /// <param name="names">Names of the series.</param>
    /// <param name="calibration">First and last day of the calibration window, indices.</param>
    /// <param name="last">Last of the recent days, index.</param>
    /// <param name="limit">From here an input alarms.</param>
    public static IReadOnlyList<InputDrift> Inputs(
        DailyPanel panel,
        IReadOnlyList<string> names,
        (int From, int To) calibration,
        int last,
        double limit
    )
    {
        var recent = Range(last - RecentDays + 1, last);
        var whole = Range(calibration.From, calibration.To);
        var middle = panel.FirstDay.AddDays(last - (RecentDays / 2)).DayOfYear;
        var season = whole.Where(d => Distance(panel.FirstDay.AddDays(d).DayOfYear, middle) <= SeasonDays).ToList();
        var drifts = new List<InputDrift>();
        foreach (var (name, series) in names.Zip(panel.Exogenous.Prepend(panel.Prices)))
        {
            IEnumerable<double> Of(IEnumerable<int> days) => days.SelectMany(d => series[d]);
            if (!Of(whole).Any(double.IsFinite))
            {
                drifts.Add(new(name, null, null, false));
                continue;
            }

            var bins = PopulationStability.Fix(Of(whole));
            var year = PopulationStability.Index(bins, Of(recent));
            var psi =
                season.Count >= RecentDays ? PopulationStability.Index(PopulationStability.WithShares(bins, Of(season)), Of(recent)) : year;
            drifts.Add(new(name, psi, year, psi > limit));
        }

        return drifts;
    }

    /// <summary>
    /// The errors of days in a row: the relative error over <see cref="RecentDays"/> of them, and the test after the first ones. The test is of the
    /// day's error over that of the naive reference: a market that grows wild makes every forecast worse, which no retraining mends.
    /// </summary>
    public static IReadOnlyList<DayDrift> Errors(IReadOnlyList<(DateOnly Day, double Mae, double NaiveMae)> days)
    {
        var logs = days.Select(d => Math.Log(Math.Max(d.Mae, Smallest) / Math.Max(d.NaiveMae, Smallest))).ToArray();
        var learned = logs.Take(LearningDays).ToArray();
        var test = new PageHinkley(Tolerance, Limit);
        var (mean, deviation) = Moments(learned);
        var result = new List<DayDrift>(days.Count);
        for (var i = 0; i < days.Count; i++)
        {
            var score = deviation > 0 ? (logs[i] - mean) / deviation : 0;
            double? height = null;
            if (i < LearningDays)
            {
                test.Learn(score);
            }
            else
            {
                test.Add(score);
                height = test.Height;
            }

            var window = days.Skip(i - RecentDays + 1).Take(RecentDays).ToList();
            var naive = window.Sum(d => d.NaiveMae);
            double? rolling = i < RecentDays - 1 || naive <= 0 ? null : window.Sum(d => d.Mae) / naive;
            result.Add(new(days[i].Day, days[i].Mae, days[i].NaiveMae, rolling, height));
        }

        return result;
    }

    private static (double Mean, double Deviation) Moments(double[] values)
    {
        if (values.Length == 0)
        {
            return (0, 0);
        }

        var mean = values.Average();
        return (mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
    }

    private static List<int> Range(int from, int to) => [.. Enumerable.Range(Math.Max(0, from), Math.Max(0, to - Math.Max(0, from) + 1))];

    /// <summary>Days between two days of the year, the short way round.</summary>
    private static int Distance(int one, int other)
    {
        var apart = Math.Abs(one - other);
        return Math.Min(apart, 365 - apart);
    }
}
