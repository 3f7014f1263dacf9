using System.Globalization;
using OptiBid.Core.Forecasting.Runs;

namespace OptiBid.Core.Forecasting.Tracking;

/// <summary>A finished backtest as a tracked run.</summary>
/// <param name="Experiment">Name of its experiment: the backtests of one series.</param>
/// <param name="Name">Name of the run.</param>
/// <param name="StartMs">Start.</param>
/// <param name="EndMs">End.</param>
/// <param name="Batch">Parameters, metrics, tags: data hash and code version among them.</param>
internal sealed record TrackedBacktest(string Experiment, string Name, long StartMs, long EndMs, RunBatch Batch)
{
    /// <summary>What is logged of a backtest that is done.</summary>
    public static TrackedBacktest Of(BacktestRun run, RunOutcome outcome)
    {
        var end = Embedded.TrackingMap.Ms(run.FinishedUtc ?? run.CreatedUtc);
        return new(
            $"Backtests {run.Market} {run.Node} {run.Product}",
            $"{run.Model} {run.From:yyyy-MM-dd} to {run.To:yyyy-MM-dd}",
            Embedded.TrackingMap.Ms(run.CreatedUtc),
            end,
            new([.. MetricsOf(run, outcome, end)], ParamsOf(run, outcome), TagsOf(run, outcome))
        );
    }

    private static List<TrackedText> ParamsOf(BacktestRun run, RunOutcome outcome) =>
        [
            new("market", run.Market),
            new("node", run.Node),
            new("product", run.Product),
            new("model", run.Model),
            new("from", run.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            new("to", run.To.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            new("model_parameters", Shorten(outcome.ModelParameters.ToString(), TrackingRules.LongestParam)),
            new("threads", outcome.Threads.ToString(CultureInfo.InvariantCulture)),
            new("unit", run.Unit ?? ""),
        ];

    private static List<TrackedText> TagsOf(BacktestRun run, RunOutcome outcome) =>
        [
            new(TrackedTags.DataHash, outcome.DataHash),
            new(TrackedTags.CodeVersion, outcome.CodeVersion),
            new(TrackedTags.Backtest, run.Id.ToString()),
            new(TrackedTags.Simulated, run.IsSimulated ? "true" : "false"),
            new("mlflow.source.name", "OptiBid"),
            new("mlflow.source.type", "JOB"),
        ];

    private static IEnumerable<TrackedMetric> MetricsOf(BacktestRun run, RunOutcome outcome, long at)
    {
        (string Key, double? Value)[] single =
        [
            ("mae", run.Mae),
            ("rmse", run.Rmse),
            ("smape_percent", run.SmapePercent),
            ("hours", run.Hours),
            ("naive_weekly_mae", run.NaiveWeeklyMae),
            ("naive_day_of_week_mae", run.NaiveDayOfWeekMae),
            ("naive_daily_mae", outcome.NaiveDailyMae),
            ("rmae_weekly", run.NaiveWeeklyMae > 0 ? run.Mae / run.NaiveWeeklyMae : null),
            ("rmae_day_of_week", run.NaiveDayOfWeekMae > 0 ? run.Mae / run.NaiveDayOfWeekMae : null),
            ("dm_weekly", run.DmWeekly),
            ("dm_day_of_week", run.DmDayOfWeek),
            ("dm_daily", outcome.DmDaily),
            ("worst_percent_mae", outcome.WorstPercentMae),
            ("hours_before_gate", outcome.HoursBeforeGate),
            ("seconds", outcome.Seconds),
            ("cpu_seconds_per_day", outcome.CpuSecondsPerDay),
        ];
        foreach (var (key, value) in single)
        {
            if (value is { } number)
            {
                yield return new(key, number, at);
            }
        }

        for (var i = 0; i < outcome.ByHour.Count; i++)
        {
            yield return new("mae_by_hour", outcome.ByHour[i].Mae, at, i + 1);
        }

        for (var i = 0; i < outcome.ByMonth.Count && i < 500; i++)
        {
            yield return new("mae_by_month", outcome.ByMonth[i].Mae, at, i + 1);
        }
    }

    private static string Shorten(string text, int longest) => text.Length <= longest ? text : text[..longest];
}
