namespace OptiBid.Core.Forecasting.Models.Anomalies;

/// <summary>What a day of a feed looks like beside what is usual: seventeen numbers, each about 0 on a usual day and larger the stranger it is.</summary>
internal static class DayFeatures
{
    /// <summary>How many.</summary>
    public const int Count = 17;

    private const double FarOff = 5;
    private const int MovedIndex = 9;
    private const int SizeIndex = 10;

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
        "size of values",
        "sign of values",
        "looks like the days before when moved by hours",
        "looks like neighbours when moved by hours",
        "one hour that stands out from both beside it",
        "less movement than usual",
        "values below zero on more of the day than usual",
    ];

    /// <summary>How far a feature must be out at least to count as a record: the size and the sum over hours move more by themselves.</summary>
    public static double Slack(int feature) => feature is MovedIndex or SizeIndex ? 1 : 0.3;

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
        var missing = Missing(usual, day);
        var (size, sign) = SizeAndSign(usual, day);

        // Where clocks change, a day is moved against the days before but not against its neighbours.
        double[][][] expected =
            usual.Expectations.Count == 0
                ? []
                :
                [
                    [.. usual.Expectations.Select(e => Expected(usual, e))],
                ];
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
            size,
            sign,
            Shape.Moved(day, [usual.Recent, usual.Weeks, .. expected]),
            expected.Length == 0 ? 0 : Shape.Moved(day, expected),
            Math.Min(Log(UsualDay.StandsOut(day) / usual.Alone), Log(other ?? double.MaxValue)),
            Still(usual, day),
            Math.Max(0, 10 * (UsualDay.Negative(day) - usual.Negatives - 0.5)),
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

    /// <summary>
    /// How much nearer to what is expected the day is when it is moved by one to three hours, summed over its hours in usual differences; its level does not
    /// matter, and no hour counts for more than five.
    /// </summary>
    private static double Moved(UsualDay usual, double[] day)
    {
        var straight = Off(usual, day, 0);
        var gain = 0.0;
        for (var by = -3; by <= 3; by++)
        {
            gain = by == 0 ? gain : Math.Max(gain, Nearer(straight, Off(usual, day, by)));
        }

        return gain / 4;
    }

    private static double Nearer(double[] straight, double[] moved)
    {
        var (sum, n) = (0.0, 0);
        for (var h = 0; h < 24; h++)
        {
            if (double.IsFinite(straight[h] - moved[h]))
            {
                sum += straight[h] - moved[h];
                n++;
            }
        }

        return n >= 6 ? 24 * sum / n : 0;
    }

    /// <summary>How far each hour is from what the nearest neighbour, or the usual day, lets expect, with the day moved by hours.</summary>
    private static double[] Off(UsualDay usual, double[] day, int by)
    {
        var nearest = usual.Expectations.Count > 0 ? usual.Expectations[0] : null;
        var apart = new double[24];
        Array.Fill(apart, double.NaN);
        for (var h = Math.Max(0, -by); h < Math.Min(24, 24 - by); h++)
        {
            apart[h] = ((day[h + by] - usual.Median[h]) / usual.Scale[h]) - (nearest?.Deviations[h] ?? 0);
        }

        var (level, off) = (UsualDay.Middle(apart), nearest?.Off ?? 1);
        for (var h = 0; h < 24; h++)
        {
            apart[h] = Math.Min(Math.Abs(apart[h] - level) / off, FarOff);
        }

        return apart;
    }

    /// <summary>
    /// How many times larger or smaller the values are than usual or than neighbours let expect, whichever is nearer, as a logarithm; and 0 where they point
    /// like the expected ones, 2 where they point the other way.
    /// </summary>
    private static (double Size, double Sign) SizeAndSign(UsualDay usual, double[] day)
    {
        var expected = new double[24];
        for (var h = 0; h < 24; h++)
        {
            var move = usual.Expectations.Count > 0 ? usual.Expectations[0].Deviations[h] * usual.Scale[h] : 0;
            expected[h] = double.IsFinite(day[h]) ? usual.Median[h] + (double.IsFinite(move) ? move : 0) : double.NaN;
        }

        var floor = 0.1 * usual.Size;
        var size = Math.Max(UsualDay.MedianSize(day), floor);
        var apart = Math.Min(
            Math.Abs(Math.Log(size / usual.Size)),
            Math.Abs(Math.Log(size / Math.Max(UsualDay.MedianSize(expected), floor)))
        );
        var (xy, xx, yy) = (0.0, 1e-12, 1e-12);
        for (var h = 0; h < 24; h++)
        {
            if (double.IsFinite(day[h]))
            {
                xy += day[h] * expected[h];
                xx += day[h] * day[h];
                yy += expected[h] * expected[h];
            }
        }

        return (apart, 1 - (xy / Math.Sqrt(xx * yy)));
    }

    /// <summary>The values that a neighbour lets expect.</summary>
    private static double[] Expected(UsualDay usual, Expectation expectation) =>
        [.. Enumerable.Range(0, 24).Select(h => usual.Median[h] + (expectation.Deviations[h] * usual.Scale[h]))];

    /// <summary>How many times smaller the range of the day is than usual, as a logarithm.</summary>
    private static double Still(UsualDay usual, double[] day) =>
        UsualDay.RangeOf(day) is var range && double.IsNaN(range) ? 0 : Math.Log(Math.Clamp(usual.Range / Math.Max(range, 1e-9), 1, 1e6));

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
