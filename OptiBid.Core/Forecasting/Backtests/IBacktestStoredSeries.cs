using OptiBid.Core.Common;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Backtests;

/// <summary>A backtest over a stored series.</summary>
/// <param name="Target">Series.</param>
/// <param name="Model">Model.</param>
/// <param name="From">First delivery day.</param>
/// <param name="To">Last delivery day.</param>
public sealed record StoredBacktestRequest(SeriesKey Target, string Model, DateOnly From, DateOnly To)
{
    /// <summary>Whether predictive quantiles are made and scored too; the model then forecasts up to half a year before the first day as well.</summary>
    public bool Quantiles { get; init; }
}

/// <summary>A report with the data it came from.</summary>
/// <param name="Report">The report; hours are those of a 24-hour clock.</param>
/// <param name="Definition">The series.</param>
/// <param name="DataHash">SHA-256 over values and publication times.</param>
/// <param name="Notes">What was filled, left out or not scored.</param>
public sealed record StoredBacktest(BacktestReport Report, SeriesDefinition Definition, string DataHash, IReadOnlyList<Sentence> Notes);

/// <summary>
/// Backtests a model over a stored series, each day from the first version of what was public before its gate closed. Days with missing
/// prices are named and not scored. Needs <c>analytics.run</c>.
/// </summary>
public interface IBacktestStoredSeries
{
    /// <summary>Runs to the end and keeps nothing.</summary>
    Task<Result<StoredBacktest>> ExecuteAsync(
        StoredBacktestRequest request,
        IProgress<double>? progress,
        CancellationToken cancellationToken
    );
}
