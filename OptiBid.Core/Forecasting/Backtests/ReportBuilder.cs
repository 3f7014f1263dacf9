using System.Globalization;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Core.Forecasting.Backtests;

/// <summary>Turns the forecasts of a backtest into its report.</summary>
internal static class ReportBuilder
{
    /// <summary>The report over the scored days.</summary>
    public static BacktestReport Build(string model, DailyPanel panel, IReadOnlyList<int> scored, int from, DailyRun run, double seconds)
    {
        var days = scored
            .Select(d => new BacktestDay(
                panel.FirstDay.AddDays(d),
                panel.Prices[d],
                run.Forecasts[d - from],
                NaiveForecaster.Weekly.Forecast(panel, d)!,
                NaiveForecaster.DayOfWeekAware.Forecast(panel, d)!,
                NaiveForecaster.Daily.Forecast(panel, d)!,
                run.MemberForecasts[d - from]
            ))
            .ToList();
        double[][] actual = [.. days.Select(d => d.Actual)];
        double[][] forecast = [.. days.Select(d => d.Forecast)];
        double[][] weekly = [.. days.Select(d => d.NaiveWeekly)];
        double[][] dayOfWeek = [.. days.Select(d => d.NaiveDayOfWeek)];
        double[][] daily = [.. days.Select(d => d.NaiveDaily)];
        var hours = Flat(actual);
        return new(
            model,
            days,
            ForecastErrors.Of(hours, Flat(forecast)),
            ForecastErrors.Of(hours, Flat(weekly)),
            ForecastErrors.Of(hours, Flat(dayOfWeek)),
            ForecastErrors.Of(hours, Flat(daily)).Mae,
            DieboldMariano.Statistic(actual, weekly, forecast),
            DieboldMariano.Statistic(actual, dayOfWeek, forecast),
            DieboldMariano.Statistic(actual, daily, forecast),
            Worst(hours, Flat(forecast)),
            Groups(days, (_, h) => string.Create(CultureInfo.InvariantCulture, $"{h + 1:00}")),
            Groups(days, (d, _) => d.Day.ToString("yyyy-MM", CultureInfo.InvariantCulture)),
            [.. run.Members.Select((m, i) => new MemberErrors(m, ForecastErrors.Of(hours, Flat([.. days.Select(d => d.Members[i])])).Mae))],
            run.Withheld,
            run.HoursBeforeGate,
            run.CpuSecondsPerDay,
            seconds
        );
    }

    private static double[] Flat(double[][] days) => [.. days.SelectMany(d => d)];

    private static double Worst(double[] actual, double[] forecast)
    {
        var errors = actual.Zip(forecast, (a, f) => Math.Abs(a - f)).OrderDescending().ToList();
        return errors.Take(Math.Max(1, errors.Count / 100)).Average();
    }

    private static List<GroupErrors> Groups(IReadOnlyList<BacktestDay> days, Func<BacktestDay, int, string> label) =>
        [
            .. days.SelectMany(d => Enumerable.Range(0, 24).Select(h => (Label: label(d, h), Day: d, Hour: h)))
                .GroupBy(x => x.Label, StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new GroupErrors(
                    g.Key,
                    g.Count(),
                    g.Average(x => Math.Abs(x.Day.Forecast[x.Hour] - x.Day.Actual[x.Hour])),
                    g.Average(x => x.Day.Forecast[x.Hour] - x.Day.Actual[x.Hour]),
                    g.Average(x => Math.Abs(x.Day.NaiveWeekly[x.Hour] - x.Day.Actual[x.Hour])),
                    g.Average(x => Math.Abs(x.Day.NaiveDayOfWeek[x.Hour] - x.Day.Actual[x.Hour])),
                    g.Average(x => Math.Abs(x.Day.NaiveDaily[x.Hour] - x.Day.Actual[x.Hour]))
                )),
        ];
}
