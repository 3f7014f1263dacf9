using System.Collections.Concurrent;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Notifications.Inbox;

/// <inheritdoc cref="IInbox"/>
internal sealed class InboxWriter(IPlatformContexts contexts, TimeProvider time, InboxSignal signal) : IInbox
{
    /// <inheritdoc/>
    public void Append(OptiBidDbContext db, InboxDraft draft)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(draft);
        var now = time.GetUtcNow();
        db.Add(
            new InboxEvent
            {
                Id = Guid.CreateVersion7(now),
                OrganisationId = draft.OrganisationId,
                UserId = draft.UserId,
                Permission = draft.Permission,
                Kind = draft.Kind,
                Subject = Cut(draft.Subject, InboxRules.SubjectLength),
                Detail = draft.Detail is { } detail ? KeptSentences.Write(detail, InboxRules.DetailLength) : null,
                Link = draft.Link,
                IsProblem = draft.IsProblem,
                CreatedAtUtc = now.UtcDateTime,
            }
        );
        db.SavedChanges += (_, _) => signal.Raise(draft.OrganisationId);
    }

    /// <inheritdoc/>
    public async Task AddAsync(InboxDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        await using var db = contexts.CreateDbContextOf(draft.OrganisationId);
        Append(db, draft);
        await db.SaveChangesAsync(cancellationToken);
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";
}

/// <inheritdoc cref="IInboxSignal"/>
internal sealed class InboxSignal : IInboxSignal
{
    private readonly ConcurrentDictionary<Listener, byte> _listeners = new();

    /// <inheritdoc/>
    public IDisposable Listen(Action<Guid> onChanged)
    {
        var listener = new Listener(this, onChanged);
        _listeners.TryAdd(listener, 0);
        return listener;
    }

    /// <summary>An organisation has a new notification, or one of its members has read some.</summary>
    public void Raise(Guid organisationId)
    {
        foreach (var listener in _listeners.Keys)
        {
            listener.OnChanged(organisationId);
        }
    }

    private sealed class Listener(InboxSignal signal, Action<Guid> onChanged) : IDisposable
    {
        public Action<Guid> OnChanged { get; } = onChanged;

        public void Dispose() => signal._listeners.TryRemove(this, out _);
    }
}
