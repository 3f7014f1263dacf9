using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Markets.Import.Jobs;
using OptiBid.Tests.Web.Bidding;

namespace OptiBid.Tests.Web.WidgetKinds;

/// <summary>Imports and backtests that a test sets.</summary>
internal sealed class FakeJobs : IReadImports, IListBacktests, IGetBacktest
{
    public List<ImportJob> Imports { get; } = [];

    public List<BacktestDetail> Backtests { get; } = [];

    public bool IsRefused { get; set; }

    public static ImportJob Import(ImportJobState state, Sentence? error = null) =>
        new(Guid.CreateVersion7(), ["prices.csv"], "auto", false, state, new("prices.csv", 0, 1, 25, 100, 10), error, null);

    public static BacktestSummary Backtest(BacktestState state, Sentence? error = null, DateTime? createdUtc = null) =>
        new(
            Guid.CreateVersion7(),
            new(new("ERCOT", "HB_NORTH", "da_lmp"), "ridge", new(2025, 5, 1), new(2025, 5, 2)),
            state,
            0.5,
            "Ada",
            createdUtc ?? new DateTime(2026, 6, 10, 10, 0, 0, DateTimeKind.Utc),
            null,
            error,
            null
        );

    Result<IReadOnlyList<ImportJob>> IReadImports.List() =>
        IsRefused ? BiddingBench.Forbidden : Result<IReadOnlyList<ImportJob>>.Ok(Imports);

    Result<ImportJob> IReadImports.Find(Guid id) => Imports.Single(j => j.Id == id);

    Task<Result<IReadOnlyList<BacktestSummary>>> IListBacktests.ExecuteAsync(int limit, CancellationToken cancellationToken) =>
        Task.FromResult(
            IsRefused ? BiddingBench.Forbidden : Result<IReadOnlyList<BacktestSummary>>.Ok([.. Backtests.Select(b => b.Summary)])
        );

    Task<Result<BacktestDetail>> IGetBacktest.ExecuteAsync(Guid id, CancellationToken cancellationToken) =>
        Task.FromResult(Result<BacktestDetail>.Ok(Backtests.Single(b => b.Summary.Id == id)));
}
