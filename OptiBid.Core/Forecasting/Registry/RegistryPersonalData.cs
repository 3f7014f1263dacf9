using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Privacy;

namespace OptiBid.Core.Forecasting.Registry;

/// <summary>Versions that a person registered. They are the organisation's work and stay; the name in them is replaced as everywhere.</summary>
internal sealed class RegistryPersonalData : IPersonalData
{
    /// <inheritdoc/>
    public string Name => "model-versions";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Tables => ["ml_model_versions"];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<object>> ExportAsync(
        OptiBidDbContext db,
        PersonalDataScope scope,
        CancellationToken cancellationToken
    ) =>
        await db.Set<MlModelVersion>()
            .Where(v => v.UserId == scope.Subject.Id && (scope.OrganisationId == null || v.OrganisationId == scope.OrganisationId))
            .OrderBy(v => v.CreatedUtc)
            .Select(v =>
                (object)
                    new
                    {
                        v.Id,
                        v.OrganisationId,
                        v.RegisteredBy,
                        v.Number,
                        v.CreatedUtc,
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
