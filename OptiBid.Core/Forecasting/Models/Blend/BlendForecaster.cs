namespace OptiBid.Core.Forecasting.Models.Blend;

/// <summary>
/// Mean of models that err in different ways. Linear with many inputs and with few and alike days (kernel), every calibration window of theirs
/// for itself, get weights that go with their errors of the last four weeks (<see cref="OnlineWeights"/>); the networks, which are too slow to
/// be asked for past days, a fixed quarter. One configuration for every market. A model whose history is too short is left out.
/// </summary>
/// <param name="weighed">The models whose windows are weighed.</param>
/// <param name="beside">The model of the fixed part.</param>
internal sealed class BlendForecaster(IReadOnlyList<IEnsembleForecaster> weighed, IForecaster beside) : IForecaster
{
    /// <summary>Raised when the way of blending changes; versions of parts are added.</summary>
    private const int OwnVersion = 3;

    private const double PartBeside = 0.25;
    private readonly PastForecasts _past = new((panel, day, cancellation) => Windows(weighed, panel, day, cancellation)?.Forecasts);

    /// <inheritdoc/>
    public ForecasterInfo Info { get; } =
        new(
            "blend",
            "blend",
            $"windows of {string.Join(", ", weighed.Select(m => m.Info.Name))} weighed by their errors of the last {OnlineWeights.Days} days, 75 %; {beside.Info.Name}, 25 %",
            weighed.Min(m => m.Info.MinimumHistoryDays)
        )
        {
            // A new version of a part is one of the blend.
            Version = OwnVersion + weighed.Append(beside).Sum(m => m.Info.Version - 1),
            Effort =
                $"it takes as long as all its parts together: {string.Join(", ", weighed.Append(beside).Select(m => m.Info.Name))}; the first time it also forecasts the {OnlineWeights.Days} days before, by which the parts are weighed",
        };

    /// <inheritdoc/>
    public double[]? Forecast(DailyPanel panel, int day, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(panel);
        var networks = beside.Forecast(panel, day, cancellationToken);
        if (Windows(weighed, panel, day, cancellationToken) is not { } today)
        {
            return networks;
        }

        var errors = _past
            .Get(panel, Math.Max(0, day - OnlineWeights.Days), day, cancellationToken)
            .Where(p => p.Forecasts.Length == today.Forecasts.Length)
            .Select(p => p.Forecasts.Select(f => Less(f, panel.Prices[p.Day])).ToArray())
            .ToList();
        var mean = OnlineWeights.Mean(OnlineWeights.Of(errors, today.Equal), today.Forecasts);
        return networks is null ? mean : [.. mean.Zip(networks, (m, n) => ((1 - PartBeside) * m) + (PartBeside * n))];
    }

    /// <summary>What each window says of a day, and weights by which every model counts the same; windows longer than the history count once.</summary>
    private static (double[][] Forecasts, double[] Equal)? Windows(
        IReadOnlyList<IEnsembleForecaster> models,
        DailyPanel panel,
        int day,
        CancellationToken cancellationToken
    )
    {
        var forecasts = new List<double[]>();
        var weights = new List<double>();
        foreach (var model in models)
        {
            if (model.ForecastMembers(panel, day, cancellationToken) is { } said)
            {
                var apart = model.Members.Index().DistinctBy(m => Math.Min(m.Item.WindowDays, day)).Select(m => said[m.Index]).ToList();
                forecasts.AddRange(apart);
                weights.AddRange(Enumerable.Repeat(1.0 / apart.Count, apart.Count));
            }
        }

        return forecasts.Count == 0 ? null : ([.. forecasts], [.. weights.Select(w => w / weights.Sum())]);
    }

    private static double[] Less(double[] forecast, double[] prices) => [.. forecast.Zip(prices, (f, p) => f - p)];
}
