namespace OptiBid.Core.Identity.Sessions;

/// <summary>Keeps sessions: in the database, or in Redis. One contract test runs against both.</summary>
internal interface ISessionStore
{
    /// <summary>Keeps a new session.</summary>
    Task AddAsync(Session session, CancellationToken cancellationToken);

    /// <summary>A session, ended or not; null when it is unknown.</summary>
    Task<Session?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Sessions that are neither ended nor past their absolute end, oldest first.</summary>
    Task<IReadOnlyList<Session>> LiveAsync(SessionFilter filter, DateTime nowUtc, CancellationToken cancellationToken);

    /// <summary>Remembers the last use of a session that has not ended.</summary>
    Task TouchAsync(Guid id, DateTime usedAtUtc, CancellationToken cancellationToken);

    /// <summary>Ends sessions; those that this call ended. A session ends once.</summary>
    Task<IReadOnlyList<Session>> EndAsync(SessionFilter filter, string reason, DateTime nowUtc, CancellationToken cancellationToken);
}

/// <summary>Carries session events between processes. A published event has reached this process when the call returns, the others within a second.</summary>
internal interface ISessionBus
{
    /// <summary>Sends events to every process, this one included.</summary>
    Task PublishAsync(IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken);

    /// <summary>Receives what other processes published until the token is cancelled.</summary>
    Task ReceiveAsync(CancellationToken cancellationToken);
}

/// <summary>What an event says.</summary>
internal enum SessionEventKind
{
    /// <summary>A session or an API key ended.</summary>
    Ended,

    /// <summary>A user's rights changed.</summary>
    UserChanged,

    /// <summary>An organisation's policy, roles or status changed.</summary>
    OrganisationChanged,
}

/// <summary>Something that live sessions have to know.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="SubjectId">The session, the user or the organisation.</param>
/// <param name="Reason">Why a session ended.</param>
internal sealed record SessionEvent(SessionEventKind Kind, Guid SubjectId, string? Reason = null);
