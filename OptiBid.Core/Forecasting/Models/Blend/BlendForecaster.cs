namespace OptiBid.Core.Forecasting.Models.Blend;

/// <summary>
/// Mean of models that err in different ways. Linear with many inputs and with few and alike days (kernel), every calibration window of theirs
/// for itself, get weights that go with their errors of the last four weeks (<see cref="OnlineWeights"/>) and hours that were too low or too high
/// lately are shifted (<see cref="InterceptCorrection"/>); the networks, which are too slow to be asked for past days, get a fixed quarter. One
/// configuration for every market. A model whose history is too short is left out.
/// </summary>
/// <param name="weighed">The models whose windows are weighed.</param>
/// <param name="beside">The model of the fixed part.</param>
internal sealed class BlendForecaster(IReadOnlyList<IEnsembleForecaster> weighed, IForecaster beside) : IForecaster
{
    /// <summary>Raised when the way of blending changes; versions of parts are added.</summary>
    private const int OwnVersion = 3;

    private const double PartBeside = 0.25;
    private readonly RememberedForecasts _windows = new((panel, day, cancellation) => WindowsOf(weighed, panel, day, cancellation));

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
        if (day > panel.Days || panel.Exogenous.Any(e => e.Length <= day))
        {
            return networks;
        }

        var said = _windows.Get(panel, Math.Max(0, day - OnlineWeights.Days), day, cancellationToken);
        if (said.Count == 0 || said[0].Day != day)
        {
            return networks;
        }

        var today = said[0].Forecasts;
        var past = said.Skip(1).Where(p => p.Forecasts.Length == today.Length).ToList();
        var mean = Mean(panel, past, [.. today.Select(f => f.Prices)], Equal(today));
        return networks is null ? mean : [.. mean.Zip(networks, (m, n) => ((1 - PartBeside) * m) + (PartBeside * n))];
    }

    /// <summary>What each window says of a day; windows longer than the history count once.</summary>
    private static WindowForecast[]? WindowsOf(
        IReadOnlyList<IEnsembleForecaster> models,
        DailyPanel panel,
        int day,
        CancellationToken cancellationToken
    )
    {
        var forecasts = new List<WindowForecast>();
        foreach (var model in models)
        {
            if (model.ForecastMembers(panel, day, cancellationToken) is { } said)
            {
                forecasts.AddRange(
                    model
                        .Members.Index()
                        .DistinctBy(m => Math.Min(m.Item.WindowDays, day))
                        .Select(m => new WindowForecast(model.Info.Name, said[m.Index]))
                );
            }
        }

        return forecasts.Count == 0 ? null : [.. forecasts];
    }

    /// <summary>Weights by which every model counts the same.</summary>
    private static double[] Equal(IReadOnlyList<WindowForecast> windows)
    {
        var models = windows.CountBy(w => w.Model).ToDictionary(StringComparer.Ordinal);
        return [.. windows.Select(w => 1.0 / models.Count / models[w.Model])];
    }

    /// <summary>The mean by weights and shift that the past days teach; by the given weights when they are too few.</summary>
    private static double[] Mean(
        DailyPanel panel,
        IReadOnlyList<(int Day, WindowForecast[] Forecasts)> past,
        double[][] today,
        double[] equal
    )
    {
        if (past.Count < OnlineWeights.FewestDays)
        {
            return OnlineWeights.Mean([.. Enumerable.Repeat(equal, OnlineWeights.Blocks)], today);
        }

        var weights = OnlineWeights.Of(
            [.. past.Select(p => p.Forecasts.Select(f => Less(f.Prices, panel.Prices[p.Day])).ToArray())],
            equal
        );
        var shift = InterceptCorrection.Of(
            [.. past.Select(p => Less(panel.Prices[p.Day], OnlineWeights.Mean(weights, [.. p.Forecasts.Select(f => f.Prices)])))],
            OnlineWeights.Days
        );
        return [.. OnlineWeights.Mean(weights, today).Zip(shift, (m, s) => m + s)];
    }

    private static double[] Less(double[] from, double[] what) => [.. from.Zip(what, (f, w) => f - w)];
}
