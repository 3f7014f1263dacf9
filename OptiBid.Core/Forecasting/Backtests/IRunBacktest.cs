using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Kept;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Core.Forecasting.Backtests;

/// <summary>What to backtest.</summary>
/// <param name="Panel">Data with its vintage.</param>
/// <param name="Model">Model.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
public sealed record BacktestRequest(DailyPanel Panel, IForecaster Model, DateOnly From, DateOnly To)
{
    /// <summary>Days that are forecast but not scored, because hours of their prices are missing.</summary>
    public IReadOnlySet<DateOnly> NotScored { get; init; } = new HashSet<DateOnly>();

    /// <summary>Threads; the result does not depend on them. Default: all cores.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Whether predictive quantiles are made and scored too: the model then also forecasts up to half a year before <see cref="From"/>, whose
    /// errors the first quantiles are made of.
    /// </summary>
    public bool Quantiles { get; init; }

    /// <summary>
    /// Where forecasts of days are kept and taken from, or null. With one, a backtest that ended early goes on where it was and a repeated one
    /// computes nothing anew; the figures are the same.
    /// </summary>
    public IForecastCache? Kept { get; init; }

    /// <summary>Told the share done, from any thread: first what was kept of earlier runs, be it 0, then after each day.</summary>
    public IProgress<double>? Progress { get; init; }
}

/// <summary>A forecast read values that were not public at gate closure.</summary>
/// <param name="Inputs">The offending inputs.</param>
public sealed record LeakFound(IReadOnlyList<Sentence> Inputs)
    : Failure("forecast.leak", $"the model reads what is not public at gate closure: {Sentence.List("; ", Inputs)}");

/// <summary>
/// Rolling-origin backtest of a model with daily recalibration: each day from what was public before its gate closed. Settings that a model
/// chooses on data are fixed once, on what was public before the first day. Stateless; runs on the caller's thread and as many as asked for.
/// </summary>
public interface IRunBacktest
{
    /// <summary>The report; a failure when the range does not fit the data, a value is not public in time, or the model leaks.</summary>
    Result<BacktestReport> Execute(BacktestRequest request, CancellationToken cancellationToken = default);
}
