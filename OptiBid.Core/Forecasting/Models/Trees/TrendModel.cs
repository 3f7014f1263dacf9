using OptiBid.Core.Forecasting.Features;

namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>Where the mean price of a day goes.</summary>
/// <param name="Before">Mean price of the day before.</param>
/// <param name="UpProbability">Probability that the mean price of the day is higher.</param>
/// <param name="Change">Median of its change.</param>
/// <param name="Trainer">Who trained the trees: XGBoost, LightGBM or own.</param>
public sealed record DayTrend(double Before, double UpProbability, double Change, string Trainer);

/// <summary>Direction and size of the change of the daily mean price. Safe for many threads.</summary>
public interface ITrendAnalyser
{
    /// <summary>
    /// The change from the day before to a day, from what was public before its gate closed; null below 120 days of history. The answer does not depend on
    /// what was asked before.
    /// </summary>
    DayTrend? Analyse(DailyPanel panel, int day, CancellationToken cancellationToken = default);
}

/// <summary>Two boosted models on the features of days: direction by logistic loss, size by absolute loss in deviations of the four weeks before.</summary>
internal sealed class TrendModel(BoostedTrees direction, BoostedTrees size)
{
    /// <summary>Days after which it is fitted anew.</summary>
    public const int EveryDays = 28;

    private const double HeldOutShare = 0.15;

    /// <summary>Fits to all rows; the targets are the changes of the daily mean.</summary>
    public static TrendModel Fit(
        FeatureTable rows,
        IReadOnlyList<double> changes,
        IBoostingTrainer trainer,
        CancellationToken cancellationToken
    )
    {
        var scale = rows.ColumnOf("volatility-28");
        var (up, sized) = (new float[changes.Count], new float[changes.Count]);
        for (var r = 0; r < up.Length; r++)
        {
            up[r] = changes[r] > 0 ? 1 : 0;
            sized[r] = (float)(changes[r] / Scale(rows.Row(r)[scale]));
        }

        var values = rows.Values.AsSpan(0, changes.Count * rows.Width);
        var heldOut = (int)(HeldOutShare * changes.Count);
        var settings = new BoostingSettings
        {
            Rounds = 200,
            Shrinkage = 0.05,
            MostDepth = 3,
        };
        return new(
            trainer.Fit(
                values,
                rows.Width,
                up,
                heldOut,
                settings with
                {
                    Loss = BoostingLoss.Logistic,
                    LeastWeight = 4,
                },
                cancellationToken
            ),
            trainer.Fit(
                values,
                rows.Width,
                sized,
                heldOut,
                settings with
                {
                    Loss = BoostingLoss.Absolute,
                    LeastWeight = 15,
                },
                cancellationToken
            )
        );
    }

    /// <summary>Probability of a rise and size of the change.</summary>
    public (double Up, double Change) Of(FeatureTable rows, int row)
    {
        var values = rows.Row(row);
        return (direction.Score(values), size.Score(values) * Scale(values[rows.ColumnOf("volatility-28")]));
    }

    private static double Scale(float deviation) => Math.Max(deviation, 1e-3);
}

/// <summary>Boosted trees, fitted anew every 28 days of the calendar on up to four years.</summary>
internal sealed class TrendAnalyser(IBoostingTrainer trainer) : ITrendAnalyser
{
    private const int FewestDays = 120;
    private const int MostDays = 1456;
    private const int FirstRow = 8;
    private readonly RememberedModels<TrendModel> _fitted = new(64);

    /// <summary>By the trainer that this machine prefers.</summary>
    public TrendAnalyser()
        : this(BoostingTrainers.All[0]) { }

    /// <inheritdoc/>
    public DayTrend? Analyse(DailyPanel panel, int day, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(panel);
        if (day < FewestDays || day > panel.Days || panel.Exogenous.Any(e => e.Length <= day))
        {
            return null;
        }

        var until = RememberedModels<TrendModel>.PeriodStart(panel, day, TrendModel.EveryDays, FewestDays);
        var model = _fitted.Get(panel, until, () => Fit(panel, until, cancellationToken));
        var rows = Rows(panel, day, 1);
        var (up, change) = model.Of(rows, 0);
        return new(rows.Row(0)[rows.ColumnOf("day-mean")], up, change, trainer.Name);
    }

    private TrendModel Fit(DailyPanel panel, int until, CancellationToken cancellationToken)
    {
        var first = Math.Max(FirstRow, until - MostDays);
        var rows = Rows(panel, first, until - first);
        return TrendModel.Fit(
            rows,
            [.. Enumerable.Range(first, until - first).Select(d => panel.Prices[d].Average() - panel.Prices[d - 1].Average())],
            trainer,
            cancellationToken
        );
    }

    private static FeatureTable Rows(DailyPanel panel, int first, int days)
    {
        var request = new FeatureRequest(panel, first, days, false);
        var built = FeatureStore.Build(request, FeatureStore.Of(request));
        return built.Failure is { } failure ? throw new InvalidOperationException(failure.Message) : built.Value;
    }
}
