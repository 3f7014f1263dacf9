using Microsoft.Extensions.Localization;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Forecasts;

/// <summary>A day of a backtest by its error.</summary>
/// <param name="Day">Delivery day.</param>
/// <param name="Mae">Mean absolute error of the model.</param>
/// <param name="NaiveMae">Mean absolute error of the best naive reference of that day.</param>
public sealed record DayError(DateOnly Day, double Mae, double NaiveMae);

/// <summary>A finished backtest as its page shows it.</summary>
/// <param name="Scores">Figures.</param>
/// <param name="Outcome">What is kept besides them.</param>
/// <param name="Lines">Actual, forecast and naive over time.</param>
/// <param name="WorstDays">The ten days with the largest error.</param>
/// <param name="DaysLost">Days on which a naive reference was better.</param>
/// <param name="Days">Days scored.</param>
public sealed record BacktestView(
    BacktestScores Scores,
    RunOutcome Outcome,
    IReadOnlyList<ChartSeries> Lines,
    IReadOnlyList<DayError> WorstDays,
    int DaysLost,
    int Days
)
{
    /// <summary>MAE over that of D-1; null when it has no error.</summary>
    public double? RmaeDaily => Outcome.NaiveDailyMae > 0 ? Scores.Mae / Outcome.NaiveDailyMae : null;

    /// <summary>Computes what the page shows from what is kept.</summary>
    public static BacktestView Of(BacktestDetail detail, IStringLocalizer L)
    {
        ArgumentNullException.ThrowIfNull(detail);
        var outcome = detail.Outcome ?? throw new ArgumentException("the backtest is not done");
        var errors = detail
            .Days.Select(d => new DayError(
                d.Day,
                Mae(d.Actual, d.Forecast),
                Math.Min(Mae(d.Actual, d.NaiveDaily), Math.Min(Mae(d.Actual, d.NaiveWeekly), Mae(d.Actual, d.NaiveDayOfWeek)))
            ))
            .ToList();
        return new(
            detail.Summary.Scores!,
            outcome,
            LinesOf(detail, MarketCalendar.ForSeries(outcome.Definition.Key.Market, outcome.Definition.TimeZoneId), L),
            [.. errors.OrderByDescending(e => e.Mae).Take(10)],
            errors.Count(e => e.Mae > e.NaiveMae),
            errors.Count
        );
    }

    /// <summary>A Diebold-Mariano statistic in words.</summary>
    public static string Significance(double? statistic, IStringLocalizer L) =>
        statistic switch
        {
            null => L["does not vary: the test says nothing"],
            > 1.645 => L["better at 5 %"],
            < -1.645 => L["worse at 5 %"],
            _ => L["no significant difference"],
        };

    private static ChartSeries[] LinesOf(BacktestDetail detail, MarketCalendar calendar, IStringLocalizer L)
    {
        var x = ChartSeries.Seconds(detail.Days.SelectMany(d => calendar.HoursOf(d.Day)).Select(h => h.StartUtc));
        double[] Real(Func<BacktestDay, double[]> of) => [.. detail.Days.SelectMany(d => calendar.FromClock24(d.Day, of(d)))];
        return
        [
            new(L["Actual"], x, Real(d => d.Actual)),
            new(L["Forecast"], x, Real(d => d.Forecast), Style: ChartStyle.Dashed),
            new(L["Naive weekly"], x, Real(d => d.NaiveWeekly), Style: ChartStyle.Dashed),
            .. detail.Outcome!.Quantiles.Count > 0
                ? (ChartSeries[])
                    [
                        new(L["95 % quantile"], x, Real(d => [.. d.Quantiles.Select(q => q[^1])]), Style: ChartStyle.Band),
                        new(L["5 % quantile"], x, Real(d => [.. d.Quantiles.Select(q => q[0])]), Style: ChartStyle.Band),
                    ]
                : [],
        ];
    }

    private static double Mae(double[] actual, double[] forecast) => actual.Zip(forecast, (a, f) => Math.Abs(a - f)).Average();
}
