using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Privacy;

namespace OptiBid.Core.Forecasting.Tracking.Embedded;

/// <summary>Runs that a person started. They are the organisation's work and stay; the name in them is replaced as everywhere.</summary>
internal sealed class TrackingPersonalData : IPersonalData
{
    /// <inheritdoc/>
    public string Name => "tracked-runs";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Tables => ["ml_runs"];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<object>> ExportAsync(
        OptiBidDbContext db,
        PersonalDataScope scope,
        CancellationToken cancellationToken
    ) =>
        await db.Set<MlRun>()
            .Where(r => r.UserId == scope.Subject.Id && (scope.OrganisationId == null || r.OrganisationId == scope.OrganisationId))
            .OrderBy(r => r.StartMs)
            .Select(r =>
                (object)
                    new
                    {
                        r.Id,
                        r.OrganisationId,
                        r.StartedBy,
                        r.Name,
                        r.StartMs,
                    }
            )
            .ToListAsync(cancellationToken);

    /// <summary>Clients put the name of their user into a tag: it goes.</summary>
    public Task<int> EraseAsync(OptiBidDbContext db, PersonalDataScope scope, CancellationToken cancellationToken) =>
        db.Set<MlTag>()
            .Where(t =>
                t.Key == TrackingMap.UserTag
                && db.Set<MlRun>()
                    .Any(r =>
                        r.Id == t.RunId
                        && r.UserId == scope.Subject.Id
                        && (scope.OrganisationId == null || r.OrganisationId == scope.OrganisationId)
                    )
            )
            .ExecuteDeleteAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyCollection<Guid>> SearchAsync(OptiBidDbContext db, Guid userId, CancellationToken cancellationToken) =>
        // The model finds the column by its name.
        Task.FromResult<IReadOnlyCollection<Guid>>([]);
}
