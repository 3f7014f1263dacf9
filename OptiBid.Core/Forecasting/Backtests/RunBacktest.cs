using System.Diagnostics;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Kept;
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
        var keys = IsKept(request) ? new ForecastKeys(panel) : null;
        var walks = new List<(DailyRun Run, IReadOnlyList<int> Left)>();
        foreach (var (first, last) in warm < from ? [(warm, from - 1), (from, to)] : new[] { (from, to) })
        {
            var prepared = Prepare(request, guard, keys, first, last, progress, cancellationToken);
            if (prepared.Failure is { } early)
            {
                return early;
            }

            walks.Add((prepared.Value, prepared.Value.Recall()));
        }

        progress.Begin(walks.Sum(w => w.Run.Reused));
        foreach (var (walk, left) in walks)
        {
            if (walk.Finish(left, request.Threads, cancellationToken) is { } failure)
            {
                return failure;
            }
        }

        var scored = Enumerable.Range(from, to - from + 1).Where(d => !request.NotScored.Contains(panel.FirstDay.AddDays(d))).ToList();
        if (scored.Count == 0)
        {
            return new SimpleFailure("forecast.range", "no day of the range has all its prices");
        }

        var run = walks[^1].Run;
        var report = ReportBuilder.Build(
            request.Model.Info.Name,
            panel,
            scored,
            from,
            run,
            Stopwatch.GetElapsedTime(began).TotalSeconds
        ) with
        {
            DaysReused = run.Reused,
        };
        return walks.Count == 1
            ? report
            : QuantilePass.AddTo(report, request, [.. Forecasts(walks[0].Run, warm), .. Forecasts(run, from)], cancellationToken) with
            {
                Seconds = Stopwatch.GetElapsedTime(began).TotalSeconds,
            };
    }

    private static IEnumerable<(int Day, double[] Point, double[][] Members)> Forecasts(DailyRun run, int from) =>
        run.Forecasts.Select((f, i) => (from + i, f, run.MemberForecasts[i]));

    /// <summary>A naive forecast is made sooner than it is found.</summary>
    private static bool IsKept(BacktestRequest request) => request.Kept is not null && request.Model is not NaiveForecaster;

    /// <summary>A range of days with the settings that data before it gives.</summary>
    private static Result<DailyRun> Prepare(
        BacktestRequest request,
        LeakageGuard guard,
        ForecastKeys? keys,
        int from,
        int to,
        DayProgress progress,
        CancellationToken cancellationToken
    )
    {
        var first = guard.View(from);
        if (first.Gap is { } gap)
        {
            return DailyRun.NotPublic(gap);
        }

        var tuned = request.Model as ITunedForecaster;
        var model = tuned?.Fix(first.Panel, from, Math.Max(1, request.Threads), cancellationToken) ?? request.Model;
        var memory = keys is null ? null : new DayMemory(request.Kept!, keys, request.Model.Info, tuned is null ? null : from);
        return new DailyRun(model, guard, from, to, progress, memory);
    }
}
