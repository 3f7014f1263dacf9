using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Portfolios.Batteries;

namespace OptiBid.Core.Bidding.Replays;

/// <summary>How the replayed desk decides what to offer.</summary>
public enum ReplayStrategy
{
    /// <summary>The schedule that a forecast suggests, made from what was public at gate closure.</summary>
    Forecast,

    /// <summary>Yesterday's best schedule again.</summary>
    Persistence,

    /// <summary>The best schedule for the prices that cleared: the ceiling.</summary>
    Perfect,
}

/// <summary>What to replay.</summary>
/// <param name="Battery">The asset.</param>
/// <param name="Market">Market of the price series.</param>
/// <param name="Node">Settlement point; null when the data holds only one of the market.</param>
/// <param name="From">First operating day.</param>
/// <param name="To">Last operating day.</param>
/// <param name="Strategy">How the desk decides.</param>
/// <param name="Model">Forecast model of <see cref="ReplayStrategy.Forecast"/>.</param>
/// <param name="Threads">Threads to use.</param>
/// <param name="Offer">What <see cref="ReplayStrategy.Forecast"/> offers: the schedule's quantities, or curves that are awarded at the price that clears.</param>
public sealed record ReplayRequest(
    BatterySpec Battery,
    string Market,
    string? Node,
    DateOnly From,
    DateOnly To,
    ReplayStrategy Strategy = ReplayStrategy.Forecast,
    string Model = "ridge",
    int Threads = 1,
    OfferKind Offer = OfferKind.SelfSchedule
);

/// <summary>One replayed day, $.</summary>
/// <param name="Day">Operating day.</param>
/// <param name="Hours">Hours with a price: 23, 24 or 25 unless the data lacks some.</param>
/// <param name="RevenueUsd">What the strategy earned, variable cost paid.</param>
/// <param name="PerfectUsd">What perfect foresight would have earned.</param>
/// <param name="PersistenceUsd">What yesterday's best schedule would have earned.</param>
/// <param name="Tb4Usd">Top-bottom four-hour spread times power: no losses, no order of hours.</param>
/// <param name="DischargedMwh">Energy the strategy discharged.</param>
/// <param name="Model">Model that made the forecast, a simpler one where the history was short; null for other strategies.</param>
public sealed record ReplayDay(
    DateOnly Day,
    int Hours,
    double RevenueUsd,
    double PerfectUsd,
    double PersistenceUsd,
    double Tb4Usd,
    double DischargedMwh,
    string? Model
);

/// <summary>Where the money came from and what was missed, $. Sold + Bought + RealTimeDeviation + VariableCost = revenue = PerfectForesight - ForecastLoss.</summary>
/// <param name="DayAheadSoldUsd">Energy sold day-ahead.</param>
/// <param name="DayAheadBoughtUsd">Energy bought day-ahead, negative when it cost money.</param>
/// <param name="RealTimeDeviationUsd">Deviations at real-time prices (day-ahead where the data holds none); 0 for schedules, which are feasible.</param>
/// <param name="VariableCostUsd">Variable cost, negative.</param>
/// <param name="PerfectForesightUsd">The ceiling.</param>
/// <param name="ForecastLossUsd">What not knowing the prices cost, deviations included.</param>
public sealed record ReplayAttribution(
    double DayAheadSoldUsd,
    double DayAheadBoughtUsd,
    double RealTimeDeviationUsd,
    double VariableCostUsd,
    double PerfectForesightUsd,
    double ForecastLossUsd
);

/// <summary>A replay and its honest baselines.</summary>
/// <param name="Market">Market.</param>
/// <param name="Node">Settlement point.</param>
/// <param name="IsSimulated">True when the prices are simulated.</param>
/// <param name="PerDay">The days in order.</param>
/// <param name="IncompleteDays">Replayed days that lack one or two hours; the battery idles there.</param>
/// <param name="SkippedDays">Days that were not replayed, with the reason.</param>
/// <param name="Attribution">Where the money came from.</param>
/// <param name="Leakage">Days whose inputs were not all public at gate closure; empty when there is none.</param>
/// <param name="PowerMw">Power of the battery, for figures per kW.</param>
/// <param name="EnergyMwh">Energy of the battery, for cycles.</param>
public sealed record ReplayReport(
    string Market,
    string Node,
    bool IsSimulated,
    IReadOnlyList<ReplayDay> PerDay,
    IReadOnlyList<DateOnly> IncompleteDays,
    IReadOnlyList<string> SkippedDays,
    ReplayAttribution Attribution,
    IReadOnlyList<string> Leakage,
    double PowerMw,
    double EnergyMwh
)
{
    /// <summary>What the strategy earned, $.</summary>
    public double RevenueUsd => PerDay.Sum(d => d.RevenueUsd);

    /// <summary>What perfect foresight would have earned, $.</summary>
    public double PerfectUsd => PerDay.Sum(d => d.PerfectUsd);

    /// <summary>What yesterday's best schedule would have earned, $.</summary>
    public double PersistenceUsd => PerDay.Sum(d => d.PersistenceUsd);

    /// <summary>Top-bottom four-hour spread, $.</summary>
    public double Tb4Usd => PerDay.Sum(d => d.Tb4Usd);

    /// <summary>Energy discharged over capacity.</summary>
    public double Cycles => PerDay.Sum(d => d.DischargedMwh) / EnergyMwh;

    /// <summary>Revenue per kW of power and year of 365 days, $.</summary>
    public double RevenueUsdPerKwYear => PerDay.Count == 0 ? 0 : RevenueUsd / (PowerMw * 1000) * 365 / PerDay.Count;
}

/// <summary>Runs the desk over past days with nothing newer than gate closure.</summary>
public interface IReplayDesk
{
    /// <summary>Replays a range of days on price series in memory.</summary>
    /// <param name="request">What to replay.</param>
    /// <param name="data">Series that hold the day-ahead prices and the days before them.</param>
    /// <param name="progress">Share of the work done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the replay.</param>
    Result<ReplayReport> Run(
        ReplayRequest request,
        IReadOnlyList<FileSeries> data,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    );
}
