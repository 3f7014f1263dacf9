using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Models;

/// <summary>What a model is, for lists and records.</summary>
/// <param name="Name">Name on the command line and in records, lower case.</param>
/// <param name="Family">Naive, linear, ...</param>
/// <param name="Parameters">Its settings in words.</param>
/// <param name="MinimumHistoryDays">Days of prices before the target day below which it gives no forecast.</param>
public sealed record ForecasterInfo(string Name, string Family, Sentence Parameters, int MinimumHistoryDays)
{
    /// <summary>
    /// Code version of the model. A change after which it answers anything else than before raises it, so that forecasts kept of the old code
    /// are not used; <c>ModelVersionTests</c> holds what each version answers.
    /// </summary>
    public int Version { get; init; } = 1;

    /// <summary>Why a forecast takes longer than one of the linear models, for who chooses among them; null where it does not.</summary>
    public Sentence? Effort { get; init; }
}

/// <summary>A day-ahead price model. Deterministic, stateless between calls as far as a caller can see, safe for many threads at once.</summary>
public interface IForecaster
{
    /// <summary>What it is.</summary>
    ForecasterInfo Info { get; }

    /// <summary>
    /// The 24 prices of day <paramref name="day"/> (index into <paramref name="panel"/>) from prices of the days before it and exogenous
    /// forecasts up to it; nothing else of the panel is read, which the leakage guard proves. Null when the history is too short.
    /// </summary>
    double[]? Forecast(DailyPanel panel, int day, CancellationToken cancellationToken = default);
}

/// <summary>The models there are.</summary>
public interface IForecasterCatalog
{
    /// <summary>All models, the simplest first.</summary>
    IReadOnlyList<IForecaster> All { get; }

    /// <summary>The model of a name (case does not matter), or null.</summary>
    IForecaster? Find(string name);
}
