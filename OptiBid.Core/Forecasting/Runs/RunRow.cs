using System.Linq.Expressions;
using System.Text.Json;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Backtests;

namespace OptiBid.Core.Forecasting.Runs;

/// <summary>Turns rows into what screens show.</summary>
internal static class RunRow
{
    /// <summary>A row without its report and forecasts, for lists.</summary>
    public static Expression<Func<BacktestRun, BacktestRun>> WithoutBlobs { get; } =
        r => new BacktestRun
        {
            Id = r.Id,
            StartedBy = r.StartedBy,
            Market = r.Market,
            Node = r.Node,
            Product = r.Product,
            Model = r.Model,
            From = r.From,
            To = r.To,
            Quantiles = r.Quantiles,
            CreatedUtc = r.CreatedUtc,
            State = r.State,
            FinishedUtc = r.FinishedUtc,
            Error = r.Error,
            Hours = r.Hours,
            Mae = r.Mae,
            Rmse = r.Rmse,
            SmapePercent = r.SmapePercent,
            NaiveWeeklyMae = r.NaiveWeeklyMae,
            NaiveDayOfWeekMae = r.NaiveDayOfWeekMae,
            DmWeekly = r.DmWeekly,
            DmDayOfWeek = r.DmDayOfWeek,
            Unit = r.Unit,
            IsSimulated = r.IsSimulated,
        };

    /// <summary>The row of a list; progress of an active run comes from the queue.</summary>
    public static BacktestSummary ToSummary(BacktestRun run, BacktestQueue queue) =>
        new(
            run.Id,
            ToRequest(run),
            run.State,
            run.State == BacktestState.Done ? 1 : queue.Find(run.Id)?.Progress ?? 0,
            run.StartedBy,
            run.CreatedUtc,
            run.FinishedUtc,
            run.Error is { } error ? KeptSentences.Read(error) : null,
            run.Mae is null
                ? null
                : new(
                    run.Hours,
                    run.Mae.Value,
                    run.Rmse!.Value,
                    run.SmapePercent!.Value,
                    run.NaiveWeeklyMae!.Value,
                    run.NaiveDayOfWeekMae!.Value,
                    run.DmWeekly,
                    run.DmDayOfWeek,
                    run.Unit!,
                    run.IsSimulated
                )
        )
        {
            TimeLeft = queue.Find(run.Id)?.TimeLeft,
        };

    /// <summary>What was asked for.</summary>
    public static StoredBacktestRequest ToRequest(BacktestRun run) =>
        new(new(run.Market, run.Node, run.Product), run.Model, run.From, run.To) { Quantiles = run.Quantiles };

    /// <summary>The whole of a run.</summary>
    public static BacktestDetail ToDetail(BacktestRun run, BacktestQueue queue) =>
        new(
            ToSummary(run, queue),
            run.Outcome is null ? null : JsonSerializer.Deserialize<RunOutcome>(run.Outcome, KeptSentences.Json),
            ForecastBlob.Unpack(run.Forecasts)
        );
}
