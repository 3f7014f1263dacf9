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

    /// <summary>The last hours of the day before stand at its start again, more of them than ever before: what comes is late.</summary>
    Late,

    /// <summary>One value for longer than ever before.</summary>
    FlatLine,

    /// <summary>More zeros than ever before.</summary>
    Zeros,

    /// <summary>One feature is far beyond all that was seen.</summary>
    Record,
}

/// <summary>What the watch of a feed says of one day.</summary>
/// <param name="Machine">The support vector machine is past its threshold.</param>
/// <param name="Rule">The rule that the day breaks.</param>
/// <param name="Deviation">The largest robust deviation of an hour is past its threshold: the reference.</param>
/// <param name="Strangeness">How far outside the machine finds it; below 0 is usual.</param>
/// <param name="Strangest">The feature that is farthest from usual.</param>
internal readonly record struct Verdict(bool Machine, FeedRule Rule, bool Deviation, double Strangeness, string Strangest)
{
    /// <summary>The machine or a rule.</summary>
    public bool IsAnomaly => Machine || Rule != FeedRule.None;
}

/// <summary>
/// The watch of one feed: a one-class machine on the features of days, its threshold set on days that it had not seen, and rules for what needs no statistics. Not
/// changed once it is fitted.
/// </summary>
internal sealed class FeedWatch
{
    /// <summary>First day that can be judged.</summary>
    public const int FirstDay = UsualDay.History;

    /// <summary>Fewest days to fit on, with those of the threshold.</summary>
    public const int FewestDays = FirstDay + 60;

    private const int FewestRows = 30;
    private const double Nu = 0.02;
    private const double Gamma = 1;
    private const double Margin = 1.3;
    private const int Parts = 4;
    private const double TailShare = 0.98;
    private const double LeastScale = 0.3;
    private const double Largest = 8;
    private readonly Standard _standard;
    private readonly OneClassSvm _machine;
    private readonly double _threshold;
    private readonly double _deviationThreshold;
    private readonly (int Repeated, int Flat, int Zeros) _most;

    private FeedWatch(
        Standard standard,
        OneClassSvm machine,
        double threshold,
        double deviationThreshold,
        (int Repeated, int Flat, int Zeros) most
    ) => (_standard, _machine, _threshold, _deviationThreshold, _most) = (standard, machine, threshold, deviationThreshold, most);

    /// <summary>
    /// Fits to the days from the first that can be judged to <paramref name="end"/>. The threshold of the machine comes from machines that are fitted on three
    /// quarters of these days and asked about the fourth: it is somewhat beyond where the share <paramref name="alarms"/> of them is over. Days that break a rule and days
    /// without values are left out; null when hardly any are left.
    /// </summary>
    public static FeedWatch? Fit(WatchedFeed feed, int end, double alarms, CancellationToken cancellationToken)
    {
        var days = new List<(double[] Features, double Deviation)>();
        var (repeated, flat, zeros) = (0, 0, 0);
        for (var d = FirstDay; d < end; d++)
        {
            var usual = UsualDay.Of(feed, d);
            var day = feed.Feed.Days[d];
            if (day.Any(double.IsFinite) && DayFeatures.Missing(usual, day) == 0 && !DayFeatures.IsCopy(usual, day))
            {
                days.Add((DayFeatures.Of(usual, day), DayFeatures.LargestDeviation(usual, day)));
                repeated = Math.Max(repeated, UsualDay.Repeated(usual.Recent[^1], day));
                flat = Math.Max(flat, UsualDay.LongestRun(day));
                zeros = Math.Max(zeros, day.Count(v => v == 0));
            }
        }

        if (days.Count < FewestRows)
        {
            return null;
        }

        double[][] features = [.. days.Select(d => d.Features)];
        var over = Math.Min((int)Math.Round(alarms * features.Length), features.Length - 1);
        var strangeness = Unseen(features, cancellationToken).OrderDescending().ElementAt(over);
        var deviation = days.Select(d => d.Deviation).OrderDescending().ElementAt(over);
        var (standard, machine) = Learn(features, cancellationToken);
        return new(standard, machine, (Margin * Math.Max(0, strangeness)) + 1, deviation, (repeated, flat, zeros));
    }

