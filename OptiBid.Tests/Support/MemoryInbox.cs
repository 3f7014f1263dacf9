using OptiBid.Core.Data;
using OptiBid.Core.Notifications.Inbox;

namespace OptiBid.Tests.Support;

/// <summary>Keeps notifications in memory, for hosts without a database of records.</summary>
internal sealed class MemoryInbox : IInbox
{
    /// <summary>What was left, in order.</summary>
    public List<InboxDraft> Drafts { get; } = [];

    /// <inheritdoc/>
    public void Append(OptiBidDbContext db, InboxDraft draft) => Drafts.Add(draft);

    /// <inheritdoc/>
    public Task AddAsync(InboxDraft draft, CancellationToken cancellationToken = default)
    {
        Drafts.Add(draft);
        return Task.CompletedTask;
    }
}
