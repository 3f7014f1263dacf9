using OptiBid.Core.Data;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.Privacy.Data;

/// <summary>Sessions as the session store has them, which may be Redis. They end before an erasure; Redis drops ended ones by itself within a day.</summary>
internal sealed class LiveSessionData(ISessionStore store, TimeProvider time) : IPersonalData
{
    /// <inheritdoc/>
    public string Name => "live-sessions";

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Tables => [];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<object>> ExportAsync(OptiBidDbContext db, PersonalDataScope scope, CancellationToken cancellationToken)
    {
        var filter = new SessionFilter { UserId = scope.Subject.Id, OrganisationId = scope.OrganisationId };
        var live = await store.LiveAsync(filter, time.GetUtcNow().UtcDateTime, cancellationToken);
        return
        [
            .. live.Select(s => new
            {
                s.Id,
                s.OrganisationId,
                s.Methods,
                s.StartedAtUtc,
                s.LastUsedAtUtc,
                s.ExpiresAtUtc,
                s.Address,
                s.Agent,
            }),
        ];
    }

    /// <inheritdoc/>
    public Task<int> EraseAsync(OptiBidDbContext db, PersonalDataScope scope, CancellationToken cancellationToken) => Task.FromResult(0);

    /// <inheritdoc/>
    public async Task<IReadOnlyCollection<Guid>> SearchAsync(OptiBidDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        var live = await store.LiveAsync(new() { UserId = userId }, time.GetUtcNow().UtcDateTime, cancellationToken);
        return [.. live.Select(s => s.OrganisationId).Distinct()];
    }
}
