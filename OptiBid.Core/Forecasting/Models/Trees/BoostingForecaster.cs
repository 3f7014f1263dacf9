using OptiBid.Core.Forecasting.Features;

namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>
/// Day-ahead prices by boosted trees on the features of the house, all hours in one model with the hour as a feature; absolute loss. Prices count from
/// the mean of the week before in deviations of the four weeks before, so that the trees meet levels that they know. Fitted anew at the begin of
/// each calendar week on up to three years; what was asked before does not matter.
/// </summary>
internal sealed class BoostingForecaster : IForecaster
{
    private const int FewestDays = 35;
    private const int FirstRow = 7;
    private const int MostDays = 1092;
    private const int HeldOutDays = 56;
    private readonly RememberedModels<Fitted> _fitted = new(64);

    /// <inheritdoc/>
    public ForecasterInfo Info { get; } =
        new(
            "boosting",
            "trees",
            "gradient boosted trees, all hours in one model, absolute loss; fitted each calendar week on up to 1,092 days",
            FewestDays
        );

    /// <inheritdoc/>
    public double[]? Forecast(DailyPanel panel, int day, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(panel);
        if (day < FewestDays || day > panel.Days || panel.Exogenous.Any(e => e.Length <= day))
        {
            return null;
        }

        var until = RememberedModels<Fitted>.PeriodStart(panel, day, 7, FewestDays);
        var model = _fitted.Get(panel, until, () => Fit(panel, until, cancellationToken));
        var rows = ScaledRows.Of(panel, day, 1);
        var prices = new double[24];
        for (var h = 0; h < 24; h++)
        {
            prices[h] = rows.Price(h, model.Trees.Score(rows.Row(h)));
        }

        return prices;
    }

    private static Fitted Fit(DailyPanel panel, int until, CancellationToken cancellationToken)
    {
        var first = Math.Max(FirstRow, until - MostDays);
        var rows = ScaledRows.Of(panel, first, until - first);
        var targets = new float[rows.Count];
        for (var r = 0; r < targets.Length; r++)
        {
            targets[r] = rows.Scaled(r, panel.Prices[first + (r / 24)][r % 24]);
        }

        var heldOut = 24 * Math.Min(HeldOutDays, (until - first) / 4);
        return new(GradientBoosting.Fit(rows.Values, rows.Width, targets, heldOut, Settings, cancellationToken));
    }

    /// <summary>Usual values, not tuned to a market.</summary>
    internal static BoostingSettings Settings { get; } =
        new()
        {
            Loss = BoostingLoss.Absolute,
            Rounds = 250,
            LeastWeight = 20,
        };

    private sealed record Fitted(BoostedTrees Trees);
}

/// <summary>Hourly features whose prices count from the mean of the week before in deviations of the four weeks before.</summary>
internal sealed class ScaledRows
{
    private readonly float[] _mean;
    private readonly float[] _scale;

    private ScaledRows(float[] values, int width, float[] mean, float[] scale) =>
        (Values, Width, _mean, _scale) = (values, width, mean, scale);

    /// <summary>Row by row.</summary>
    public float[] Values { get; }

    /// <summary>Values a row.</summary>
    public int Width { get; }

    /// <summary>Number of rows.</summary>
    public int Count => _mean.Length;

    /// <summary>Rows of a range of days.</summary>
    public static ScaledRows Of(DailyPanel panel, int firstDay, int days)
    {
        var request = new FeatureRequest(panel, firstDay, days, true);
        var built = FeatureStore.Build(request, FeatureStore.Of(request));
        if (built.Failure is { } failure)
        {
            throw new InvalidOperationException(failure.Message);
        }

        var table = built.Value;
        var (means, deviations) = (table.ColumnOf("mean-7"), table.ColumnOf("volatility-28"));
        var (mean, scale) = (new float[table.Rows], new float[table.Rows]);
        for (var r = 0; r < mean.Length; r++)
        {
            var row = table.Values.AsSpan(r * table.Width, table.Width);
            (mean[r], scale[r]) = (row[means], Math.Max(row[deviations], 1e-3f));
            for (var c = 0; c < row.Length; c++)
            {
                row[c] = table.Features[c].Kind switch
                {
                    FeatureKind.PriceLevel => (row[c] - mean[r]) / scale[r],
                    FeatureKind.PriceDifference => row[c] / scale[r],
                    _ => row[c],
                };
            }
        }

        return new(table.Values, table.Width, mean, scale);
    }

    /// <summary>One row.</summary>
    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Width, Width);

    /// <summary>A price on the scale of a row.</summary>
    public float Scaled(int row, double price) => (float)((price - _mean[row]) / _scale[row]);

    /// <summary>The price of a scaled value.</summary>
    public double Price(int row, float scaled) => _mean[row] + ((double)scaled * _scale[row]);
}
