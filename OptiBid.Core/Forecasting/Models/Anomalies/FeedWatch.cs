namespace OptiBid.Core.Forecasting.Models.Anomalies;

/// <summary>Rules for what needs no statistics.</summary>
public enum FeedRule
{
    /// <summary>None is broken.</summary>
    None,

    /// <summary>Hours that are there on most days are missing.</summary>
    MissingHours,

    /// <summary>The day is a copy of one of the seven before.</summary>
    Copy,

    /// <summary>One value for longer than ever before.</summary>
    FlatLine,
}

/// <summary>What the watch of a feed says of one day.</summary>
/// <param name="Machine">The support vector machine is past its threshold.</param>
/// <param name="Rule">The rule that the day breaks.</param>
/// <param name="Deviation">The largest robust deviation of an hour is past its threshold: the reference.</param>
/// <param name="Decision">Value of the machine; above 0 is usual.</param>
/// <param name="Strangest">The feature that is farthest from usual.</param>
internal readonly record struct Verdict(bool Machine, FeedRule Rule, bool Deviation, double Decision, string Strangest)
{
    /// <summary>The machine or a rule.</summary>
    public bool IsAnomaly => Machine || Rule != FeedRule.None;
}

/// <summary>
/// The watch of one feed: a one-class machine on the features of days, its threshold set on later days than it was fitted on, and rules for what needs no
/// statistics. Not changed once it is fitted.
/// </summary>
internal sealed class FeedWatch
{
    /// <summary>First day that can be judged.</summary>
    public const int FirstDay = UsualDay.History;

    /// <summary>Fewest days to fit on, with those of the threshold.</summary>
    public const int FewestDays = FirstDay + 60;

    private const int FewestRows = 30;
    private const double Nu = 0.02;
    private const double LeastScale = 0.1;
    private const double Largest = 8;
    private readonly double[] _middle;
    private readonly double[] _scale;
    private readonly OneClassSvm _machine;
    private readonly double _threshold;
    private readonly double _deviationThreshold;
    private readonly int _flat;

    private FeedWatch(double[] middle, double[] scale, OneClassSvm machine, double threshold, double deviationThreshold, int flat) =>
        (_middle, _scale, _machine, _threshold, _deviationThreshold, _flat) = (middle, scale, machine, threshold, deviationThreshold, flat);

    /// <summary>The machine.</summary>
    public OneClassSvm Machine => _machine;

    /// <summary>
    /// Fits to the days from the first that can be judged to <paramref name="end"/>; the last quarter sets the thresholds, at which the share
    /// <paramref name="alarms"/> of all these days is over. Days that break a rule and days without values are left out; null when hardly any are left.
    /// </summary>
    public static FeedWatch? Fit(WatchedFeed feed, int end, double alarms, CancellationToken cancellationToken)
    {
        var days = new List<(double[] Features, double Deviation)>();
        var flat = 0;
        for (var d = FirstDay; d < end; d++)
        {
            var usual = UsualDay.Of(feed, d);
            var day = feed.Feed.Days[d];
            if (day.Any(double.IsFinite) && DayFeatures.Missing(usual, day) == 0 && !DayFeatures.IsCopy(usual, day))
            {
                days.Add((DayFeatures.Of(usual, day), DayFeatures.LargestDeviation(usual, day)));
                flat = Math.Max(flat, UsualDay.LongestRun(day));
            }
        }

        if (days.Count < FewestRows)
        {
            return null;
        }

        var fitted = days.Count * 3 / 4;
        var (middle, scale) = Standard([.. days.Take(fitted).Select(d => d.Features)]);
        double[][] rows = [.. days.Select(d => Scaled(d.Features, middle, scale))];
        var machine = OneClassSvm.Fit(rows[..fitted], Nu, 1.0 / DayFeatures.Count, 1e-6, cancellationToken);
        var over = (int)Math.Round(alarms * rows.Length);
        var threshold = rows.Select(r => machine.Decide(r)).Order().ElementAt(Math.Min(over, rows.Length - 1));
        var deviation = days.Select(d => d.Deviation).OrderDescending().ElementAt(Math.Min(over, rows.Length - 1));

        // What lies no nearer to any vector than the farthest point there is must be over, whatever the days of the threshold say.
        return new(middle, scale, machine, Math.Max(threshold, (1e-6 - 1) * machine.Rho), deviation, flat);
    }

    /// <summary>Judges a day of the feed, or other values in its place.</summary>
    public Verdict Judge(UsualDay usual, double[] day)
    {
        var row = Scaled(DayFeatures.Of(usual, day), _middle, _scale);
        var decision = _machine.Decide(row);
        var strangest = 0;
        for (var f = 1; f < row.Length; f++)
        {
            strangest = row[f] > row[strangest] ? f : strangest;
        }

        return new(
            decision < _threshold,
            Rule(usual, day),
            DayFeatures.LargestDeviation(usual, day) > _deviationThreshold,
            decision,
            DayFeatures.Names[strangest]
        );
    }

    /// <summary>The row that the machine sees.</summary>
    public double[] RowOf(UsualDay usual, double[] day) => Scaled(DayFeatures.Of(usual, day), _middle, _scale);

    private FeedRule Rule(UsualDay usual, double[] day) =>
        DayFeatures.Missing(usual, day) > 0 ? FeedRule.MissingHours
        : DayFeatures.IsCopy(usual, day) ? FeedRule.Copy
        : UsualDay.LongestRun(day) is var run && run >= 4 && run > _flat + 1 ? FeedRule.FlatLine
        : FeedRule.None;

    private static (double[] Middle, double[] Scale) Standard(double[][] rows)
    {
        var (middle, scale) = (new double[DayFeatures.Count], new double[DayFeatures.Count]);
        for (var f = 0; f < middle.Length; f++)
        {
            var values = rows.Select(r => r[f]).ToArray();
            middle[f] = UsualDay.Middle(values);
            scale[f] = Math.Max(1.4826 * UsualDay.Middle([.. values.Select(v => Math.Abs(v - middle[f]))]), LeastScale);
        }

        return (middle, scale);
    }

    /// <summary>Deviations from the middle; less than usual is not strange.</summary>
    private static double[] Scaled(double[] features, double[] middle, double[] scale)
    {
        var row = new double[features.Length];
        for (var f = 0; f < row.Length; f++)
        {
            row[f] = Math.Clamp((features[f] - middle[f]) / scale[f], 0, Largest);
        }

        return row;
    }
}
