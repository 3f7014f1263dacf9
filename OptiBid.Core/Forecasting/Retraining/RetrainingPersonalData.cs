using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Retraining.Plans;
using OptiBid.Core.Identity.Privacy;

namespace OptiBid.Core.Forecasting.Retraining;

/// <summary>
/// Retraining plans that a person made and jobs that they started. Both are the organisation's work and stay; the name in them is replaced as
/// everywhere.
/// </summary>
internal sealed class RetrainingPersonalData : IPersonalData
{
    /// <inheritdoc/>
    public string Name => "retraining";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Tables => ["ml_retrain_plans", "ml_retrain_jobs"];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<object>> ExportAsync(OptiBidDbContext db, PersonalDataScope scope, CancellationToken cancellationToken)
    {
        var plans = await db.Set<RetrainPlan>()
            .Where(p => p.UserId == scope.Subject.Id && (scope.OrganisationId == null || p.OrganisationId == scope.OrganisationId))
            .OrderBy(p => p.CreatedUtc)
            .Select(p => new
            {
                p.Id,
                p.OrganisationId,
                p.MadeBy,
                p.Model,
                p.CreatedUtc,
            })
            .ToListAsync(cancellationToken);
        var jobs = await db.Set<RetrainJob>()
            .Where(j => j.UserId == scope.Subject.Id && (scope.OrganisationId == null || j.OrganisationId == scope.OrganisationId))
            .OrderBy(j => j.CreatedUtc)
            .Select(j => new
            {
                j.Id,
                j.OrganisationId,
                j.StartedBy,
                j.PlanId,
                j.CreatedUtc,
            })
            .ToListAsync(cancellationToken);
        return [.. plans, .. jobs];
    }

    /// <inheritdoc/>
    public Task<int> EraseAsync(OptiBidDbContext db, PersonalDataScope scope, CancellationToken cancellationToken) => Task.FromResult(0);

    /// <inheritdoc/>
    public Task<IReadOnlyCollection<Guid>> SearchAsync(OptiBidDbContext db, Guid userId, CancellationToken cancellationToken) =>
        // The model finds the columns by their name.
        Task.FromResult<IReadOnlyCollection<Guid>>([]);
}
