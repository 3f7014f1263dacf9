using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OptiBid.Core.Audit.Checkpoints;
using OptiBid.Core.Audit.Verification;
using OptiBid.Core.Common;
using OptiBid.Core.Cryptography.Merkle;
using OptiBid.Core.Cryptography.Signatures;

namespace OptiBid.Core.Audit.Export;

/// <summary>Checks a bundle by itself: no database, no key folder, no network.</summary>
public static class AuditBundle
{
    private const long LongestEntry = 1L << 32;
    private const int LongestLine = 1 << 20;
    private const int LongestDocument = 1 << 20;

    /// <summary>Verifies a bundle.</summary>
    /// <param name="file">The zip file.</param>
    /// <param name="trustedKeyIds">Keys that must have signed; without any, those in the bundle are taken and named in the answer.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="BadInputException">The file is no bundle.</exception>
    public static async Task<AuditVerification> VerifyAsync(
        string file,
        IReadOnlyList<string> trustedKeyIds,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(trustedKeyIds);
        var watch = Stopwatch.StartNew();
        try
        {
            using var zip = ZipFile.OpenRead(file);
            var problems = new List<AuditProblem>();
            var checkpoint = await DocumentAsync(zip, file, Bundle.Checkpoint, cancellationToken);
            var manifest = await DocumentAsync(zip, file, Bundle.Manifest, cancellationToken);
            CheckSignatures(checkpoint, Bundle.Checkpoint, CheckpointStatement.Context, trustedKeyIds, problems);
            CheckSignatures(manifest, Bundle.Manifest, Bundle.Context, trustedKeyIds, problems);
            var statement =
                CheckpointStatement.Parse(checkpoint.Statement) ?? throw new BadInputException(file, null, "its checkpoint cannot be read");
            var about =
                JsonSerializer.Deserialize<BundleManifest>(manifest.Statement, JsonSerializerOptions.Web)
                ?? throw new BadInputException(file, null, "its manifest cannot be read");
            var (rows, hash) = await CheckRowsAsync(zip, file, statement, problems, cancellationToken);
            if (!hash.AsSpan().SequenceEqual(about.Entries) || rows != about.Rows)
            {
                problems.Add(
                    new(
                        null,
                        null,
                        AuditProblemKinds.BundleChanged,
                        $"{about.Rows} rows were exported; {rows} are here, or they are others"
                    )
                );
            }

            if (!about.Checkpoint.AsSpan().SequenceEqual(CheckpointStatement.HashOf(checkpoint.Statement)))
            {
                problems.Add(new(null, null, AuditProblemKinds.BundleChanged, "the checkpoint is not the one that was exported"));
            }

            return new(
                problems.Count == 0 ? "valid" : "broken",
                rows,
                1,
                [.. problems.OrderBy(p => p.Row ?? long.MaxValue).Take(AuditVerification.MostProblems)],
                0,
                statement.At,
                SignedCheckpoint.Hex(statement.Root),
                [.. checkpoint.Signatures.Concat(manifest.Signatures).Select(s => s.KeyId).Distinct()],
                Math.Round(watch.Elapsed.TotalSeconds, 3)
            );
        }
        catch (Exception fault) when (fault is InvalidDataException or JsonException or FormatException)
        {
            throw new BadInputException(file, null, "is not an audit bundle", fault);
        }
    }

    private static void CheckSignatures(
        BundleDocument document,
        string name,
        string context,
        IReadOnlyList<string> trusted,
        List<AuditProblem> problems
    )
    {
        // The id of a key is computed, never believed.
        var keys = document
            .PublicKeys.Select(k => new PublicSigningKey(
                DocumentSignatures.KeyId(k.Algorithm, k.PublicKey),
                k.Algorithm,
                k.PublicKey,
                default
            ))
            .Where(k => trusted.Count == 0 || trusted.Contains(k.KeyId, StringComparer.Ordinal));
        if (DocumentSignatures.Problem(Encoding.UTF8.GetBytes(document.Statement), context, document.Signatures, keys) is { } problem)
        {
            problems.Add(new(null, null, AuditProblemKinds.BadSignature, $"{name}: {problem}"));
        }
    }

    private static async Task<(long Rows, byte[] Hash)> CheckRowsAsync(
        ZipArchive zip,
        string file,
        CheckpointStatement statement,
        List<AuditProblem> problems,
        CancellationToken cancellationToken
    )
    {
        var entry = Find(zip, file, Bundle.Entries, LongestEntry);
        await using (var raw = await entry.OpenAsync(cancellationToken))
        {
            var hash = await SHA256.HashDataAsync(raw, cancellationToken);
            await using var stream = await entry.OpenAsync(cancellationToken);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var rows = 0L;
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                rows++;
                if (
                    line.Length > LongestLine
                    || JsonSerializer.Deserialize<BundleEntry>(line, JsonSerializerOptions.Web)
                        is not { Record: not null, LeafHash: not null, Proof: not null } row
                )
                {
                    throw new BadInputException($"{file}:{Bundle.Entries}", rows, "is not a row of a bundle");
                }

                Check(row, statement, problems);
            }

            return (rows, hash);
        }
    }

    private static void Check(BundleEntry row, CheckpointStatement statement, List<AuditProblem> problems)
    {
        var leaf = MerkleTree.LeafHash(Encoding.UTF8.GetBytes(row.Record));
        if (SignedCheckpoint.Hex(leaf) != row.LeafHash)
        {
            problems.Add(new(row.Index, null, AuditProblemKinds.Edited, $"the record of row {row.Index} does not have its hash"));
        }
        else if (!MerkleTree.VerifyInclusion(row.Index, statement.Size, leaf, [.. row.Proof.Select(Convert.FromHexString)], statement.Root))
        {
            problems.Add(new(row.Index, null, AuditProblemKinds.NotInTree, $"row {row.Index} is not in the signed log"));
        }
    }

    private static async Task<BundleDocument> DocumentAsync(ZipArchive zip, string file, string name, CancellationToken cancellationToken)
    {
        await using var stream = await Find(zip, file, name, LongestDocument).OpenAsync(cancellationToken);
        return
            await JsonSerializer.DeserializeAsync<BundleDocument>(stream, Bundle.Json, cancellationToken)
                is { Statement: not null, Signatures: not null, PublicKeys: not null, Format: Bundle.Format } document
            ? document
            : throw new BadInputException(file, null, $"{name} is not of the format {Bundle.Format}");
    }

    private static ZipArchiveEntry Find(ZipArchive zip, string file, string name, long longest) =>
        zip.GetEntry(name) is { } entry && entry.Length <= longest
            ? entry
            : throw new BadInputException(file, null, $"has no {name} or one that is too long");
}
