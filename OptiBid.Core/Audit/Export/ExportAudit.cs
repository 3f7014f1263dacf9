using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Audit.Checkpoints;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Audit.Explorer;
using OptiBid.Core.Common;
using OptiBid.Core.Cryptography.Merkle;
using OptiBid.Core.Cryptography.Signatures;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Audit.Export;

/// <inheritdoc cref="IExportAudit"/>
internal sealed class ExportAudit(
    IPlatformContexts contexts,
    IAuditTrail trail,
    Sequencer sequencer,
    SubjectKeys keys,
    IDocumentSigner signer,
    ICurrentUser user,
    TimeProvider time
) : IExportAudit
{
    private static readonly JsonSerializerOptions s_line = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <inheritdoc/>
    public async Task<Result<Stream>> ExecuteAsync(AuditFilter filter, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (!user.Has(Permissions.ExportAudit))
        {
            return AuditFailures.Forbidden(Permissions.ExportAudit);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await db.Set<AuditEntry>().Of(user.OrganisationId, filter).CountAsync(cancellationToken) > IExportAudit.MostRows)
        {
            return AuditFailures.TooMany(IExportAudit.MostRows);
        }

        await trail.RecordAsync(new("audit.exported", "audit_log", After: filter), cancellationToken);
        // Rows that wait get their place first, so that each can be proven.
        await sequencer.RunAsync(cancellationToken);
        var file = new FileStream(
            Path.GetTempFileName(),
            FileMode.Create,
            FileAccess.ReadWrite,
            FileShare.None,
            1 << 16,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous
        );
        try
        {
            await WriteAsync(db, filter, file, cancellationToken);
            file.Position = 0;
            return Result<Stream>.Ok(file);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private async Task WriteAsync(OptiBidDbContext db, AuditFilter filter, Stream target, CancellationToken cancellationToken)
    {
        var row = await db.Set<AuditCheckpoint>().AsNoTracking().OrderByDescending(c => c.Number).FirstAsync(cancellationToken);
        var checkpoint = SignedCheckpoint.Of(row);
        var proofs = new MerkleProofs(new AuditTree(db));
        using var reading = contexts.CreateDbContext();
        await using var zip = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        using var csv = new MemoryStream();
        await using var table = new AuditCsv(csv);
        var rows = 0L;
        byte[] hash;
        await using (var entries = new HashingStream(await zip.CreateEntry(Bundle.Entries).OpenAsync(cancellationToken)))
        {
            await foreach (
                var entry in reading
                    .Set<AuditEntry>()
                    .Of(user.OrganisationId, filter)
                    .Where(e => e.TreeIndex < row.Size)
                    .OrderBy(e => e.TreeIndex)
                    .AsAsyncEnumerable()
                    .WithCancellation(cancellationToken)
            )
            {
                var index = entry.TreeIndex!.Value;
                var path = await proofs.InclusionAsync(index, row.Size, cancellationToken);
                var shown = entry.ToRow(keys);
                var line = new BundleEntry(
                    index,
                    SignedCheckpoint.Hex(entry.LeafHash),
                    [.. path.Select(SignedCheckpoint.Hex)],
                    EntryRecord.TextOf(entry),
                    shown
                );
                entries.Write(JsonSerializer.SerializeToUtf8Bytes(line, s_line));
                entries.Write("\n"u8);
                table.Add(shown);
                rows++;
            }

            hash = entries.Hash();
        }

        await table.FlushAsync();
        await AddAsync(zip, Bundle.Csv, csv.ToArray(), cancellationToken);
        await AddAsync(zip, Bundle.Checkpoint, Document(row.Statement, checkpoint.Signatures), cancellationToken);
        var manifest = CanonicalJson.Of(
            new BundleManifest(
                hash,
                rows,
                CheckpointStatement.HashOf(row.Statement),
                user.OrganisationId,
                filter,
                time.GetUtcNow().UtcDateTime
            )
        );
        var signatures = signer.Sign(Encoding.UTF8.GetBytes(manifest), Bundle.Context);
        await AddAsync(zip, Bundle.Manifest, Document(manifest, signatures), cancellationToken);
        await AddAsync(zip, Bundle.ReadMe, Encoding.UTF8.GetBytes(BundleReadMe.Text), cancellationToken);
    }

    private byte[] Document(string statement, IReadOnlyList<DocumentSignature> signatures)
    {
        var used = signatures.Select(s => s.KeyId).ToHashSet(StringComparer.Ordinal);
        var publicKeys = signer.PublicKeys.Where(k => used.Contains(k.KeyId)).Select(k => new BundleKey(k.KeyId, k.Algorithm, k.PublicKey));
        return JsonSerializer.SerializeToUtf8Bytes(new BundleDocument(Bundle.Format, statement, signatures, [.. publicKeys]), Bundle.Json);
    }

    private static async Task AddAsync(ZipArchive zip, string name, byte[] content, CancellationToken cancellationToken)
    {
        await using var stream = await zip.CreateEntry(name).OpenAsync(cancellationToken);
        await stream.WriteAsync(content, cancellationToken);
    }
}
