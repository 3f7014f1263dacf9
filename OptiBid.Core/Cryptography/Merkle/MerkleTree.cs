using System.Numerics;
using System.Security.Cryptography;

namespace OptiBid.Core.Cryptography.Merkle;

/// <summary>
/// The tree of RFC 6962 over SHA-256: hashes, and the check of proofs. A leaf and a node never hash alike, so a node cannot pass for a record.
/// </summary>
public static class MerkleTree
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashLength = 32;

    /// <summary>Root of the tree without leaves.</summary>
    public static byte[] EmptyRoot => SHA256.HashData([]);

    /// <summary>Hash of a record: <c>SHA-256(0x00 || record)</c>.</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> record)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(record);
        return hash.GetHashAndReset();
    }

    /// <summary>Hash of two children: <c>SHA-256(0x01 || left || right)</c>.</summary>
    public static byte[] NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> buffer = stackalloc byte[1 + (2 * HashLength)];
        buffer[0] = 1;
        left.CopyTo(buffer[1..]);
        right.CopyTo(buffer[(1 + HashLength)..]);
        return SHA256.HashData(buffer);
    }

    /// <summary>True when <paramref name="proof"/> shows that the leaf is at <paramref name="index"/> of the tree with this size and root.</summary>
    public static bool VerifyInclusion(long index, long size, byte[] leafHash, IReadOnlyList<byte[]> proof, byte[] root)
    {
        ArgumentNullException.ThrowIfNull(leafHash);
        ArgumentNullException.ThrowIfNull(proof);
        ArgumentNullException.ThrowIfNull(root);
        if (index < 0 || index >= size || !AreHashes(proof) || leafHash.Length != HashLength)
        {
            return false;
        }

        var inner = InnerLength(index, size);
        var border = BitOperations.PopCount((ulong)index >> inner);
        if (proof.Count != inner + border)
        {
            return false;
        }

        var hash = ChainInner(leafHash, proof.Take(inner), index);
        return ChainBorderRight(hash, proof.Skip(inner)).AsSpan().SequenceEqual(root);
    }

    /// <summary>True when <paramref name="proof"/> shows that the tree of size 2 begins with the tree of size 1. Size 0 proves nothing and is refused.</summary>
    public static bool VerifyConsistency(long size1, long size2, byte[] root1, byte[] root2, IReadOnlyList<byte[]> proof)
    {
        ArgumentNullException.ThrowIfNull(root1);
        ArgumentNullException.ThrowIfNull(root2);
        ArgumentNullException.ThrowIfNull(proof);
        if (size1 <= 0 || size2 < size1 || !AreHashes(proof))
        {
            return false;
        }

        if (size1 == size2)
        {
            return proof.Count == 0 && root1.AsSpan().SequenceEqual(root2);
        }

        if (proof.Count == 0)
        {
            return false;
        }

        var inner = InnerLength(size1 - 1, size2);
        var border = BitOperations.PopCount((ulong)(size1 - 1) >> inner);
        var shift = BitOperations.TrailingZeroCount(size1);
        inner -= shift;
        var isPowerOfTwo = size1 == 1L << shift;
        var seed = isPowerOfTwo ? root1 : proof[0];
        var start = isPowerOfTwo ? 0 : 1;
        if (proof.Count != start + inner + border || seed.Length != HashLength)
        {
            return false;
        }

        var rest = proof.Skip(start).ToList();
        var mask = (size1 - 1) >> shift;
        var old = ChainBorderRight(ChainInnerRight(seed, rest.Take(inner), mask), rest.Skip(inner));
        var young = ChainBorderRight(ChainInner(seed, rest.Take(inner), mask), rest.Skip(inner));
        return old.AsSpan().SequenceEqual(root1) && young.AsSpan().SequenceEqual(root2);
    }

    private static bool AreHashes(IReadOnlyList<byte[]> proof) => proof.All(h => h?.Length == HashLength);

    /// <summary>Levels below which the path of the leaf and that of the last leaf differ.</summary>
    private static int InnerLength(long index, long size) => 64 - BitOperations.LeadingZeroCount((ulong)(index ^ (size - 1)));

    private static byte[] ChainInner(byte[] seed, IEnumerable<byte[]> proof, long index) =>
        proof
            .Select((hash, level) => (hash, level))
            .Aggregate(seed, (acc, p) => ((index >> p.level) & 1) == 0 ? NodeHash(acc, p.hash) : NodeHash(p.hash, acc));

    private static byte[] ChainInnerRight(byte[] seed, IEnumerable<byte[]> proof, long index) =>
        proof
            .Select((hash, level) => (hash, level))
            .Aggregate(seed, (acc, p) => ((index >> p.level) & 1) == 1 ? NodeHash(p.hash, acc) : acc);

    private static byte[] ChainBorderRight(byte[] seed, IEnumerable<byte[]> proof) =>
        proof.Aggregate(seed, (acc, hash) => NodeHash(hash, acc));
}
