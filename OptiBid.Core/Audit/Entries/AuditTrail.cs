using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Audit.Checkpoints;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Audit.Entries;

/// <inheritdoc cref="IAuditTrail"/>
internal sealed class AuditTrail(EntryFactory entries, AuditWriter writer, SequencerSignal signal, IServiceProvider scope) : IAuditTrail
{
    /// <inheritdoc/>
    public void Append(OptiBidDbContext db, AuditEvent happened)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(happened);
        db.Add(entries.Create(db, Actor(), happened));
        signal.Count(1);
    }

    /// <inheritdoc/>
    public Task RecordAsync(AuditEvent happened, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(happened);
        return writer.WriteAsync(Actor(), happened, cancellationToken);
    }

    private AuditActor Actor() => AuditActor.Of(scope.GetRequiredService<ICurrentUser>(), scope.GetService<IRequestOrigin>());
}

/// <summary>
/// Writes rows that stand alone. What arrives while a transaction runs shares the next one, so a burst costs one commit for each hundreds of rows;
/// every caller still waits until its own row is on disk.
/// </summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
internal sealed class AuditWriter(IPlatformContexts contexts, EntryFactory entries, SequencerSignal signal, WriteTurn turn)
{
    private const int Batch = 512;
    private readonly ConcurrentQueue<Item> _waiting = new();

    /// <summary>Returns when the row is committed; throws when it is not.</summary>
    public async Task WriteAsync(AuditActor actor, AuditEvent happened, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var item = new Item(actor, happened);
        _waiting.Enqueue(item);
        // From here on the row may be written by another caller, so it is not cancelled any more.
        await turn.TakeAsync(CancellationToken.None);
        try
        {
            while (!item.Done.Task.IsCompleted)
            {
                await WriteBatchAsync();
            }
        }
        finally
        {
            turn.Return();
        }

        await item.Done.Task;
    }

    private async Task WriteBatchAsync()
    {
        var items = new List<Item>(Batch);
        while (items.Count < Batch && _waiting.TryDequeue(out var item))
        {
            items.Add(item);
        }

#pragma warning disable CA1031 // Each caller gets the fault: its own, or that of the transaction.
        try
        {
            await using var db = await contexts.CreateDbContextAsync();
            var rows = new List<AuditEntry>(items.Count);
            foreach (var item in items)
            {
                try
                {
                    rows.Add(entries.Create(db, item.Actor, item.Happened));
                }
                catch (Exception fault)
                {
                    item.Done.SetException(fault);
                }
            }

            await using (var transaction = await db.Database.BeginTransactionAsync())
            {
                // Keys of persons who are met for the first time; the rows themselves are not worth tracking.
                await db.SaveChangesAsync();
                await RowStatement.InsertAsync(db, rows, CancellationToken.None);
                await transaction.CommitAsync();
            }

            signal.Count(rows.Count);
            items.ForEach(i => i.Done.TrySetResult());
        }
        catch (Exception fault)
        {
            items.ForEach(i => i.Done.TrySetException(fault));
        }
#pragma warning restore CA1031
    }

    private sealed record Item(AuditActor Actor, AuditEvent Happened)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
