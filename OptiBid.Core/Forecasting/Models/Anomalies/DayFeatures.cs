namespace OptiBid.Core.Forecasting.Models.Anomalies;

/// <summary>What a day of a feed looks like beside what is usual: eleven numbers, each about 0 on a usual day and larger the stranger it is.</summary>
internal static class DayFeatures
{
    /// <summary>How many.</summary>
    public const int Count = 11;

    /// <summary>Names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "largest deviation that neighbours do not share",
        "median deviation that neighbours do not share",
        "largest difference to the nearest neighbour",
        "median difference to the nearest neighbour",
        "largest step",
        "longest run of equal values",
        "missing hours",
        "zeros",
        "likeness to one of the seven days before",
        "fits better when moved by hours",
        "size and sign of values",
    ];

    /// <summary>The numbers of a day.</summary>
    public static double[] Of(UsualDay usual, double[] day)
    {
        var z = new double[24];
        for (var h = 0; h < 24; h++)
        {
            z[h] = (day[h] - usual.Median[h]) / usual.Scale[h];
        }

        var (own, ownMiddle) = (Most(z, (_, v) => Math.Abs(v)), Middle(z, (_, v) => Math.Abs(v)));
        var (other, otherMiddle) = Nearest(usual, z);
        var missing = Enumerable.Range(0, 24).Count(h => usual.Expected[h] && !double.IsFinite(day[h]));
        var size = Math.Abs(Math.Log(Math.Max(UsualDay.MedianSize(day), 1e-3 * usual.Size) / usual.Size));
        return
        [
            Log(Math.Min(own, other ?? own)),
            Log(Math.Min(ownMiddle, otherMiddle ?? ownMiddle)),
            Log(other ?? 0),
            Log(otherMiddle ?? 0),
            Math.Min(Log(UsualDay.LargestStep(day) / usual.Jump), Log(other ?? double.MaxValue)),
            Math.Log(Math.Max(1, (double)UsualDay.LongestRun(day) / Math.Max(2, usual.Flat))),
            Log(10 * missing),
            Log(Math.Max(0, day.Count(v => v == 0) - usual.Zeros)),
            Likeness(usual, day),
            Moved(usual, day),
            Math.Min(size, Log(otherMiddle ?? double.MaxValue)) + Sign(usual, day),
        ];
    }

    /// <summary>The largest deviation of an hour: the usual check of a feed, and the reference.</summary>
    public static double LargestDeviation(UsualDay usual, double[] day) =>
        Most(day, (h, v) => Math.Abs((v - usual.Median[h]) / usual.Scale[h]));

    /// <summary>True where the day is a copy of one of the seven before.</summary>
    public static bool IsCopy(UsualDay usual, double[] day) =>
        usual.Recent.Any(r => UsualDay.Apart(day, r) <= 1e-9 * usual.Size) && UsualDay.LongestRun(day) < 24;

    /// <summary>Number of expected hours that are missing.</summary>
    public static int Missing(UsualDay usual, double[] day) =>
        Enumerable.Range(0, 24).Count(h => usual.Expected[h] && !double.IsFinite(day[h]));

    private static (double? Largest, double? Middle) Nearest(UsualDay usual, double[] z)
    {
        (double? largest, double? middle) = (null, null);
        foreach (var expectation in usual.Expectations)
        {
            var (l, m) = (Most(z, expectation.Distance), Middle(z, expectation.Distance));
            largest = largest is { } a ? Math.Min(a, l) : l;
            middle = middle is { } b ? Math.Min(b, m) : m;
        }

        return (largest, middle);
    }

    private static double Likeness(UsualDay usual, double[] day)
    {
        var nearest = usual.Recent.Min(r => UsualDay.Apart(day, r));
        return double.IsFinite(nearest) ? Math.Max(0, -Math.Log(Math.Max(nearest, 1e-9 * usual.Step) / usual.Step)) : 0;
    }

    /// <summary>How much nearer to what is expected the day is when it is moved by one to three hours.</summary>
    private static double Moved(UsualDay usual, double[] day)
    {
        var gain = 0.0;
        var straight = Off(usual, day, 0);
        for (var by = -3; by <= 3; by++)
        {
            gain = by == 0 ? gain : Math.Max(gain, Math.Log((straight + 0.02) / (Off(usual, day, by) + 0.02)));
        }

        return double.IsFinite(gain) ? gain : 0;
    }

    private static double Off(UsualDay usual, double[] day, int by)
    {
        var best = double.PositiveInfinity;
        foreach (var expectation in usual.Expectations.DefaultIfEmpty())
        {
            var apart = new double[24];
            for (var h = 0; h < 24; h++)
            {
                var from = h + by;
                apart[h] = from is >= 0 and < 24
                    ? Math.Abs(((day[from] - usual.Median[h]) / usual.Scale[h]) - (expectation?.Deviations[h] ?? 0))
                    : double.NaN;
            }

            best = Math.Min(best, UsualDay.Middle(apart));
        }

        return best;
    }

    /// <summary>0 where values point like the expected ones, 2 where they point the other way.</summary>
    private static double Sign(UsualDay usual, double[] day)
    {
        var (xy, xx, yy) = (0.0, 1e-12, 1e-12);
        for (var h = 0; h < 24; h++)
        {
            if (double.IsFinite(day[h]))
            {
                xy += day[h] * usual.Median[h];
                xx += day[h] * day[h];
                yy += usual.Median[h] * usual.Median[h];
            }
        }

        return 1 - (xy / Math.Sqrt(xx * yy));
    }

    private static double Log(double value) => Math.Log(1 + Math.Min(value, 1e9));

    private static double Most(double[] values, Func<int, double, double> of)
    {
        var most = 0.0;
        for (var h = 0; h < values.Length; h++)
        {
            most = of(h, values[h]) is var v && v > most ? v : most;
        }

        return most;
    }

    private static double Middle(double[] values, Func<int, double, double> of) => UsualDay.Middle([.. values.Select((v, h) => of(h, v))]);
}
