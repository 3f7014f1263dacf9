using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Cryptography.Merkle;
using OptiBid.Core.Data;

namespace OptiBid.Core.Audit.Checkpoints;

/// <summary>
/// The stored tree, read in tiles of 256 hashes: the leaves from the rows, each eighth level from its own table. A proof reads a few tiles whatever
/// the size of the log.
/// </summary>
/// <threadsafety>One thread at a time, as its context.</threadsafety>
internal sealed class AuditTree(OptiBidDbContext db) : IMerkleNodes
{
    /// <summary>Levels in one tile.</summary>
    public const int TileLevels = 8;

    private const int TileWidth = 1 << TileLevels;
    private const int Kept = 512;
    private readonly Dictionary<(int, long), byte[]?[][]> _tiles = [];

    /// <inheritdoc/>
    public async ValueTask<byte[]> NodeAsync(int level, long index, CancellationToken cancellationToken)
    {
        var inside = level % TileLevels;
        var tile = (index << inside) >> TileLevels;
        var levels = await TileAsync(level / TileLevels, tile, cancellationToken);
        var place = index - ((tile << TileLevels) >> inside);
        return levels[inside][place]
            ?? throw new InvalidOperationException($"node {level}/{index} of the audit tree is missing: verify the log");
    }

    private async ValueTask<byte[]?[][]> TileAsync(int tileLevel, long index, CancellationToken cancellationToken)
    {
        if (_tiles.TryGetValue((tileLevel, index), out var held))
        {
            return held;
        }

        if (_tiles.Count >= Kept)
        {
            _tiles.Clear();
        }

        var levels = new byte[]?[TileLevels][];
        levels[0] = await BaseAsync(tileLevel, index * TileWidth, cancellationToken);
        for (var level = 1; level < TileLevels; level++)
        {
            var below = levels[level - 1];
            levels[level] =
            [
                .. Enumerable
                    .Range(0, below.Length / 2)
                    .Select(i => below[2 * i] is { } left && below[(2 * i) + 1] is { } right ? MerkleTree.NodeHash(left, right) : null),
            ];
        }

        return _tiles[(tileLevel, index)] = levels;
    }

    private async Task<byte[]?[]> BaseAsync(int tileLevel, long first, CancellationToken cancellationToken)
    {
        var hashes = new byte[]?[TileWidth];
        var level = tileLevel * TileLevels;
        var stored =
            tileLevel == 0
                ? db.Set<AuditEntry>()
                    .Where(e => e.TreeIndex >= first && e.TreeIndex < first + TileWidth)
                    .Select(e => new { Index = e.TreeIndex!.Value, Hash = e.LeafHash })
                : db.Set<AuditNode>()
                    .Where(n => n.Level == level && n.Index >= first && n.Index < first + TileWidth)
                    .Select(n => new { n.Index, n.Hash });
        foreach (var node in await stored.ToListAsync(cancellationToken))
        {
            hashes[node.Index - first] = node.Hash;
        }

        return hashes;
    }
}
