using System.Text.Json;
using CsCheck;
using OptiBid.Core.Cryptography.Merkle;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Cryptography;

/// <summary>The tree of RFC 6962 against public vectors and against itself.</summary>
public class MerkleTests
{
    private static JsonElement Proofs =>
        JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOf("audit-merkle/rfc6962-proofs.json"))).RootElement;

    [Fact]
    public void All_98_inclusion_cases_of_transparency_dev_give_the_expected_answer()
    {
        var cases = Proofs.GetProperty("inclusion").EnumerateArray().ToList();
        Assert.Equal(98, cases.Count);
        Assert.Empty(
            cases.Where(c =>
                MerkleTree.VerifyInclusion(
                    Long(c, "leafIdx"),
                    Long(c, "treeSize"),
                    Bytes(c.GetProperty("leafHash")),
                    Path(c),
                    Bytes(c.GetProperty("root"))
                ) == c.GetProperty("wantErr").GetBoolean()
            )
        );
    }

    [Fact]
    public void All_98_consistency_cases_of_transparency_dev_give_the_expected_answer()
    {
        var cases = Proofs.GetProperty("consistency").EnumerateArray().ToList();
        Assert.Equal(98, cases.Count);
        Assert.Empty(
            cases.Where(c =>
                MerkleTree.VerifyConsistency(
                    Long(c, "size1"),
                    Long(c, "size2"),
                    Bytes(c.GetProperty("root1")),
                    Bytes(c.GetProperty("root2")),
                    Path(c)
                ) == c.GetProperty("wantErr").GetBoolean()
            )
        );
    }

    [Fact]
    public void The_frontier_has_the_published_roots_of_sizes_0_to_8()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(SharedData.PathOf("audit-merkle/rfc6962-roots.json")));
        var roots = file.RootElement.GetProperty("root_by_tree_size_hex").EnumerateArray().Select(r => r.GetString()).ToList();
        var frontier = new MerkleFrontier();
        Assert.Equal(roots[0], Convert.ToHexStringLower(frontier.Root()));
        foreach (var (input, i) in file.RootElement.GetProperty("leaf_inputs_hex").EnumerateArray().Select((e, i) => (e.GetString()!, i)))
        {
            frontier.Append(MerkleTree.LeafHash(Convert.FromHexString(input)));
            Assert.Equal(roots[i + 1], Convert.ToHexStringLower(frontier.Root()));
        }
    }

    [Fact]
    public void A_size_of_zero_and_a_short_hash_prove_nothing()
    {
        Assert.False(MerkleTree.VerifyConsistency(0, 3, MerkleTree.EmptyRoot, MerkleTree.EmptyRoot, []));
        Assert.False(MerkleTree.VerifyInclusion(0, 1, [1, 2, 3], [], [1, 2, 3]));
    }

    [Fact]
    public async Task Every_proof_of_a_random_tree_verifies_and_any_flipped_bit_fails() =>
        await Gen.Select(Gen.Int[1, 70], Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Int[0, 255], Gen.Int[0, 1000])
            .SampleAsync(
                async sample =>
                {
                    var (size, at, from, bit, where) = sample;
                    var leaves = Enumerable.Range(0, size).Select(i => MerkleTree.LeafHash(BitConverter.GetBytes(i))).ToList();
                    var proofs = new MerkleProofs(new MemoryMerkleNodes(leaves));
                    var (index, size1) = (at % size, 1 + (from % size));
                    var root = await proofs.RootAsync(0, size);
                    var root1 = await proofs.RootAsync(0, size1);
                    var inclusion = await proofs.InclusionAsync(index, size);
                    var consistency = await proofs.ConsistencyAsync(size1, size);
                    Assert.True(MerkleTree.VerifyInclusion(index, size, leaves[index], inclusion, root));
                    Assert.True(MerkleTree.VerifyConsistency(size1, size, root1, root, consistency));
                    Assert.False(MerkleTree.VerifyInclusion(index, size, Flip(leaves[index], bit), inclusion, root));
                    Assert.False(MerkleTree.VerifyInclusion(index, size, leaves[index], inclusion, Flip(root, bit)));
                    Assert.False(MerkleTree.VerifyConsistency(size1, size, root1, Flip(root, bit), consistency));
                    if (inclusion.Count > 0)
                    {
                        Assert.False(MerkleTree.VerifyInclusion(index, size, leaves[index], Flip(inclusion, where, bit), root));
                    }

                    if (consistency.Count > 0)
                    {
                        Assert.False(MerkleTree.VerifyConsistency(size1, size, root1, root, Flip(consistency, where, bit)));
                    }
                },
                iter: 300
            );

    [Fact]
    public async Task The_frontier_grows_to_the_root_of_the_whole_and_comes_back_from_the_nodes() =>
        await Gen.Int[0, 300]
            .SampleAsync(
                async size =>
                {
                    var leaves = Enumerable.Range(0, size).Select(i => MerkleTree.LeafHash(BitConverter.GetBytes(i))).ToList();
                    var nodes = new MemoryMerkleNodes(leaves);
                    var frontier = new MerkleFrontier();
                    leaves.ForEach(l => frontier.Append(l));
                    var restored = await MerkleFrontier.RestoreAsync(size, nodes, default);
                    Assert.Equal(await new MerkleProofs(nodes).RootAsync(0, size), frontier.Root());
                    Assert.Equal(frontier.Root(), restored.Root());
                    restored.Append(new byte[32]);
                    frontier.Append(new byte[32]);
                    Assert.Equal(frontier.Root(), restored.Root());
                },
                iter: 100
            );

    private static byte[] Flip(byte[] hash, int bit)
    {
        var copy = hash.ToArray();
        copy[bit / 8] ^= (byte)(1 << (bit % 8));
        return copy;
    }

    private static byte[][] Flip(IReadOnlyList<byte[]> path, int where, int bit) =>
        [.. path.Select((h, i) => i == where % path.Count ? Flip(h, bit) : h)];

    private static long Long(JsonElement element, string name) =>
        element.GetProperty(name).TryGetInt64(out var value) ? value : (long)element.GetProperty(name).GetDouble();

    private static byte[] Bytes(JsonElement element) =>
        element.ValueKind == JsonValueKind.Null ? [] : Convert.FromBase64String(element.GetString()!);

    private static List<byte[]> Path(JsonElement element) =>
        element.GetProperty("proof") is { ValueKind: JsonValueKind.Array } proof ? [.. proof.EnumerateArray().Select(Bytes)] : [];
}
