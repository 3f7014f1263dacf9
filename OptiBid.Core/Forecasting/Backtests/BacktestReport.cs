using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Core.Forecasting.Backtests;

/// <summary>Errors of one group of hours beside the references.</summary>
/// <param name="Label">Hour ending or month.</param>
/// <param name="N">Hours.</param>
/// <param name="Mae">Mean absolute error of the model.</param>
/// <param name="Bias">Mean of forecast minus price.</param>
/// <param name="NaiveWeeklyMae">Mean absolute error of D-7.</param>
/// <param name="NaiveDayOfWeekMae">Mean absolute error of the day-of-week naive.</param>
/// <param name="NaiveDailyMae">Mean absolute error of D-1.</param>
public sealed record GroupErrors(
    string Label,
    int N,
    double Mae,
    double Bias,
    double NaiveWeeklyMae,
    double NaiveDayOfWeekMae,
    double NaiveDailyMae
)
{
    /// <summary>True where a reference is better.</summary>
    public bool Loses => Mae > Math.Min(NaiveDailyMae, Math.Min(NaiveWeeklyMae, NaiveDayOfWeekMae));
}

/// <summary>A member of an ensemble and its own error.</summary>
/// <param name="Member">Window and penalty.</param>
/// <param name="Mae">Mean absolute error over the backtest.</param>
public sealed record MemberErrors(EnsembleMember Member, double Mae);

/// <summary>One day that was forecast.</summary>
/// <param name="Day">Delivery day.</param>
/// <param name="Actual">The 24 prices.</param>
/// <param name="Forecast">The 24 forecasts.</param>
/// <param name="NaiveWeekly">The prices of D-7.</param>
/// <param name="NaiveDayOfWeek">The prices the day-of-week naive repeats.</param>
/// <param name="NaiveDaily">The prices of D-1.</param>
/// <param name="Members">Forecasts of the members of an ensemble, or empty.</param>
public sealed record BacktestDay(
    DateOnly Day,
    double[] Actual,
    double[] Forecast,
    double[] NaiveWeekly,
    double[] NaiveDayOfWeek,
    double[] NaiveDaily,
    double[][] Members
)
{
    /// <summary>For each hour the conformal quantiles at <see cref="Uncertainty.QuantileLevels.Kept"/>; empty where they were not asked for.</summary>
    public double[][] Quantiles { get; init; } = [];
}

/// <summary>Predictive quantiles of one method over a backtest.</summary>
/// <param name="Method">How they were made.</param>
/// <param name="Errors">Their errors.</param>
/// <param name="DailyCrps">The score of each day, in the order of the days.</param>
public sealed record QuantileOutcome(string Method, ProbabilisticErrors Errors, IReadOnlyList<double> DailyCrps);

/// <summary>The outcome of a rolling-origin backtest. Its forecasts used nothing that was not public at gate closure: a leak is a failure.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Days">The days scored, in order.</param>
/// <param name="Errors">Errors of the model.</param>
/// <param name="NaiveWeekly">Errors of D-7.</param>
/// <param name="NaiveDayOfWeek">Errors of the day-of-week naive.</param>
/// <param name="NaiveDailyMae">Mean absolute error of D-1.</param>
/// <param name="DmWeekly">Diebold-Mariano statistic, weekly naive against the model: above 1.645 the model is better at 5 %.</param>
/// <param name="DmDayOfWeek">The same for the day-of-week naive.</param>
/// <param name="DmDaily">The same for D-1.</param>
/// <param name="WorstPercentMae">Mean absolute error over the worst 1 % of hours.</param>
/// <param name="ByHour">Errors by hour of the day.</param>
/// <param name="ByMonth">Errors by month.</param>
/// <param name="Members">Members of an ensemble, or empty.</param>
/// <param name="Withheld">Inputs the guard refused and replaced by the same hour a week before.</param>
/// <param name="HoursBeforeGate">Time between the newest input of any day and its gate closure.</param>
/// <param name="CpuSecondsPerDay">Time of one thread per forecast day, all members together, tuning not counted.</param>
/// <param name="Seconds">Wall time with tuning.</param>
public sealed record BacktestReport(
    string Model,
    IReadOnlyList<BacktestDay> Days,
    ForecastErrors Errors,
    ForecastErrors NaiveWeekly,
    ForecastErrors NaiveDayOfWeek,
    double NaiveDailyMae,
    double? DmWeekly,
    double? DmDayOfWeek,
    double? DmDaily,
    double WorstPercentMae,
    IReadOnlyList<GroupErrors> ByHour,
    IReadOnlyList<GroupErrors> ByMonth,
    IReadOnlyList<MemberErrors> Members,
    IReadOnlyList<WithheldInput> Withheld,
    double HoursBeforeGate,
    double CpuSecondsPerDay,
    double Seconds
)
{
    /// <summary>Predictive quantiles by method, where they were asked for.</summary>
    public IReadOnlyList<QuantileOutcome> Quantiles { get; init; } = [];

    /// <summary>Days whose forecasts were kept of an earlier run and not computed anew.</summary>
    public int DaysReused { get; init; }

    /// <summary>MAE over that of the weekly naive; null when the naive has no error.</summary>
    public double? RmaeWeekly => NaiveWeekly.Mae > 0 ? Errors.Mae / NaiveWeekly.Mae : null;

    /// <summary>MAE over that of D-1; null when it has no error.</summary>
    public double? RmaeDaily => NaiveDailyMae > 0 ? Errors.Mae / NaiveDailyMae : null;

    /// <summary>MAE over that of the day-of-week naive; null when the naive has no error.</summary>
    public double? RmaeDayOfWeek => NaiveDayOfWeek.Mae > 0 ? Errors.Mae / NaiveDayOfWeek.Mae : null;
}
