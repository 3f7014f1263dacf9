namespace OptiBid.Core.Forecasting.Models.Anomalies;

/// <summary>What is usual for a day of a feed, from the 28 days before and from neighbours on the day itself.</summary>
internal sealed class UsualDay
{
    /// <summary>Days before that say what is usual.</summary>
    public const int History = 28;

    private const int Hours = 24;
    private const int MostRepeated = 6;

    private UsualDay(double[] median, double[] scale, bool[] expected) => (Median, Scale, Expected) = (median, scale, expected);

    /// <summary>Median of each hour.</summary>
    public double[] Median { get; }

    /// <summary>Robust deviation of each hour, above 0.</summary>
    public double[] Scale { get; }

    /// <summary>Hours that are there on most days.</summary>
    public bool[] Expected { get; }

    /// <summary>Median over days of the largest step from hour to hour.</summary>
    public double Jump { get; private init; }

    /// <summary>Longest run of equal values, that of the one longest day left out.</summary>
    public int Flat { get; private init; }

    /// <summary>Most zeros of a day, the one with most left out.</summary>
    public int Zeros { get; private init; }

    /// <summary>Median over days of how far one hour stands out from both beside it.</summary>
    public double Alone { get; private init; }

    /// <summary>Largest share of the values of a day that was below zero.</summary>
    public double Negatives { get; private init; }

    /// <summary>Median over days of the range of a day.</summary>
    public double Range { get; private init; }

    /// <summary>Median over days of the root mean square difference to the day before.</summary>
    public double Step { get; private init; }

    /// <summary>Median over days of the median size of a value.</summary>
    public double Size { get; private init; }

    /// <summary>The seven days before.</summary>
    public double[][] Recent { get; private init; } = [];

    /// <summary>The same weekday of the four weeks before.</summary>
    public double[][] Weeks { get; private init; } = [];

    /// <summary>What each neighbour lets expect, in deviations of the feed, with how far off that usually is; the nearest first.</summary>
    public IReadOnlyList<Expectation> Expectations { get; private init; } = [];

    /// <summary>What is usual for day <paramref name="day"/>, which itself is read of neighbours only.</summary>
    public static UsualDay Of(WatchedFeed watched, int day)
    {
        var past = watched.Feed.Days.AsSpan(day - History, History).ToArray();
        var (median, scale) = Robust(past);
        var expected = new bool[Hours];
        for (var h = 0; h < Hours; h++)
        {
            expected[h] = past.Count(d => double.IsFinite(d[h])) * 2 > History;
        }

        return new(median, scale, expected)
        {
            Jump = Math.Max(Middle([.. past.Select(LargestStep)]), 1e-9),
            Flat = past.Select(LongestRun).OrderDescending().ElementAt(1),
            Zeros = past.Select(d => d.Count(v => v == 0)).OrderDescending().ElementAt(1),
            Alone = Math.Max(Middle([.. past.Select(StandsOut)]), 1e-9),
            Negatives = past.Max(Negative),
            Range = Math.Max(Middle([.. past.Select(RangeOf)]), 1e-9),
            Step = Math.Max(Middle([.. past.Skip(1).Zip(past, Apart)]), 1e-9),
            Size = Math.Max(Middle([.. past.Select(MedianSize)]), 1e-9),
            Recent = past[^7..],
            Weeks = [past[0], past[7], past[14], past[21]],
            Expectations =
            [
                .. watched.Neighbours.Select(n => Expectation.Of(past, median, scale, n, day)).OfType<Expectation>().OrderBy(e => e.Off),
            ],
        };
    }

    /// <summary>Median and robust deviation by hour.</summary>
    public static (double[] Median, double[] Scale) Robust(double[][] past)
    {
        var (median, scale) = (new double[Hours], new double[Hours]);
        for (var h = 0; h < Hours; h++)
        {
            var values = past.Select(d => d[h]).ToArray();
            median[h] = Middle(values);
            scale[h] = 1.4826 * Middle([.. values.Select(v => Math.Abs(v - median[h]))]);
        }

        // An hour that hardly ever moves counts as moving a quarter of what the others do, or a hundredth of its size.
        var typical = Middle([.. scale]);
        for (var h = 0; h < Hours; h++)
        {
            scale[h] = Math.Max(Math.Max(scale[h], 0.25 * typical), Math.Max(0.01 * Math.Abs(median[h]), 1e-6));
        }

        return (median, scale);
    }

    /// <summary>Median of the values that are there; 0 of none.</summary>
    public static double Middle(double[] values)
    {
        var there = values.Where(double.IsFinite).Order().ToArray();
        return there.Length == 0 ? 0
            : there.Length % 2 == 1 ? there[there.Length / 2]
            : (there[(there.Length / 2) - 1] + there[there.Length / 2]) / 2;
    }

    /// <summary>Largest step from hour to hour.</summary>
    public static double LargestStep(double[] day)
    {
        var largest = 0.0;
        for (var h = 1; h < day.Length; h++)
        {
            largest = Math.Abs(day[h] - day[h - 1]) is var step && step > largest ? step : largest;
        }

        return largest;
    }

