using OptiBid.Core.Data;

namespace OptiBid.Core.Identity.Sessions;

/// <inheritdoc cref="IEndSessions"/>
internal sealed class EndSessions(ISessionStore store, ISessionBus bus, IAuditTrail audit, TimeProvider time) : IEndSessions
{
    /// <inheritdoc/>
    public Task OneAsync(Guid sessionId, string reason, CancellationToken cancellationToken = default) =>
        EndAsync(new() { Id = sessionId }, reason, cancellationToken);

    /// <inheritdoc/>
    public Task OfUserAsync(
        Guid userId,
        string reason,
        Guid? organisationId = null,
        Guid? exceptSessionId = null,
        CancellationToken cancellationToken = default
    ) =>
        EndAsync(
            new()
            {
                UserId = userId,
                OrganisationId = organisationId,
                ExceptId = exceptSessionId,
            },
            reason,
            cancellationToken
        );

    /// <inheritdoc/>
    public Task OfOrganisationAsync(Guid organisationId, string reason, CancellationToken cancellationToken = default) =>
        EndAsync(new() { OrganisationId = organisationId }, reason, cancellationToken);

    /// <inheritdoc/>
    public Task OfProviderAsync(
        Guid identityProviderId,
        Guid? userId,
        string? providerSessionId,
        string reason,
        CancellationToken cancellationToken = default
    ) =>
        EndAsync(
            new()
            {
                IdentityProviderId = identityProviderId,
                UserId = userId,
                ProviderSessionId = providerSessionId,
            },
            reason,
            cancellationToken
        );

    private async Task EndAsync(SessionFilter filter, string reason, CancellationToken cancellationToken)
    {
        var ended = await store.EndAsync(filter, reason, time.GetUtcNow().UtcDateTime, cancellationToken);
        await bus.PublishAsync([.. ended.Select(s => new SessionEvent(SessionEventKind.Ended, s.Id, reason))], cancellationToken);
        // A session whose end cannot be recorded has ended all the same: staying signed in would be worse.
        foreach (var session in ended)
        {
            await audit.RecordAsync(
                new AuditEvent("sessions.ended", "session", session.Id.ToString(), Reason: reason)
                {
                    OrganisationId = session.OrganisationId,
                    SubjectUserId = session.UserId,
                },
                cancellationToken
            );
        }
    }
}

/// <inheritdoc cref="IAccessChanged"/>
internal sealed class AccessChanged(ISessionBus bus) : IAccessChanged
{
    /// <inheritdoc/>
    public Task UserAsync(Guid userId, CancellationToken cancellationToken = default) =>
        bus.PublishAsync([new(SessionEventKind.UserChanged, userId)], cancellationToken);

    /// <inheritdoc/>
    public Task OrganisationAsync(Guid organisationId, CancellationToken cancellationToken = default) =>
        bus.PublishAsync([new(SessionEventKind.OrganisationChanged, organisationId)], cancellationToken);
}
