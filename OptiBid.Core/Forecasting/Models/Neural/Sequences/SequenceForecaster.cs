namespace OptiBid.Core.Forecasting.Models.Neural.Sequences;

/// <summary>
/// A network with seven quantiles for each hour as its first output, whose median is the forecast. Trained anew on each 28th day of the calendar; a
/// forecast depends on the data before its gate alone.
/// </summary>
internal sealed class SequenceForecaster : IForecaster
{
    private const int TrainedEveryDays = 28;
    private const int MostRemembered = 12;
    private readonly CalendarMemory<TrainedNetwork> _memory = new(TrainedEveryDays, MostRemembered);
    private readonly Func<int, SeededRandom, INetworkDesign> _design;
    private readonly TrainingPlan _plan;
    private readonly ulong _seed;

    public SequenceForecaster(ForecasterInfo info, Func<int, SeededRandom, INetworkDesign> design, TrainingPlan plan, ulong seed) =>
        (Info, _design, _plan, _seed) = (info, design, plan, seed);

    /// <inheritdoc/>
    public ForecasterInfo Info { get; }

    /// <inheritdoc/>
    public double[]? Forecast(DailyPanel panel, int day, CancellationToken cancellationToken = default) =>
        Quantiles(panel, day, cancellationToken) is { } quantiles ? [.. quantiles.Select(q => q[QuantileHead.Median])] : null;

    /// <summary>For each hour the prices at <see cref="QuantileHead.Levels"/>; null when the history is too short.</summary>
    public double[][]? Quantiles(DailyPanel panel, int day, CancellationToken cancellationToken) =>
        TrainedFor(panel, day, cancellationToken) is { } trained ? trained.Prices(trained.Answer(panel, day)[0], panel, day) : null;

    /// <summary>The network that answers for a day; null when the history is too short.</summary>
    public TrainedNetwork? TrainedFor(DailyPanel panel, int day, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(panel);
        if (day < Info.MinimumHistoryDays || day > panel.Days || panel.Exogenous.Any(e => e.Length <= day))
        {
            return null;
        }

        var anchor = _memory.Anchor(panel, day, Info.MinimumHistoryDays);
        return _memory.Get(panel, anchor, () => Train(panel, anchor, cancellationToken));
    }

    /// <summary>A network trained on the days before a day.</summary>
    public TrainedNetwork? Train(DailyPanel panel, int day, CancellationToken cancellationToken) =>
        TrainedNetwork.Train(panel, day, r => _design(panel.Exogenous.Count, r), _plan, _seed, cancellationToken);
}
