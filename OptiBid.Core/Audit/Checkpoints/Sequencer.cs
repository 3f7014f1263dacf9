using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Cryptography.Keys;
using OptiBid.Core.Cryptography.Merkle;
using OptiBid.Core.Cryptography.Signatures;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Audit.Checkpoints;

/// <summary>
/// Gives rows their place in the tree and signs a checkpoint over them. A lock of the database lets one process at a time do it.
/// </summary>
/// <threadsafety>Safe for use by many threads.</threadsafety>
internal sealed class Sequencer(
    IPlatformContexts contexts,
    IDocumentSigner signer,
    IKeyVault vault,
    SecondPlace secondPlace,
    WriteTurn turn,
    TimeProvider time
) : IDisposable
{
    /// <summary>Most rows of one checkpoint.</summary>
    public const int MostRows = 1024;

    private const long LockId = 0x6f70746962696431;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lazy<byte[]> _seal = new(() => vault.DeriveKey(EntryRecord.SealPurpose));
    private MerkleFrontier _frontier = new();

    /// <summary>Covers every row that waits; the number of rows.</summary>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var total = 0L;
            int rows;
            do
            {
                rows = await CheckpointInTurnAsync(cancellationToken);
                total += rows;
            } while (rows == MostRows);

            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await secondPlace.CatchUpAsync(db, cancellationToken);
            return total;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<int> CheckpointInTurnAsync(CancellationToken cancellationToken)
    {
        await turn.TakeAsync(cancellationToken);
        try
        {
            return await CheckpointAsync(cancellationToken);
        }
        finally
        {
            turn.Return();
        }
    }

    private async Task<int> CheckpointAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Set<AuditEntry>().AnyAsync(e => e.TreeIndex == null, cancellationToken))
        {
            return 0;
        }

        // SQLite's transaction takes the one lock for writing at its begin.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (db.Database.IsNpgsql())
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({LockId})", cancellationToken);
        }

        var last = await db.Set<AuditCheckpoint>().AsNoTracking().OrderByDescending(c => c.Number).FirstOrDefaultAsync(cancellationToken);
        var rows = await WaitingAsync(db, cancellationToken);
        if (rows.Count == 0)
        {
            return 0;
        }

        var size = last?.Size ?? 0;
        var frontier =
            _frontier.Size == size && size > 0 ? _frontier : await MerkleFrontier.RestoreAsync(size, new AuditTree(db), cancellationToken);
        // A fault below leaves the tree half grown: the next run restores it.
        _frontier = new();
        await PlaceAsync(db, rows, frontier.Size, cancellationToken);
        foreach (var row in rows)
        {
            frontier.Append(row.LeafHash, (level, index, hash) => Keep(db, level, index, hash));
        }

        db.Add(Sign(last, rows, frontier));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        _frontier = frontier;
        return rows.Count;
    }

    /// <summary>The content of the rows is neither read nor tracked.</summary>
    private static async Task PlaceAsync(OptiBidDbContext db, List<Waiting> rows, long first, CancellationToken cancellationToken)
    {
        var entity = db.Model.FindEntityType(typeof(AuditEntry))!;
        var place = new RowStatement(
            "UPDATE audit_entries SET \"TreeIndex\" = @p0 WHERE \"Id\" = @p1",
            [
                entity.FindProperty(nameof(AuditEntry.TreeIndex))!.GetRelationalTypeMapping(),
                entity.FindProperty(nameof(AuditEntry.Id))!.GetRelationalTypeMapping(),
            ]
        );
        if (await place.RunAsync(db, rows.Select((row, i) => new object?[] { first + i, row.Id }), cancellationToken) != rows.Count)
        {
            throw new InvalidOperationException("an audit row is gone before it got its place");
        }
    }

    /// <summary>Rows without a place, the oldest first. A row without our seal was put there by somebody else and gets none.</summary>
    private async Task<List<Waiting>> WaitingAsync(OptiBidDbContext db, CancellationToken cancellationToken)
    {
        var good = new List<Waiting>(MostRows);
        for (var skipped = 0; ; )
        {
            var some = await db.Set<AuditEntry>()
                .Where(e => e.TreeIndex == null)
                .OrderBy(e => e.AtUtc)
                .ThenBy(e => e.Id)
                .Skip(skipped)
                .Take(MostRows - good.Count)
                .Select(e => new Waiting(e.Id, e.OrganisationId, e.LeafHash, e.Seal))
                .ToListAsync(cancellationToken);
            good.AddRange(some.Where(e => EntryRecord.IsSealed(e.LeafHash, e.Seal, _seal.Value)));
            skipped += some.Count;
            if (some.Count == 0 || good.Count == MostRows)
            {
                return good;
            }
        }
    }

    private AuditCheckpoint Sign(AuditCheckpoint? last, List<Waiting> rows, MerkleFrontier frontier)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var statement = new CheckpointStatement(
            (last?.Number ?? 0) + 1,
            last?.Size ?? 0,
            frontier.Size,
            frontier.Root(),
            last is null ? null : CheckpointStatement.HashOf(last.Statement),
            now,
            [.. rows.GroupBy(r => r.OrganisationId).OrderBy(g => g.Key).Select(g => new OrganisationRows(g.Key, g.LongCount()))],
            signer.CurrentKeyIds
        ).ToText();
        var signatures = signer.Sign(System.Text.Encoding.UTF8.GetBytes(statement), CheckpointStatement.Context);
        return new()
        {
            Number = (last?.Number ?? 0) + 1,
            Size = frontier.Size,
            AtUtc = now,
            Statement = statement,
            Signatures = JsonSerializer.Serialize(signatures, JsonSerializerOptions.Web),
            Leaves = [.. rows.SelectMany(r => r.LeafHash)],
        };
    }

    private static void Keep(OptiBidDbContext db, int level, long index, byte[] hash)
    {
        if (level > 0 && level % AuditTree.TileLevels == 0)
        {
            db.Add(
                new AuditNode
                {
                    Level = level,
                    Index = index,
                    Hash = hash,
                }
            );
        }
    }

    /// <summary>What is needed of a row that waits.</summary>
    private sealed record Waiting(Guid Id, Guid OrganisationId, byte[] LeafHash, byte[] Seal);
}
