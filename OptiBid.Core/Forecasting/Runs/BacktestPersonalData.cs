using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Privacy;

namespace OptiBid.Core.Forecasting.Runs;

/// <summary>Backtests that a person started. The run is the organisation's work and stays; the name in it is replaced as everywhere.</summary>
internal sealed class BacktestPersonalData : IPersonalData
{
    /// <inheritdoc/>
    public string Name => "backtests";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Tables => ["backtest_runs"];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<object>> ExportAsync(
        OptiBidDbContext db,
        PersonalDataScope scope,
        CancellationToken cancellationToken
    ) =>
        await db.Set<BacktestRun>()
            .Where(r => r.UserId == scope.Subject.Id && (scope.OrganisationId == null || r.OrganisationId == scope.OrganisationId))
            .OrderBy(r => r.CreatedUtc)
            .Select(r =>
                (object)
                    new
                    {
                        r.Id,
                        r.OrganisationId,
                        r.StartedBy,
                        r.Market,
                        r.Node,
                        r.Model,
                        r.From,
                        r.To,
                        r.CreatedUtc,
                    }
            )
            .ToListAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<int> EraseAsync(OptiBidDbContext db, PersonalDataScope scope, CancellationToken cancellationToken) => Task.FromResult(0);

    /// <inheritdoc/>
    public Task<IReadOnlyCollection<Guid>> SearchAsync(OptiBidDbContext db, Guid userId, CancellationToken cancellationToken) =>
        // The model finds the column by its name.
        Task.FromResult<IReadOnlyCollection<Guid>>([]);
}
