using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Comparisons;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Forecasting.Runs;

/// <summary>Finished backtests of one series side by side.</summary>
/// <param name="Runs">The backtests, in the order asked for.</param>
/// <param name="Report">Their models and the naive references over the days that all scored.</param>
public sealed record BacktestComparison(IReadOnlyList<BacktestSummary> Runs, ComparisonReport Report);

/// <summary>Compares finished backtests of one series. Needs <c>forecasts.read</c>.</summary>
public interface ICompareBacktests
{
    /// <summary>Most backtests of one comparison.</summary>
    const int Most = 8;

    /// <summary>The comparison; a failure when one is not there or not done, or they do not fit together.</summary>
    Task<Result<BacktestComparison>> ExecuteAsync(IReadOnlyList<Guid> runs, CancellationToken cancellationToken);
}

/// <inheritdoc cref="ICompareBacktests"/>
internal sealed class CompareBacktests(ICurrentUser user, BacktestQueue queue, IDbContextFactory<OptiBidDbContext> contexts)
    : ICompareBacktests
{
    /// <inheritdoc/>
    public async Task<Result<BacktestComparison>> ExecuteAsync(IReadOnlyList<Guid> runs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (!user.Has(Permissions.ReadForecasts))
        {
            return ForecastingFailures.Forbidden(Permissions.ReadForecasts);
        }

        var asked = runs.Distinct().ToList();
        if (asked.Count is 0 or > ICompareBacktests.Most)
        {
            return Refused($"{asked.Count} backtests; expected 1 to {ICompareBacktests.Most}");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var organisation = user.OrganisationId;
        var rows = await db.Set<BacktestRun>()
            .AsNoTracking()
            .Where(r => asked.Contains(r.Id) && r.OrganisationId == organisation)
            .ToDictionaryAsync(r => r.Id, cancellationToken);
        if (asked.Exists(id => !rows.ContainsKey(id)))
        {
            return ForecastingFailures.NoRun(asked.Find(id => !rows.ContainsKey(id)));
        }

        var found = asked.ConvertAll(id => rows[id]);
        return Wrong(found) is { } failure ? failure : await Task.Run(() => Compare(found), cancellationToken);
    }

    private Result<BacktestComparison> Compare(List<BacktestRun> runs)
    {
        // Two runs of one model are told apart by when they ran.
        var repeated = runs.GroupBy(r => r.Model).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet();
        var models = runs.ConvertAll(r => new ComparedForecasts(
            repeated.Contains(r.Model) ? FormattableString.Invariant($"{r.Model} {r.CreatedUtc:yyyy-MM-dd HH:mm:ss}") : r.Model,
            ForecastBlob.Unpack(r.Forecasts)
        ));
        var common = models.Select(m => m.Days.Select(d => d.Day)).Aggregate((a, b) => a.Intersect(b));
        return common.Any() && models.DistinctBy(m => m.Model).Count() == models.Count
            ? new BacktestComparison([.. runs.Select(r => RunRow.ToSummary(r, queue))], ModelComparison.Of(models))
            : Refused("the backtests have no day in common");
    }

    private static SimpleFailure? Wrong(List<BacktestRun> runs)
    {
        if (runs.Find(r => r.State != BacktestState.Done) is { } open)
        {
            return new SimpleFailure("forecast.run_not_done", $"the backtest of {open.Model} is not done", FailureKind.Conflict);
        }

        return runs.DistinctBy(r => (r.Market, r.Node, r.Product)).Skip(1).Any()
            ? Refused("the backtests are of different series; one comparison is of one series")
            : null;
    }

    private static SimpleFailure Refused(Sentence reason) => new("forecast.comparison", reason) { Field = "runs" };
}
