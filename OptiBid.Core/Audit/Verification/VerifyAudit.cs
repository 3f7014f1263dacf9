using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Audit.Checkpoints;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Common;
using OptiBid.Core.Cryptography.Keys;
using OptiBid.Core.Cryptography.Signatures;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Audit.Verification;

/// <inheritdoc cref="IVerifyAudit"/>
internal sealed class VerifyAudit(
    IPlatformContexts contexts,
    SecondPlace secondPlace,
    IDocumentSigner signer,
    IKeyVault vault,
    ICurrentUser user,
    TimeProvider time
) : IVerifyAudit
{
    private const int ReportEvery = 5000;

    /// <inheritdoc/>
    public async Task<Result<AuditVerification>> ExecuteAsync(
        IProgress<AuditVerifyProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        if (!user.Has(Permissions.VerifyAudit))
        {
            return AuditFailures.Forbidden(Permissions.VerifyAudit);
        }

        var watch = Stopwatch.StartNew();
        // The second place first: what is in it must be in the database, which is not so the other way round.
        var second = new Dictionary<long, SignedCheckpoint>();
        await foreach (var checkpoint in secondPlace.ReadAsync(cancellationToken))
        {
            if (CheckpointStatement.Parse(checkpoint.Statement) is { } statement)
            {
                second[statement.Number] = checkpoint;
            }
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var stored = await db.Set<AuditCheckpoint>().AsNoTracking().ToDictionaryAsync(c => c.Number, cancellationToken);
        var chain = CheckpointChain.Read(stored, second.Count == 0 ? null : second, signer.PublicKeys, time.GetUtcNow().UtcDateTime);
        var problems = chain.Problems.ToList();
        var rows = await CompareAsync(db, chain, problems, progress, cancellationToken);
        var waiting = await CheckWaitingAsync(db, problems, cancellationToken);
        return new AuditVerification(
            problems.Count == 0 ? "valid" : "broken",
            rows,
            chain.Count,
            [.. problems.OrderBy(p => p.Row ?? long.MaxValue).Take(AuditVerification.MostProblems)],
            waiting,
            chain.AtUtc,
            chain.Count == 0 ? null : chain.Root,
            chain.KeyIds,
            Math.Round(watch.Elapsed.TotalSeconds, 3)
        );
    }

    private async Task<long> CompareAsync(
        OptiBidDbContext db,
        CheckpointChain chain,
        List<AuditProblem> problems,
        IProgress<AuditVerifyProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var size = chain.Leaves.Count;
        var comparison = new RowComparison(chain.Leaves);
        var organisations = new Dictionary<Guid, long>();
        var mine = new HashSet<Guid>();
        var rows = 0L;

        void Take(AuditEntry row)
        {
            comparison.Add(row.TreeIndex!.Value, row.Id, row.LeafHash, EntryRecord.LeafOf(row));
            organisations[row.OrganisationId] = organisations.GetValueOrDefault(row.OrganisationId) + 1;
            if (row.OrganisationId == user.OrganisationId)
            {
                mine.Add(row.Id);
            }

            if (++rows % ReportEvery == 0)
            {
                progress?.Report(new(rows, size));
            }
        }

        var placed = db.Set<AuditEntry>().AsNoTracking();
        await foreach (
            var row in placed
                .Where(e => e.TreeIndex < size)
                .OrderBy(e => e.TreeIndex)
                .ThenBy(e => e.Id)
                .AsAsyncEnumerable()
                .WithCancellation(cancellationToken)
        )
        {
            Take(row);
        }

        // Rows beyond the last checkpoint that was read: either a newer checkpoint holds them, or nobody signed them.
        var beyond = await placed.Where(e => e.TreeIndex >= size).OrderBy(e => e.TreeIndex).ToListAsync(cancellationToken);
        var newest = beyond.Count == 0 ? 0 : await db.Set<AuditCheckpoint>().MaxAsync(c => (long?)c.Size, cancellationToken) ?? 0;
        beyond.Where(e => e.TreeIndex >= newest).ToList().ForEach(Take);
        progress?.Report(new(rows, size));
        problems.AddRange(comparison.Finish().Select(p => new AuditProblem(p.Row, Shown(p.Id, mine), p.Kind, p.Detail)));
        problems.AddRange(
            chain
                .Organisations.Where(o => o.Value > 0 && organisations.GetValueOrDefault(o.Key) == 0)
                .Select(o => new AuditProblem(
                    null,
                    null,
                    AuditProblemKinds.OrganisationMissing,
                    $"all {o.Value} rows of organisation {o.Key} are gone"
                ))
        );
        return rows;
    }

    /// <summary>Rows that no checkpoint covers: the seal tells ours from others.</summary>
    private async Task<long> CheckWaitingAsync(OptiBidDbContext db, List<AuditProblem> problems, CancellationToken cancellationToken)
    {
        var seal = vault.DeriveKey(EntryRecord.SealPurpose);
        var waiting = 0L;
        await foreach (
            var row in db.Set<AuditEntry>()
                .AsNoTracking()
                .Where(e => e.TreeIndex == null)
                .AsAsyncEnumerable()
                .WithCancellation(cancellationToken)
        )
        {
            waiting++;
            var id = row.OrganisationId == user.OrganisationId ? row.Id : (Guid?)null;
            if (!EntryRecord.IsSealed(row.LeafHash, row.Seal, seal))
            {
                problems.Add(new(null, id, AuditProblemKinds.Inserted, "a row without a place was not written by this installation"));
            }
            else if (!EntryRecord.LeafOf(row).AsSpan().SequenceEqual(row.LeafHash))
            {
                problems.Add(new(null, id, AuditProblemKinds.Edited, "a row without a place is not what was written"));
            }
        }

        return waiting;
    }

    private static Guid? Shown(Guid? id, HashSet<Guid> mine) => id is { } known && mine.Contains(known) ? known : null;
}
