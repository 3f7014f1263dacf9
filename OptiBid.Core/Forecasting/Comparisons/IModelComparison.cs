using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Metrics;

namespace OptiBid.Core.Forecasting.Comparisons;

/// <summary>One model of a comparison: what it forecast.</summary>
/// <param name="Model">Name.</param>
/// <param name="Days">Its scored days.</param>
public sealed record ComparedForecasts(string Model, IReadOnlyList<BacktestDay> Days);

/// <summary>Errors of one model in one group of hours.</summary>
/// <param name="Label">Hour ending, month, day of the week or band of prices.</param>
/// <param name="N">Hours.</param>
/// <param name="Mae">Mean absolute error.</param>
/// <param name="Bias">Mean of forecast minus price.</param>
public sealed record GroupError(string Label, int N, double Mae, double Bias);

/// <summary>A band of realised prices.</summary>
/// <param name="Label">Its share of the hours, in percent, such as <c>25-75</c>.</param>
/// <param name="From">Lowest price in it.</param>
/// <param name="To">Highest price in it.</param>
/// <param name="N">Hours.</param>
public sealed record PriceBand(string Label, double From, double To, int N);

/// <summary>What the forecasts are worth to a battery of 1 MW and 4 MWh, 85 % round trip, empty at both ends of each day.</summary>
/// <param name="Revenue">Earned at realised prices by the schedules that the forecasts suggest, per MW.</param>
/// <param name="Tb4Mae">Mean absolute error of the daily spread between the four dearest and the four cheapest hours, per MW.</param>
/// <param name="Tb4Bias">Mean of forecast spread minus realised spread.</param>
public sealed record SpreadValue(double Revenue, double Tb4Mae, double Tb4Bias);

/// <summary>One model of a comparison with its figures.</summary>
/// <param name="Model">Name.</param>
/// <param name="Errors">Errors over all hours.</param>
/// <param name="RmaeWeekly">MAE over that of D-7; null when that has no error.</param>
/// <param name="WorstPercentMae">Mean absolute error over the model's own worst 1 % of hours.</param>
/// <param name="Value">What it is worth to a battery.</param>
/// <param name="ConfidenceP">
/// p value of the model confidence set (Hansen, Lunde, Nason 2011): below 0.10 the model is worse than the best ones at 10 %.
/// </param>
/// <param name="ByHour">By hour ending, 01 to 24.</param>
/// <param name="ByMonth">By month.</param>
/// <param name="ByWeekday">By day of the week, Monday first.</param>
/// <param name="ByLevel">By band of realised prices.</param>
public sealed record ModelScore(
    string Model,
    ForecastErrors Errors,
    double? RmaeWeekly,
    double WorstPercentMae,
    SpreadValue Value,
    double ConfidenceP,
    IReadOnlyList<GroupError> ByHour,
    IReadOnlyList<GroupError> ByMonth,
    IReadOnlyList<GroupError> ByWeekday,
    IReadOnlyList<GroupError> ByLevel
)
{
    /// <summary>Whether it belongs to the set that holds the best model with 90 % confidence.</summary>
    public bool IsInSet => ConfidenceP >= ModelComparison.SetLevel;
}

/// <summary>One Diebold-Mariano test of a comparison.</summary>
/// <param name="First">A model.</param>
/// <param name="Second">The model that is asked to be better.</param>
/// <param name="Statistic">The statistic; null when the two do not differ.</param>
/// <param name="P">One-sided p value of "the second is no better"; null with the statistic.</param>
/// <param name="HolmP">The same with Holm's correction over all tests of the comparison.</param>
public sealed record PairTest(string First, string Second, double? Statistic, double? P, double? HolmP);

/// <summary>Models side by side over the days that all of them scored. The losing ones stay.</summary>
/// <param name="Days">The days.</param>
/// <param name="Models">The models, the smallest MAE first.</param>
/// <param name="Pairs">Each model against each other.</param>
/// <param name="Bands">Bands of realised prices.</param>
/// <param name="PerfectRevenue">What the battery would have earned knowing the prices, per MW.</param>
/// <param name="PersistenceRevenue">What it would have earned by repeating the best schedule of the day before.</param>
public sealed record ComparisonReport(
    IReadOnlyList<DateOnly> Days,
    IReadOnlyList<ModelScore> Models,
    IReadOnlyList<PairTest> Pairs,
    IReadOnlyList<PriceBand> Bands,
    double PerfectRevenue,
    double PersistenceRevenue
)
{
    /// <summary>Share of the revenue of perfect foresight, percent; null when there was none to be earned.</summary>
    public double? CapturePercent(double revenue) => PerfectRevenue > 0 ? 100 * revenue / PerfectRevenue : null;
}
