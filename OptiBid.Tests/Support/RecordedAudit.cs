using System.Collections.Concurrent;
using OptiBid.Core.Data;

namespace OptiBid.Tests.Support;

/// <summary>An audit trail that remembers what it is told; fails when told to.</summary>
internal sealed class RecordedAudit : IAuditTrail
{
    private readonly ConcurrentQueue<AuditEvent> _events = new();

    /// <summary>What happened, in order.</summary>
    public IReadOnlyCollection<AuditEvent> Events => _events;

    /// <summary>Whether writing fails.</summary>
    public bool Fails { get; set; }

    /// <inheritdoc/>
    public void Append(OptiBidDbContext db, AuditEvent happened) => Add(happened);

    /// <inheritdoc/>
    public Task RecordAsync(AuditEvent happened, CancellationToken cancellationToken = default)
    {
        Add(happened);
        return Task.CompletedTask;
    }

    private void Add(AuditEvent happened)
    {
        if (Fails)
        {
            throw new InvalidOperationException("The audit log takes no rows");
        }

        _events.Enqueue(happened);
    }
}
