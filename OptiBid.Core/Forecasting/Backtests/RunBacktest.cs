using System.Diagnostics;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Uncertainty;

namespace OptiBid.Core.Forecasting.Backtests;

/// <inheritdoc cref="IRunBacktest"/>
internal sealed class RunBacktest : IRunBacktest
{
    /// <summary>The references look a week back.</summary>
    private const int LongestReferenceLag = 7;

    /// <inheritdoc/>
    public Result<BacktestReport> Execute(BacktestRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var began = Stopwatch.GetTimestamp();
        var panel = request.Panel;
        var (from, to) = (panel.IndexOf(request.From), panel.IndexOf(request.To));
        var needed = Math.Max(LongestReferenceLag, request.Model.Info.MinimumHistoryDays);
        if (from < needed || to < from || to >= panel.Days)
        {
            return new SimpleFailure(
                "forecast.range",
                $"{request.From:yyyy-MM-dd} to {request.To:yyyy-MM-dd} does not fit: the data holds {panel.FirstDay:yyyy-MM-dd} to {panel.FirstDay.AddDays(panel.Days - 1):yyyy-MM-dd}, {request.Model.Info.Name} needs {needed} days before the first, and the last must not be earlier"
            )
            {
                Field = "from",
            };
        }

        var warm = request.Quantiles ? Math.Max(needed, from - QuantileLevels.WindowDays) : from;
        var observed = Enumerable.Range(warm, from - warm).Count(d => !request.NotScored.Contains(panel.FirstDay.AddDays(d)));
        if (request.Quantiles && observed < QuantileLevels.FewestDays)
        {
            return new SimpleFailure(
                "forecast.range",
                $"quantiles need the forecasts of {QuantileLevels.FewestDays} days before the first; {request.Model.Info.Name} needs {needed} days more before those, and the data begins on {panel.FirstDay:yyyy-MM-dd}"
            )
            {
                Field = "from",
            };
        }

        var guard = new LeakageGuard(panel);
        var progress = new DayProgress(to - warm + 1, request.Progress);
        var before = warm < from ? Walk(request, guard, warm, from - 1, progress, cancellationToken) : null;
        if (before?.Failure is { } early)
        {
            return early;
        }

        var walked = Walk(request, guard, from, to, progress, cancellationToken);
        if (walked.Failure is { } failure)
        {
            return failure;
        }

        var scored = Enumerable.Range(from, to - from + 1).Where(d => !request.NotScored.Contains(panel.FirstDay.AddDays(d))).ToList();
        if (scored.Count == 0)
        {
            return new SimpleFailure("forecast.range", "no day of the range has all its prices");
        }

        var run = walked.Value;
        var report = ReportBuilder.Build(request.Model.Info.Name, panel, scored, from, run, Stopwatch.GetElapsedTime(began).TotalSeconds);
        return before is null
            ? report
            : QuantilePass.AddTo(report, request, [.. Forecasts(before.Value, warm), .. Forecasts(run, from)], cancellationToken) with
            {
                Seconds = Stopwatch.GetElapsedTime(began).TotalSeconds,
            };
    }

    private static IEnumerable<(int Day, double[] Point, double[][] Members)> Forecasts(DailyRun run, int from) =>
        run.Forecasts.Select((f, i) => (from + i, f, run.MemberForecasts[i]));

    /// <summary>Forecasts each day of a range with the settings that data before it gives.</summary>
    private static Result<DailyRun> Walk(
        BacktestRequest request,
        LeakageGuard guard,
        int from,
        int to,
        DayProgress progress,
        CancellationToken cancellationToken
    )
    {
        var threads = Math.Max(1, request.Threads);
        var first = guard.View(from);
        if (first.Gap is { } gap)
        {
            return NotPublic(gap);
        }

        var model = request.Model is ITunedForecaster tuned ? tuned.Fix(first.Panel, from, threads, cancellationToken) : request.Model;
        var run = new DailyRun(model, guard, from, to, progress);
        Parallel.For(
            from,
            to + 1,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            (day, loop) =>
            {
                if (!run.Forecast(day, cancellationToken))
                {
                    loop.Stop();
                }
            }
        );
        if (run.Gap is { } later)
        {
            return NotPublic(later);
        }

        return run.Leak is { } leak
            ? new LeakFound(guard.Offenders(model, leak, cancellationToken) is { Count: > 0 } found ? found : [run.Describe(leak)])
            : run;
    }

    private static SimpleFailure NotPublic(Sentence gap) =>
        new("forecast.not_public", $"an input is not public at gate closure and nothing stands in for it: {gap}");
}
