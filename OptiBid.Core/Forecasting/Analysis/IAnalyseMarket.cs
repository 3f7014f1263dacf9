using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Core.Forecasting.Analysis;

/// <summary>How much the analyser looked at a day, which is an explanation of its own kind: what it weighed, not what the price would be without it.</summary>
/// <param name="Day">The day; the last one is the day of the analysis with its exogenous forecasts.</param>
/// <param name="Share">Share of the attention; all shares are 1 together.</param>
public readonly record struct DayAttention(DateOnly Day, double Share);

/// <summary>What the Transformer says of the days ahead.</summary>
/// <param name="Day">The day.</param>
/// <param name="Levels">Levels of the quantiles, rising.</param>
/// <param name="Hours">For each of the 24 hours the prices at the levels.</param>
/// <param name="DailyMeans">For the day and the six after it the mean prices at the levels; only what is known before the gate of the day is used.</param>
/// <param name="Attention">The days it looked at, the oldest first.</param>
/// <param name="Engine">What computed it.</param>
public sealed record MarketAnalysis(
    DateOnly Day,
    IReadOnlyList<double> Levels,
    IReadOnlyList<double[]> Hours,
    IReadOnlyList<double[]> DailyMeans,
    IReadOnlyList<DayAttention> Attention,
    string Engine
);

/// <summary>
/// Analyses a day and the week from it with the Transformer, trained anew on each 28th day of the calendar. Prices of the days before and exogenous
/// forecasts up to the day are read, nothing else of the panel. Safe for many threads at once.
/// </summary>
public interface IAnalyseMarket
{
    /// <summary>The analysis, or why there is none.</summary>
    Result<MarketAnalysis> Execute(DailyPanel panel, DateOnly day, CancellationToken cancellationToken = default);
}
