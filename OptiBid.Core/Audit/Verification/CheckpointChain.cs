using System.Text;
using OptiBid.Core.Audit.Checkpoints;
using OptiBid.Core.Common;
using OptiBid.Core.Cryptography.Merkle;
using OptiBid.Core.Cryptography.Signatures;

namespace OptiBid.Core.Audit.Verification;

/// <summary>
/// The checkpoints of the database and of the second place, read together. What is good in either place says which leaves the rows must have, so
/// whoever changes one place only names their change by it.
/// </summary>
internal sealed class CheckpointChain
{
    // A checkpoint is committed before the second place has it.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly List<AuditProblem> _problems = [];
    private readonly Dictionary<Guid, long> _organisations = [];
    private readonly MerkleFrontier _frontier = new();
    private readonly HashSet<string> _keyIds = new(StringComparer.Ordinal);

    private CheckpointChain() { }

    /// <summary>What is wrong with the checkpoints.</summary>
    public IReadOnlyList<AuditProblem> Problems => _problems;

    /// <summary>Leaf of each row that was signed.</summary>
    public List<byte[]> Leaves { get; } = [];

    /// <summary>Rows signed for each organisation.</summary>
    public IReadOnlyDictionary<Guid, long> Organisations => _organisations;

    /// <summary>Number of checkpoints.</summary>
    public long Count { get; private set; }

    /// <summary>Time of the newest.</summary>
    public DateTime? AtUtc { get; private set; }

    /// <summary>Root of the tree.</summary>
    public string Root => SignedCheckpoint.Hex(_frontier.Root());

    /// <summary>Keys that signed.</summary>
    public IReadOnlyList<string> KeyIds => [.. _keyIds.Order(StringComparer.Ordinal)];

    /// <summary>Reads and checks both places.</summary>
    /// <param name="database">Checkpoints of the database by number.</param>
    /// <param name="second">Checkpoints of the second place by number; null when there is none.</param>
    /// <param name="keys">Keys that may sign.</param>
    /// <param name="nowUtc">The time.</param>
    public static CheckpointChain Read(
        IReadOnlyDictionary<long, AuditCheckpoint> database,
        IReadOnlyDictionary<long, SignedCheckpoint>? second,
        IReadOnlyList<PublicSigningKey> keys,
        DateTime nowUtc
    )
    {
        var chain = new CheckpointChain();
        if (second is null && database.Count > 0)
        {
            chain.Add(0, AuditProblemKinds.SecondPlaceDiffers, "the second place is missing or empty");
        }

        var newest = Math.Max(database.Keys.DefaultIfEmpty().Max(), second?.Keys.DefaultIfEmpty().Max() ?? 0);
        string? previous = null;
        for (var number = 1L; number <= newest; number++)
        {
            var chosen = chain.Choose(number, database, second, keys, nowUtc);
            if (chosen is null || !chain.Take(number, chosen, previous))
            {
                break;
            }

            previous = chosen.Statement;
        }

        return chain;
    }

    /// <summary>The good one of the two places; null when neither is.</summary>
    private SignedCheckpoint? Choose(
        long number,
        IReadOnlyDictionary<long, AuditCheckpoint> database,
        IReadOnlyDictionary<long, SignedCheckpoint>? second,
        IReadOnlyList<PublicSigningKey> keys,
        DateTime nowUtc
    )
    {
        var row = database.GetValueOrDefault(number);
        var here = row is null ? null : SignedCheckpoint.Of(row);
        var there = second?.GetValueOrDefault(number);
        var fault = here is null ? "" : Fault(number, here, keys) ?? (IsAsStated(row!) ? null : "its columns are not what was signed");
        if (here is null)
        {
            Add(Leaves.Count, AuditProblemKinds.BadCheckpoint, $"checkpoint {number} is gone from the database");
        }
        else if (fault is not null)
        {
            Add(Leaves.Count, AuditProblemKinds.BadSignature, $"checkpoint {number} of the database: {fault}");
        }

        if (second is not null)
        {
            var isSame =
                there is not null
                && here is not null
                && there.Statement == here.Statement
                && there.Leaves.AsSpan().SequenceEqual(here.Leaves);
            var isOnItsWay = number > second.Keys.Max() && row is not null && nowUtc - row.AtUtc < s_patience;
            if (here is not null && !isSame && !isOnItsWay)
            {
                Add(
                    Leaves.Count,
                    AuditProblemKinds.SecondPlaceDiffers,
                    there is null
                        ? Sentence.Of($"checkpoint {number} is not in the second place")
                        : Sentence.Of($"checkpoint {number} differs between the database and the second place")
                );
            }
        }

        return fault is null ? here
            : there is not null && Fault(number, there, keys) is null ? there
            : null;
    }

    private static bool IsAsStated(AuditCheckpoint row) =>
        CheckpointStatement.Parse(row.Statement) is { } statement && statement.Size == row.Size && statement.Number == row.Number;

    /// <summary>What is wrong with one checkpoint by itself, or null.</summary>
    private static string? Fault(long number, SignedCheckpoint checkpoint, IReadOnlyList<PublicSigningKey> keys) =>
        CheckpointStatement.Parse(checkpoint.Statement) is not { } statement ? "it cannot be read"
        : statement.Number != number ? $"it says that it is number {statement.Number}"
        : checkpoint.Leaves.Length != (statement.Size - statement.First) * MerkleTree.HashLength ? "its leaves are not those of its rows"
        : DocumentSignatures.Problem(
            Encoding.UTF8.GetBytes(checkpoint.Statement),
            CheckpointStatement.Context,
            checkpoint.Signatures,
            keys
        );

    /// <summary>Grows the tree by a checkpoint; false when it does not fit the one before.</summary>
    private bool Take(long number, SignedCheckpoint checkpoint, string? previous)
    {
        var statement = CheckpointStatement.Parse(checkpoint.Statement)!;
        var isLinked = previous is null
            ? statement.Previous is null
            : statement.Previous is { } hash && hash.AsSpan().SequenceEqual(CheckpointStatement.HashOf(previous));
        if (!isLinked || statement.First != Leaves.Count)
        {
            Add(Leaves.Count, AuditProblemKinds.BadCheckpoint, $"checkpoint {number} does not follow the one before");
            return false;
        }

        foreach (var leaf in checkpoint.LeafHashes())
        {
            _frontier.Append(leaf);
            Leaves.Add(leaf);
        }

        if (!_frontier.Root().AsSpan().SequenceEqual(statement.Root))
        {
            Add(statement.First, AuditProblemKinds.BadCheckpoint, $"the leaves of checkpoint {number} do not give its root");
            return false;
        }

        foreach (var organisation in statement.Organisations)
        {
            _organisations[organisation.Id] = _organisations.GetValueOrDefault(organisation.Id) + organisation.Rows;
        }

        _keyIds.UnionWith(checkpoint.Signatures.Select(s => s.KeyId));
        Count = number;
        AtUtc = statement.At;
        return true;
    }

    private void Add(long row, string kind, Sentence detail) => _problems.Add(new(row, null, kind, detail));
}
