using System.Numerics;

namespace OptiBid.Core.Cryptography.Merkle;

/// <summary>
/// The right edge of a growing tree: the roots of its complete subtrees, largest first. Appending costs one hash on average and the root
/// log n hashes, whatever the size.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
internal sealed class MerkleFrontier
{
    private readonly List<byte[]> _peaks = [];

    /// <summary>Number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>Appends a leaf. <paramref name="completed"/> hears of each subtree that this leaf completes: its level and its index in the level.</summary>
    public void Append(byte[] leafHash, Action<int, long, byte[]>? completed = null)
    {
        var hash = leafHash;
        var index = Size;
        for (var level = 0; ; level++)
        {
            completed?.Invoke(level, index >> level, hash);
            if (((index >> level) & 1) == 0)
            {
                break;
            }

            hash = MerkleTree.NodeHash(_peaks[^1], hash);
            _peaks.RemoveAt(_peaks.Count - 1);
        }

        _peaks.Add(hash);
        Size++;
    }

    /// <summary>The root of the tree as it is.</summary>
    public byte[] Root()
    {
        if (Size == 0)
        {
            return MerkleTree.EmptyRoot;
        }

        var hash = _peaks[^1];
        for (var i = _peaks.Count - 2; i >= 0; i--)
        {
            hash = MerkleTree.NodeHash(_peaks[i], hash);
        }

        return hash;
    }

    /// <summary>The frontier of a stored tree.</summary>
    public static async ValueTask<MerkleFrontier> RestoreAsync(long size, IMerkleNodes nodes, CancellationToken cancellationToken)
    {
        var frontier = new MerkleFrontier { Size = size };
        var start = 0L;
        for (var rest = size; rest > 0; rest -= 1L << BitOperations.Log2((ulong)rest))
        {
            var level = BitOperations.Log2((ulong)rest);
            frontier._peaks.Add(await nodes.NodeAsync(level, start >> level, cancellationToken));
            start += 1L << level;
        }

        return frontier;
    }
}
