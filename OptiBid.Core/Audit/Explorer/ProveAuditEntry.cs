using System.Text;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Audit.Checkpoints;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Common;
using OptiBid.Core.Cryptography.Merkle;
using OptiBid.Core.Cryptography.Signatures;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Audit.Explorer;

/// <inheritdoc cref="IProveAuditEntry"/>
internal sealed class ProveAuditEntry(IPlatformContexts contexts, SubjectKeys keys, IDocumentSigner signer, ICurrentUser user)
    : IProveAuditEntry
{
    /// <inheritdoc/>
    public async Task<Result<AuditProof>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadAudit))
        {
            return AuditFailures.Forbidden(Permissions.ReadAudit);
        }

        // The tree spans every organisation; the row is the reader's own.
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var entry = await db.Set<AuditEntry>()
            .AsNoTracking()
            .SingleOrDefaultAsync(e => e.Id == id && e.OrganisationId == user.OrganisationId, cancellationToken);
        if (entry is null)
        {
            return AuditFailures.NotFound(id);
        }

        var leaf = EntryRecord.LeafOf(entry);
        var proof = new AuditProof(
            entry.ToRow(keys),
            EntryRecord.TextOf(entry),
            SignedCheckpoint.Hex(leaf),
            leaf.AsSpan().SequenceEqual(entry.LeafHash),
            null,
            null,
            null,
            [],
            null,
            null,
            null,
            []
        );
        var row = await db.Set<AuditCheckpoint>().AsNoTracking().OrderByDescending(c => c.Number).FirstOrDefaultAsync(cancellationToken);
        if (
            row is null
            || entry.TreeIndex is not { } index
            || index >= row.Size
            || CheckpointStatement.Parse(row.Statement) is not { } statement
        )
        {
            return proof;
        }

        var checkpoint = SignedCheckpoint.Of(row);
        var path = await new MerkleProofs(new AuditTree(db)).InclusionAsync(index, statement.Size, cancellationToken);
        return proof with
        {
            IsInTree = MerkleTree.VerifyInclusion(index, statement.Size, leaf, path, statement.Root),
            Size = statement.Size,
            Root = SignedCheckpoint.Hex(statement.Root),
            Path = [.. path.Select(SignedCheckpoint.Hex)],
            Checkpoint = statement.Number,
            CheckpointAtUtc = statement.At,
            SignatureProblem = DocumentSignatures.Problem(
                Encoding.UTF8.GetBytes(row.Statement),
                CheckpointStatement.Context,
                checkpoint.Signatures,
                signer.PublicKeys
            ),
            KeyIds = [.. checkpoint.Signatures.Select(s => s.KeyId)],
        };
    }
}
