using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Identity;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Runs;

/// <inheritdoc cref="IStartBacktest"/>
internal sealed class StartBacktest(
    ICurrentUser user,
    IForecasterCatalog catalog,
    ITimeSeriesStore store,
    BacktestQueue queue,
    IDbContextFactory<OptiBidDbContext> contexts,
    IAuditTrail trail,
    TimeProvider time
) : IStartBacktest
{
    /// <inheritdoc/>
    public async Task<Result<Guid>> ExecuteAsync(StoredBacktestRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!user.Has(Permissions.RunBacktests))
        {
            return ForecastingFailures.Forbidden(Permissions.RunBacktests);
        }

        if (await CheckAsync(request, cancellationToken) is { } failure)
        {
            return failure;
        }

        var id = Guid.CreateVersion7();
        if (queue.Admit(id, user.OrganisationId, request) is not { } active)
        {
            return Full();
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var run = new BacktestRun
        {
            Id = id,
            OrganisationId = user.OrganisationId,
            UserId = user.UserId,
            StartedBy = user.Name,
            Market = request.Target.Market,
            Node = request.Target.Node,
            Product = request.Target.Product,
            Model = request.Model,
            From = request.From,
            To = request.To,
            Quantiles = request.Quantiles,
            CreatedUtc = time.GetUtcNow().UtcDateTime,
        };
        try
        {
            db.Add(run);
            trail.Append(db, new("backtests.started", "backtest", id.ToString(), After: request));
            await db.SaveChangesAsync(cancellationToken);
        }
        catch
        {
            queue.Release(active);
            throw;
        }

        if (queue.Enqueue(active))
        {
            return id;
        }

        queue.Release(active);
        db.Remove(run);
        await db.SaveChangesAsync(cancellationToken);
        return Full();
    }

    private async Task<Failure?> CheckAsync(StoredBacktestRequest request, CancellationToken cancellationToken) =>
        catalog.Find(request.Model) is null ? ForecastingFailures.UnknownModel(request.Model, catalog)
        : request.To < request.From ? ForecastingFailures.Range(request.From, request.To)
        : await store.FindAsync(request.Target, cancellationToken) is null ? ForecastingFailures.NoSeries(request.Target)
        : null;

    private static SimpleFailure Full() =>
        new("forecast.queue", "too many backtests wait or run; wait for one to end or cancel it", FailureKind.Conflict);
}

/// <inheritdoc cref="IListBacktests"/>
internal sealed class ListBacktests(ICurrentUser user, BacktestQueue queue, IDbContextFactory<OptiBidDbContext> contexts) : IListBacktests
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<BacktestSummary>>> ExecuteAsync(int limit, CancellationToken cancellationToken)
    {
        if (!user.Has(Permissions.ReadForecasts))
        {
            return ForecastingFailures.Forbidden(Permissions.ReadForecasts);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var organisation = user.OrganisationId;
        var rows = await db.Set<BacktestRun>()
            .AsNoTracking()
            .Where(r => r.OrganisationId == organisation)
            .OrderByDescending(r => r.CreatedUtc)
            .ThenByDescending(r => r.Id)
            .Take(Math.Clamp(limit, 1, 500))
            .Select(RunRow.WithoutBlobs)
            .ToListAsync(cancellationToken);
        return Result<IReadOnlyList<BacktestSummary>>.Ok([.. rows.Select(r => RunRow.ToSummary(r, queue))]);
    }
}

/// <inheritdoc cref="IGetBacktest"/>
internal sealed class GetBacktest(ICurrentUser user, BacktestQueue queue, IDbContextFactory<OptiBidDbContext> contexts) : IGetBacktest
{
    /// <inheritdoc/>
    public async Task<Result<BacktestDetail>> ExecuteAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!user.Has(Permissions.ReadForecasts))
        {
            return ForecastingFailures.Forbidden(Permissions.ReadForecasts);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var organisation = user.OrganisationId;
        var run = await db.Set<BacktestRun>()
            .AsNoTracking()
            .SingleOrDefaultAsync(r => r.Id == id && r.OrganisationId == organisation, cancellationToken);
        return run is null ? ForecastingFailures.NoRun(id) : RunRow.ToDetail(run, queue);
    }
}

/// <inheritdoc cref="IDeleteBacktest"/>
internal sealed class DeleteBacktest(
    ICurrentUser user,
    BacktestQueue queue,
    IDbContextFactory<OptiBidDbContext> contexts,
    IAuditTrail trail
) : IDeleteBacktest
{
    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!user.Has(Permissions.RunBacktests))
        {
            return ForecastingFailures.Forbidden(Permissions.RunBacktests);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var organisation = user.OrganisationId;
        var runs = db.Set<BacktestRun>().Where(r => r.Id == id && r.OrganisationId == organisation);
        if (!await runs.AnyAsync(cancellationToken))
        {
            return ForecastingFailures.NoRun(id);
        }

        if (queue.Find(id) is { } active)
        {
            await trail.RecordAsync(new("backtests.cancelled", "backtest", id.ToString()), cancellationToken);
            active.Cancel();
        }
        else
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await runs.ExecuteDeleteAsync(cancellationToken);
            trail.Append(db, new("backtests.deleted", "backtest", id.ToString()));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return Done.Instance;
    }
}
