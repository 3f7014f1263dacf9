using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Common;

namespace OptiBid.Core.Bidding.Pnl;

/// <summary>Settled days of a range of days, $.</summary>
/// <param name="From">First delivery day.</param>
/// <param name="To">Last delivery day.</param>
/// <param name="Bids">Settled bids, by delivery day and asset.</param>
/// <param name="PowerMwDays">Sum of the power of the batteries over their settled days, MW times days, for figures per kW.</param>
public sealed record PnlReport(DateOnly From, DateOnly To, IReadOnlyList<BidSummary> Bids, double PowerMwDays)
{
    /// <summary>Sum of the legs of all bids, $.</summary>
    public decimal TotalUsd => Bids.Sum(b => b.Result!.TotalUsd);

    /// <summary>Day-ahead leg, $.</summary>
    public decimal DayAheadUsd => Bids.Sum(b => b.Result!.DayAheadUsd);

    /// <summary>Real-time leg, $.</summary>
    public decimal RealTimeUsd => Bids.Sum(b => b.Result!.RealTimeUsd);

    /// <summary>Variable cost, $, negative.</summary>
    public decimal VariableCostUsd => Bids.Sum(b => b.Result!.VariableCostUsd);

    /// <summary>Perfect foresight, $.</summary>
    public decimal PerfectUsd => Bids.Sum(b => b.Result!.PerfectUsd);

    /// <summary>Persistence over the bids whose day before has prices, $.</summary>
    public decimal PersistenceUsd => Bids.Sum(b => b.Result!.PersistenceUsd ?? 0);

    /// <summary>Top-bottom four-hour spread, $.</summary>
    public decimal Tb4Usd => Bids.Sum(b => b.Result!.Tb4Usd);

    /// <summary>Lost to the forecast, $.</summary>
    public decimal ForecastLossUsd => Bids.Sum(b => b.Result!.ForecastLossUsd);

    /// <summary>Lost to the shape of the bids and to deviations, $; negative is a gain.</summary>
    public decimal BidShapeLossUsd => Bids.Sum(b => b.Result!.BidShapeLossUsd);

    /// <summary>Total per kW of power and year of 365 days, $; null without settled days.</summary>
    public double? UsdPerKwYear => PowerMwDays > 0 ? (double)TotalUsd / (PowerMwDays * 1000) * 365 : null;
}

/// <summary>Profit and loss of the organisation's settled bids. Needs <c>desk.read</c>.</summary>
public interface IReadPnl
{
    /// <summary>Runs the query.</summary>
    Task<Result<PnlReport>> ExecuteAsync(DateOnly from, DateOnly to, Guid? assetId = null, CancellationToken cancellationToken = default);
}
