namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>A forest for one event, calibrated on what its trees did not see. Asked without allocation.</summary>
internal sealed class RiskModel(RandomForest forest, IsotonicCalibration calibration)
{
    /// <summary>Most days that a model learns from.</summary>
    public const int MostDays = 1092;

    /// <summary>Fewest days.</summary>
    public const int FewestDays = 91;

    /// <summary>Days after which it is fitted anew.</summary>
    public const int EveryDays = 91;

    /// <summary>Share of the trees' answers, not calibrated.</summary>
    public float Raw(ReadOnlySpan<float> row) => forest.Score(row);

    /// <summary>Probability of the event.</summary>
    public float Probability(ReadOnlySpan<float> row) => calibration.Of(forest.Score(row));

    /// <summary>Fits to the days before <paramref name="until"/> that rows are there for.</summary>
    public static RiskModel Fit(RiskRows rows, RiskEvent risk, int until, ForestSettings settings, CancellationToken cancellationToken)
    {
        var first = FirstDay(rows, until);
        var happened = rows.Happened(risk, first, until);
        var days = new int[happened.Length];
        for (var i = 0; i < days.Length; i++)
        {
            days[i] = i / 24;
        }

        var fitted = RandomForest.Fit(rows.Values(first, until), rows.Table.Width, happened, days, settings, cancellationToken);
        return new(fitted.Forest, IsotonicCalibration.Fit(fitted.OutOfBag, happened));
    }

    /// <summary>First day that a model until a day learns from.</summary>
    public static int FirstDay(RiskRows rows, int until) => Math.Max(rows.FirstDay, until - MostDays);
}

/// <summary>Risk of one hour.</summary>
/// <param name="Hour">0 to 23 on the clock of the panel.</param>
/// <param name="SpikeLevel">Price above which it is a spike.</param>
/// <param name="Spike">Probability of a spike.</param>
/// <param name="Negative">Probability of a price below zero.</param>
public sealed record HourRisk(int Hour, double SpikeLevel, double Spike, double Negative);

/// <summary>Probability of spikes and negative prices of a day ahead. Safe for many threads.</summary>
public interface IRiskAssessor
{
    /// <summary>
    /// The 24 hours of a day from what was public before its gate closed; null below 455 days of history. The answer does not depend on what was
    /// asked before.
    /// </summary>
    IReadOnlyList<HourRisk>? Assess(DailyPanel panel, int day, CancellationToken cancellationToken = default);
}

/// <summary>Random forests, fitted anew every 91 days of the calendar.</summary>
internal sealed class RiskAssessor : IRiskAssessor
{
    /// <summary>Days of history below which there is no answer.</summary>
    public const int FewestDays = SpikeLevels.Days + RiskModel.FewestDays;
    private readonly RememberedModels<Pair> _fitted = new(4);

    /// <inheritdoc/>
    public IReadOnlyList<HourRisk>? Assess(DailyPanel panel, int day, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(panel);
        if (day < FewestDays || day > panel.Days || panel.Exogenous.Any(e => e.Length <= day))
        {
            return null;
        }

        var until = RememberedModels<Pair>.PeriodStart(panel, day, RiskModel.EveryDays, FewestDays);
        var pair = _fitted.Get(panel, until, () => Fit(panel, until, cancellationToken));
        var rows = RiskRows.Of(panel, day, 1);
        return
        [
            .. Enumerable
                .Range(0, 24)
                .Select(h => new HourRisk(
                    h,
                    rows.Level(day, h),
                    pair.Spike.Probability(rows.Row(day, h)),
                    pair.Negative.Probability(rows.Row(day, h))
                )),
        ];
    }

    private static Pair Fit(DailyPanel panel, int until, CancellationToken cancellationToken)
    {
        var first = Math.Max(SpikeLevels.Days, until - RiskModel.MostDays);
        var rows = RiskRows.Of(panel, first, until - first);
        var settings = new ForestSettings();
        return new(
            RiskModel.Fit(rows, RiskEvent.Spike, until, settings, cancellationToken),
            RiskModel.Fit(rows, RiskEvent.Negative, until, settings, cancellationToken)
        );
    }

    private sealed record Pair(RiskModel Spike, RiskModel Negative);
}
