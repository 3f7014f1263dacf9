using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Retraining.Plans;

namespace OptiBid.Core.Forecasting.Retraining.Jobs;

/// <summary>The error of one day.</summary>
/// <param name="Mae">Of the model.</param>
/// <param name="NaiveMae">Of the naive reference by day of week.</param>
internal readonly record struct DailyError(double Mae, double NaiveMae);

/// <summary>
/// The errors of forecasters day by day, each day from what was public before its gate. A day is forecast once and kept: a trial of eight weeks
/// costs one day a day.
/// </summary>
internal sealed class DailyErrors(IDbContextFactory<OptiBidDbContext> contexts, IRunBacktest backtest, IOptions<ForecastingOptions> options)
{
    /// <summary>
    /// The errors of a range, by day, in order. Days before the model has enough history, and days that lack prices, are not among them.
    /// </summary>
    public async Task<Result<SortedDictionary<DateOnly, DailyError>>> OfAsync(
        RetrainPlan plan,
        RetrainData data,
        IForecaster model,
        DateOnly from,
        DateOnly to,
        CancellationToken cancellationToken
    )
    {
        var panel = data.Stored.Panel;
        var first = panel.FirstDay.AddDays(Math.Max(7, model.Info.MinimumHistoryDays));
        var begin = from < first ? first : from;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var kept = await db.Set<RetrainDay>()
            .AsNoTracking()
            .Where(d => d.PlanId == plan.Id && d.Forecaster == model.Info.Name && d.Day >= begin && d.Day <= to)
            .ToListAsync(cancellationToken);
        var errors = new SortedDictionary<DateOnly, DailyError>(kept.ToDictionary(d => d.Day, d => new DailyError(d.Mae, d.NaiveMae)));
        var missing = Days(begin, to).Where(d => !errors.ContainsKey(d) && !data.Stored.DaysWithGaps.Contains(d)).ToList();
        if (missing.Count == 0)
        {
            return errors;
        }

        var request = new BacktestRequest(panel, model, missing[0], missing[^1])
        {
            NotScored = data.Stored.DaysWithGaps.Where(d => d >= missing[0] && d <= missing[^1]).ToHashSet(),
            Threads = options.Value.Threads,
        };
        var run = await Task.Run(() => backtest.Execute(request, cancellationToken), cancellationToken);
        if (run.Failure is { } failure)
        {
            return failure;
        }

        foreach (var day in run.Value.Days.Where(d => !errors.ContainsKey(d.Day)))
        {
            var error = new DailyError(Mae(day.Actual, day.Forecast), Mae(day.Actual, day.NaiveDayOfWeek));
            errors[day.Day] = error;
            db.Add(
                new RetrainDay
                {
                    OrganisationId = plan.OrganisationId,
                    PlanId = plan.Id,
                    Forecaster = model.Info.Name,
                    Day = day.Day,
                    Mae = error.Mae,
                    NaiveMae = error.NaiveMae,
                }
            );
        }

        await db.SaveChangesAsync(cancellationToken);
        return errors;
    }

    private static IEnumerable<DateOnly> Days(DateOnly from, DateOnly to)
    {
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            yield return day;
        }
    }

    private static double Mae(double[] actual, double[] forecast) => actual.Zip(forecast, (a, f) => Math.Abs(a - f)).Average();
}