    /// <summary>Judges a day of the feed, or other values in its place.</summary>
    public Verdict Judge(UsualDay usual, double[] day)
    {
        var features = DayFeatures.Of(usual, day);
        var row = _standard.Scaled(features);
        var strangeness = _machine.Strangeness(row);
        var strangest = 0;
        for (var f = 1; f < row.Length; f++)
        {
            strangest = row[f] > row[strangest] ? f : strangest;
        }

        return new(
            strangeness > _threshold,
            Rule(usual, day, features),
            DayFeatures.LargestDeviation(usual, day) > _deviationThreshold,
            strangeness,
            DayFeatures.Names[strangest]
        );
    }

    private static (Standard Standard, OneClassSvm Machine) Learn(double[][] features, CancellationToken cancellationToken)
    {
        var standard = Standard.Of(features);
        return (standard, OneClassSvm.Fit([.. features.Select(standard.Scaled)], Nu, Gamma, 1e-6, cancellationToken));
    }

    /// <summary>How strange each day is to a machine that has not seen its quarter of the past.</summary>
    private static IEnumerable<double> Unseen(double[][] features, CancellationToken cancellationToken)
    {
        for (var part = 0; part < Parts; part++)
        {
            var (from, to) = (part * features.Length / Parts, (part + 1) * features.Length / Parts);
            var (standard, machine) = Learn([.. features[..from], .. features[to..]], cancellationToken);
            foreach (var day in features[from..to])
            {
                yield return machine.Strangeness(standard.Scaled(day));
            }
        }
    }

    private FeedRule Rule(UsualDay usual, double[] day, double[] features) =>
        DayFeatures.Missing(usual, day) > 0 ? FeedRule.MissingHours
        : DayFeatures.IsCopy(usual, day) ? FeedRule.Copy
        : UsualDay.Repeated(usual.Recent[^1], day) > _most.Repeated ? FeedRule.Late
        : UsualDay.LongestRun(day) is var run && run >= 4 && run > _most.Flat + 1 ? FeedRule.FlatLine
        : day.Count(v => v == 0) is var zeros && zeros >= 3 && zeros > _most.Zeros + 1 ? FeedRule.Zeros
        : _standard.IsBeyond(features) ? FeedRule.Record
        : FeedRule.None;

    /// <summary>Features count from their middle in steps to the tail that one day in fifty reaches.</summary>
    private sealed record Standard(double[] Middle, double[] Scale, double[] Most)
    {
        /// <summary>Those of rows.</summary>
        public static Standard Of(double[][] rows)
        {
            var (middle, scale, most) = (new double[DayFeatures.Count], new double[DayFeatures.Count], new double[DayFeatures.Count]);
            for (var f = 0; f < middle.Length; f++)
            {
                var values = rows.Select(r => r[f]).Order().ToArray();
                middle[f] = UsualDay.Middle(values);
                scale[f] = Math.Max(values[(int)(TailShare * (values.Length - 1))] - middle[f], LeastScale);
                most[f] = values[^1];
            }

            return new(middle, scale, most);
        }

        /// <summary>A row for the machine; less than usual is not strange.</summary>
        public double[] Scaled(double[] features)
        {
            var row = new double[features.Length];
            for (var f = 0; f < row.Length; f++)
            {
                row[f] = Math.Clamp((features[f] - Middle[f]) / Scale[f], 0, Largest);
            }

            return row;
        }

        /// <summary>True where a feature is half as far out again as ever, and a little more.</summary>
        public bool IsBeyond(double[] features)
        {
            for (var f = 0; f < features.Length; f++)
            {
                if (features[f] > Most[f] + (0.5 * (Most[f] - Middle[f])) + DayFeatures.Slack(f))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
