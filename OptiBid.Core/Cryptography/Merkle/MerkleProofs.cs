using System.Numerics;

namespace OptiBid.Core.Cryptography.Merkle;

/// <summary>Roots of the complete subtrees of a stored tree.</summary>
internal interface IMerkleNodes
{
    /// <summary>Root over the leaves <c>index * 2^level</c> to <c>(index + 1) * 2^level - 1</c>, all of which exist.</summary>
    ValueTask<byte[]> NodeAsync(int level, long index, CancellationToken cancellationToken);
}

/// <summary>Makes the proofs of RFC 6962 (sections 2.1.1 and 2.1.2) from the roots of complete subtrees.</summary>
internal sealed class MerkleProofs(IMerkleNodes nodes)
{
    /// <summary>Proof that leaf <paramref name="index"/> is in the tree of the first <paramref name="size"/> leaves.</summary>
    public async Task<IReadOnlyList<byte[]>> InclusionAsync(long index, long size, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<byte[]>();
        var (start, end) = (0L, size);
        while (end - start > 1)
        {
            var split = start + Half(end - start);
            if (index < split)
            {
                path.Add(await RootAsync(split, end, cancellationToken));
                end = split;
            }
            else
            {
                path.Add(await RootAsync(start, split, cancellationToken));
                start = split;
            }
        }

        path.Reverse();
        return path;
    }

    /// <summary>Proof that the tree of <paramref name="size2"/> leaves begins with that of <paramref name="size1"/>.</summary>
    public async Task<IReadOnlyList<byte[]>> ConsistencyAsync(long size1, long size2, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size1, size2);
        var path = new List<byte[]>();
        var (start, end, isWhole) = (0L, size2, true);
        while (size1 != end)
        {
            var split = start + Half(end - start);
            if (size1 <= split)
            {
                path.Add(await RootAsync(split, end, cancellationToken));
                end = split;
            }
            else
            {
                path.Add(await RootAsync(start, split, cancellationToken));
                start = split;
                isWhole = false;
            }
        }

        if (!isWhole)
        {
            path.Add(await RootAsync(start, end, cancellationToken));
        }

        path.Reverse();
        return path;
    }

    /// <summary>Root over a range that starts at a multiple of the power of two that holds it.</summary>
    public async ValueTask<byte[]> RootAsync(long start, long end, CancellationToken cancellationToken = default)
    {
        var length = end - start;
        if (length == 0)
        {
            return MerkleTree.EmptyRoot;
        }

        if (BitOperations.IsPow2(length))
        {
            var level = BitOperations.Log2((ulong)length);
            return await nodes.NodeAsync(level, start >> level, cancellationToken);
        }

        var split = start + Half(length);
        var left = await RootAsync(start, split, cancellationToken);
        var right = await RootAsync(split, end, cancellationToken);
        return MerkleTree.NodeHash(left, right);
    }

    /// <summary>The largest power of two below a length of two or more.</summary>
    private static long Half(long length) => 1L << BitOperations.Log2((ulong)length - 1);
}

/// <summary>Nodes over leaves in memory.</summary>
internal sealed class MemoryMerkleNodes(IReadOnlyList<byte[]> leafHashes) : IMerkleNodes
{
    /// <inheritdoc/>
    public ValueTask<byte[]> NodeAsync(int level, long index, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Node(level, index));

    private byte[] Node(int level, long index) =>
        level == 0 ? leafHashes[(int)index] : MerkleTree.NodeHash(Node(level - 1, 2 * index), Node(level - 1, (2 * index) + 1));
}
