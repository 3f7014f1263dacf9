using System.Security.Cryptography;
using System.Text.Json;
using OptiBid.Core.Cryptography.Signatures;

namespace OptiBid.Core.Audit.Export;

/// <summary>Names inside a bundle.</summary>
internal static class Bundle
{
    public const string Format = "optibid-audit-bundle/1";
    public const string Entries = "entries.jsonl";
    public const string Csv = "entries.csv";
    public const string Checkpoint = "checkpoint.json";
    public const string Manifest = "manifest.json";
    public const string ReadMe = "README.txt";

    /// <summary>What the signatures of a manifest are for.</summary>
    public const string Context = "optibid/audit-export/v1";

    /// <summary>How bundles are written.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true };
}

/// <summary>A public key as the bundle carries it.</summary>
internal sealed record BundleKey(string KeyId, string Algorithm, byte[] PublicKey);

/// <summary>A signed text with the keys to check it.</summary>
/// <param name="Format">Version of the bundle.</param>
/// <param name="Statement">Canonical JSON, exactly as it was signed.</param>
/// <param name="Signatures">One of each algorithm.</param>
/// <param name="PublicKeys">Keys that signed.</param>
internal sealed record BundleDocument(
    string Format,
    string Statement,
    IReadOnlyList<DocumentSignature> Signatures,
    IReadOnlyList<BundleKey> PublicKeys
);

/// <summary>What the installation says about a bundle.</summary>
/// <param name="Entries">SHA-256 of the rows' file.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Checkpoint">SHA-256 of the checkpoint's statement.</param>
/// <param name="OrganisationId">Whose rows.</param>
/// <param name="Filter">Which rows.</param>
/// <param name="At">When, UTC.</param>
internal sealed record BundleManifest(
    byte[] Entries,
    long Rows,
    byte[] Checkpoint,
    Guid OrganisationId,
    Explorer.AuditFilter Filter,
    DateTime At
);

/// <summary>A row in a bundle. Hashes are hexadecimal.</summary>
/// <param name="Index">Place in the tree.</param>
/// <param name="LeafHash">SHA-256 of a zero byte and the record.</param>
/// <param name="Proof">Inclusion proof, from the leaf up.</param>
/// <param name="Record">What was signed: the stored row, with personal values encrypted.</param>
/// <param name="Shown">The row with personal values decrypted; not covered by the signature but through their encrypted form.</param>
internal sealed record BundleEntry(long Index, string LeafHash, IReadOnlyList<string> Proof, string Record, Explorer.AuditRow? Shown);

/// <summary>Passes bytes on and hashes them; owns the stream that it passes them to.</summary>
internal sealed class HashingStream(Stream inner) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The hash of what was written.</summary>
    public byte[] Hash() => _hash.GetCurrentHash();

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => inner.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => inner.Position;
        set => throw new NotSupportedException("a stream that is hashed is written in order");
    }

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("a stream that is hashed is only written");

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) =>
        throw new NotSupportedException("a stream that is hashed is written in order");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("a stream that is hashed is written in order");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        _hash.AppendData(buffer, offset, count);
        inner.Write(buffer, offset, count);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
