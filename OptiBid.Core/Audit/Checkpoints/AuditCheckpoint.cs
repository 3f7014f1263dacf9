using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Cryptography.Merkle;
using OptiBid.Core.Cryptography.Signatures;

namespace OptiBid.Core.Audit.Checkpoints;

/// <summary>A signed statement about the tree, as the database keeps it. Written once.</summary>
internal sealed class AuditCheckpoint
{
    /// <summary>1, 2, 3 …</summary>
    public required long Number { get; init; }

    /// <summary>Rows in the tree.</summary>
    public required long Size { get; init; }

    public required DateTime AtUtc { get; init; }

    /// <summary>What was signed: canonical JSON of a <see cref="CheckpointStatement"/>.</summary>
    public required string Statement { get; init; }

    /// <summary>JSON of the signatures.</summary>
    public required string Signatures { get; init; }

    /// <summary>The leaves that this checkpoint added, 32 bytes each: with them a changed row is named, not only noticed.</summary>
    public required byte[] Leaves { get; init; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<AuditCheckpoint>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<AuditCheckpoint> builder)
        {
            builder.ToTable("audit_checkpoints");
            builder.HasKey(c => c.Number);
            builder.Property(c => c.Number).ValueGeneratedNever();
        }
    }
}

/// <summary>Root of a complete subtree of 2^8, 2^16 … leaves: makes proofs quick. The verifier does not use it.</summary>
internal sealed class AuditNode
{
    public required int Level { get; init; }

    public required long Index { get; init; }

    public required byte[] Hash { get; init; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<AuditNode>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<AuditNode> builder)
        {
            builder.ToTable("audit_nodes");
            builder.HasKey(n => new { n.Level, n.Index });
            builder.Property(n => n.Hash).HasMaxLength(32);
        }
    }
}

/// <summary>Rows of one organisation that a checkpoint added.</summary>
internal sealed record OrganisationRows(Guid Id, long Rows);

/// <summary>What a checkpoint says.</summary>
/// <param name="Number">Place in the chain of checkpoints.</param>
/// <param name="First">Index of the first row that it added.</param>
/// <param name="Size">Rows in the tree.</param>
/// <param name="Root">Root of the tree.</param>
/// <param name="Previous">SHA-256 of the statement before, or null for the first.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Organisations">Rows that it added, by organisation.</param>
/// <param name="Keys">Ids of the keys that sign it.</param>
internal sealed record CheckpointStatement(
    long Number,
    long First,
    long Size,
    byte[] Root,
    byte[]? Previous,
    DateTime At,
    IReadOnlyList<OrganisationRows> Organisations,
    IReadOnlyList<string> Keys
)
{
    /// <summary>What the signatures are for.</summary>
    public const string Context = "optibid/audit/v1";

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The canonical text, which is signed.</summary>
    public string ToText() => CanonicalJson.Of(this);

    /// <summary>Reads a statement, or null when the text is none.</summary>
    public static CheckpointStatement? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<CheckpointStatement>(text, s_options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The hash that the next statement names.</summary>
    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

/// <summary>A checkpoint outside the database: one line of the second place, one file of a bundle.</summary>
internal sealed record SignedCheckpoint(string Statement, IReadOnlyList<DocumentSignature> Signatures, byte[] Leaves)
{
    /// <summary>The checkpoint of a row.</summary>
    public static SignedCheckpoint Of(AuditCheckpoint row) => new(row.Statement, ParseSignatures(row.Signatures), row.Leaves);

    /// <summary>One line of JSON.</summary>
    public string ToLine() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>Reads a line, or null when it is none: a line that a crash cut short.</summary>
    public static SignedCheckpoint? Parse(string line)
    {
        try
        {
            return
                JsonSerializer.Deserialize<SignedCheckpoint>(line, JsonSerializerOptions.Web)
                    is { Statement: not null, Signatures: not null, Leaves: not null } read
                ? read
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The leaves one by one.</summary>
    public IEnumerable<byte[]> LeafHashes() => Leaves.Chunk(MerkleTree.HashLength);

    /// <summary>Signatures of the stored JSON; none when it is damaged.</summary>
    public static IReadOnlyList<DocumentSignature> ParseSignatures(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<List<DocumentSignature>>(json, JsonSerializerOptions.Web) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>Hex of a hash for people.</summary>
    public static string Hex(byte[] hash) => Convert.ToHexStringLower(hash).ToString(CultureInfo.InvariantCulture);
}