    /// <summary>How many of the last hours of the day before stand at the start of the day again, up to six; more than one only of values that differ.</summary>
    public static int Repeated(double[] before, double[] day)
    {
        for (var hours = MostRepeated; hours > 0; hours--)
        {
            var again = day.AsSpan(0, hours);
            if (
                again.SequenceEqual(before.AsSpan(Hours - hours))
                && !again.ContainsAnyExceptInRange(double.MinValue, double.MaxValue)
                && (hours == 1 || again.ContainsAnyExcept(day[0]))
            )
            {
                return hours;
            }
        }

        return 0;
    }

    /// <summary>How far one hour stands out, on the same side, from both hours beside it.</summary>
    public static double StandsOut(double[] day)
    {
        var most = 0.0;
        for (var h = 0; h < day.Length; h++)
        {
            var (before, after) = (h > 0 ? day[h] - day[h - 1] : double.NaN, h < day.Length - 1 ? day[h] - day[h + 1] : double.NaN);
            var (a, b) = (double.IsNaN(before) ? after : before, double.IsNaN(after) ? before : after);
            most = a * b > 0 ? Math.Max(most, Math.Min(Math.Abs(a), Math.Abs(b))) : most;
        }

        return most;
    }

    /// <summary>Share of the values of a day that are below zero.</summary>
    public static double Negative(double[] day) => day.Count(v => v < 0) / (double)Math.Max(1, day.Count(double.IsFinite));

    /// <summary>Largest value of a day less the smallest.</summary>
    public static double RangeOf(double[] day)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var v in day)
        {
            (low, high) = double.IsFinite(v) ? (Math.Min(low, v), Math.Max(high, v)) : (low, high);
        }

        return high >= low ? high - low : double.NaN;
    }

    /// <summary>Longest run of equal values.</summary>
    public static int LongestRun(double[] day)
    {
        var (longest, run) = (1, 1);
        for (var h = 1; h < day.Length; h++)
        {
            run = day[h] == day[h - 1] ? run + 1 : 1;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    /// <summary>Root mean square difference of two days; infinite when they share no hour.</summary>
    public static double Apart(double[] a, double[] b)
    {
        var (sum, n) = (0.0, 0);
        for (var h = 0; h < a.Length; h++)
        {
            if (double.IsFinite(a[h] - b[h]))
            {
                sum += (a[h] - b[h]) * (a[h] - b[h]);
                n++;
            }
        }

        return n > 0 ? Math.Sqrt(sum / n) : double.PositiveInfinity;
    }

    /// <summary>Median of the sizes of a day's values.</summary>
    public static double MedianSize(double[] day) => Middle([.. day.Select(Math.Abs)]);
}

/// <summary>What a neighbour lets expect of a day: its own deviation from usual times how much of it the feed usually shares.</summary>
/// <param name="Deviations">Expected deviation of each hour, in those of the feed; NaN where the neighbour has no value.</param>
/// <param name="Off">Median size of what the feed does otherwise.</param>
internal sealed record Expectation(double[] Deviations, double Off)
{
    private const double Largest = 5;

    /// <summary>From the days before; null where the neighbour has too few values.</summary>
    public static Expectation? Of(double[][] past, double[] median, double[] scale, double[][] neighbour, int day)
    {
        var theirs = neighbour.AsSpan(day - past.Length, past.Length).ToArray();
        if (theirs.Sum(d => d.Count(double.IsFinite)) < 7 * 24 || !neighbour[day].Any(double.IsFinite))
        {
            return null;
        }

        var (middle, spread) = UsualDay.Robust(theirs);
        var (xy, yy) = (0.0, 1e-9);
        var pairs = new List<(double X, double Y)>(past.Length * 24);
        for (var d = 0; d < past.Length; d++)
        {
            for (var h = 0; h < 24; h++)
            {
                var (x, y) = ((past[d][h] - median[h]) / scale[h], (theirs[d][h] - middle[h]) / spread[h]);
                if (double.IsFinite(x) && double.IsFinite(y))
                {
                    (x, y) = (Math.Clamp(x, -Largest, Largest), Math.Clamp(y, -Largest, Largest));
                    pairs.Add((x, y));
                    xy += x * y;
                    yy += y * y;
                }
            }
        }

        var share = xy / yy;
        var off = 1.4826 * UsualDay.Middle([.. pairs.Select(p => Math.Abs(p.X - (share * p.Y)))]);
        return new([.. Enumerable.Range(0, 24).Select(h => share * (neighbour[day][h] - middle[h]) / spread[h])], Math.Max(off, 0.02));
    }

    /// <summary>How far a deviation is from the expected one, in usual differences; a large move may be off by a tenth of itself too.</summary>
    public double Distance(int hour, double deviation) =>
        Math.Abs(deviation - Deviations[hour]) / (Off + (0.1 * Math.Abs(Deviations[hour])));
}
