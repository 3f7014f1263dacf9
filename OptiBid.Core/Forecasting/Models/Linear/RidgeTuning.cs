namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>Chooses the penalty of a ridge window on the year before a day, in weekly steps; nothing from that day on is read.</summary>
internal static class RidgeTuning
{
    private const int YearDays = 364;
    private const int FirstDayOfHistory = 63;
    private const int FewestTrials = 8;
    private const double DefaultPenalty = 1;
    private static readonly double[] s_penalties = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

    /// <summary>
    /// The penalty with the smallest absolute error over the trials. Under eight trials (history below about 17 weeks) it is 1, which captured
    /// most on the first months of ERCOT HB_NORTH 2016 and 2022 and all but as much as 0.3 in 2015.
    /// </summary>
    public static double Choose(DailyPanel panel, int day, int window, int threads, CancellationToken cancellationToken)
    {
        var days = Enumerable.Range(0, YearDays / 7).Select(k => day - YearDays + (7 * k)).Where(d => d >= FirstDayOfHistory).ToList();
        if (days.Count < FewestTrials)
        {
            return DefaultPenalty;
        }

        var errors = new double[days.Count][];
        Parallel.For(
            0,
            days.Count,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            i =>
            {
                var actual = panel.Prices[days[i]];
                errors[i] =
                [
                    .. RidgeModel
                        .Forecast(panel, days[i], window, s_penalties)!
                        .Select(f => f.Zip(actual, (a, b) => Math.Abs(a - b)).Sum()),
                ];
            }
        );
        return s_penalties[Enumerable.Range(0, s_penalties.Length).MinBy(p => errors.Sum(e => e[p]))];
    }
}
