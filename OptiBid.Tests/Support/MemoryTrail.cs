using System.Collections.Concurrent;
using OptiBid.Core.Data;

namespace OptiBid.Tests.Support;

/// <summary>Remembers what was to be recorded, for tests of what records it.</summary>
internal sealed class MemoryTrail : IAuditTrail
{
    private readonly ConcurrentQueue<AuditEvent> _events = new();

    public IReadOnlyList<string> Actions => [.. _events.Select(e => e.Action)];

    public IReadOnlyList<AuditEvent> Events => [.. _events];

    public void Append(OptiBidDbContext db, AuditEvent happened) => _events.Enqueue(happened);

    public Task RecordAsync(AuditEvent happened, CancellationToken cancellationToken = default)
    {
        _events.Enqueue(happened);
        return Task.CompletedTask;
    }
}
