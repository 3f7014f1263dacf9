using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OptiBid.Core.Cryptography.Signatures;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Cryptography;

/// <summary>ML-DSA-65 against public vectors on each back end, and the pair of signatures.</summary>
public class SignatureTests
{
    /// <summary>The back ends of ML-DSA-65 on this machine.</summary>
    private static IReadOnlyList<ISignatureScheme> MlDsaBackEnds =>
        MLDsa.IsSupported ? [new ManagedMlDsa(), new PlatformMlDsa()] : [new ManagedMlDsa()];

    [Fact]
    public void The_key_of_each_NIST_seed_is_the_published_one_on_every_back_end()
    {
        var cases = Groups("acvp-ml-dsa-keygen")
            .Where(g => g.GetProperty("parameterSet").GetString() == "ML-DSA-65")
            .SelectMany(g => g.GetProperty("tests").EnumerateArray())
            .ToList();
        Assert.Equal(5, cases.Count);
        foreach (var (scheme, test) in MlDsaBackEnds.SelectMany(s => cases.Select(c => (s, c))))
        {
            Assert.Equal(Hex(test, "pk"), scheme.PublicKey(Hex(test, "seed")));
        }
    }

    [Fact]
    public void Every_Wycheproof_verification_case_gives_the_expected_answer()
    {
        var count = 0;
        foreach (var group in Groups("wycheproof-mldsa-65-verify"))
        {
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                count++;
                var wanted = test.GetProperty("result").GetString() == "valid";
                foreach (var scheme in MlDsaBackEnds)
                {
                    Assert.Equal(wanted, scheme.Verify(Hex(group, "publicKey"), Hex(test, "msg"), Hex(test, "ctx"), Hex(test, "sig")));
                }
            }
        }

        Assert.Equal(40, count);
    }

    [Fact]
    public void Deterministic_signatures_are_the_published_ones()
    {
        var count = 0;
        foreach (var group in Groups("wycheproof-mldsa-65-sign").Where(g => Hex(g, "privateSeed").Length == ManagedMlDsa.SeedLength))
        {
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var flags = test.GetProperty("flags").EnumerateArray().Select(f => f.GetString()).ToList();
                if (test.GetProperty("result").GetString() == "valid" && !flags.Contains("Internal") && test.TryGetProperty("msg", out _))
                {
                    count++;
                    Assert.Equal(
                        Hex(test, "sig"),
                        ManagedMlDsa.Sign(Hex(group, "privateSeed"), Hex(test, "msg"), Hex(test, "ctx"), deterministic: true)
                    );
                }
            }
        }

        Assert.True(count >= 10, $"{count} cases ran");
    }

    [Fact]
    public void Both_signatures_are_needed_and_each_must_be_good()
    {
        var (data, keys, signatures) = Signed("one document", "optibid/audit/v1");
        Assert.Null(DocumentSignatures.Problem(data, "optibid/audit/v1", signatures, keys));
        foreach (var missing in signatures)
        {
            Assert.Contains(
                "missing",
                DocumentSignatures.Problem(data, "optibid/audit/v1", [.. signatures.Except([missing])], keys),
                StringComparison.Ordinal
            );
            byte[] broken = [(byte)(missing.Signature[0] ^ 1), .. missing.Signature[1..]];
            var changed = signatures.Select(s => s == missing ? s with { Signature = broken } : s).ToList();
            Assert.Contains("wrong", DocumentSignatures.Problem(data, "optibid/audit/v1", changed, keys), StringComparison.Ordinal);
            var unknown = keys.Where(k => k.Algorithm != missing.Algorithm);
            Assert.Contains(
                "not known",
                DocumentSignatures.Problem(data, "optibid/audit/v1", signatures, unknown),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void A_signature_for_one_context_fails_for_another()
    {
        var (data, keys, signatures) = Signed("one document", "optibid/bid/v1");
        Assert.NotNull(DocumentSignatures.Problem(data, "optibid/settlement/v1", signatures, keys));
        foreach (var scheme in SignatureSchemes.Pair)
        {
            var seed = scheme.NewSeed();
            var signature = scheme.Sign(seed, data, "a"u8.ToArray());
            Assert.True(scheme.Verify(scheme.PublicKey(seed), data, "a"u8.ToArray(), signature));
            Assert.False(scheme.Verify(scheme.PublicKey(seed), data, "b"u8.ToArray(), signature));
            Assert.False(scheme.Verify(scheme.PublicKey(seed)[1..], data, "a"u8.ToArray(), signature));
            Assert.False(scheme.Verify(scheme.PublicKey(seed), data, "a"u8.ToArray(), signature[1..]));
        }
    }

    private static (byte[] Data, List<PublicSigningKey> Keys, List<DocumentSignature> Signatures) Signed(string text, string context)
    {
        var data = Encoding.UTF8.GetBytes(text);
        var keys = new List<PublicSigningKey>();
        var signatures = new List<DocumentSignature>();
        foreach (var scheme in SignatureSchemes.Pair)
        {
            var seed = scheme.NewSeed();
            var id = DocumentSignatures.KeyId(scheme.Algorithm, scheme.PublicKey(seed));
            keys.Add(new(id, scheme.Algorithm, scheme.PublicKey(seed), default));
            signatures.Add(new(scheme.Algorithm, id, scheme.Sign(seed, data, Encoding.UTF8.GetBytes(context))));
        }

        return (data, keys, signatures);
    }

    private static List<JsonElement> Groups(string name)
    {
        using var file = new GZipStream(File.OpenRead(SharedData.PathOf($"pqc-vectors/{name}.json.gz")), CompressionMode.Decompress);
        return [.. JsonDocument.Parse(file).RootElement.GetProperty("testGroups").EnumerateArray()];
    }

    private static byte[] Hex(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? Convert.FromHexString(value.GetString()!) : [];
}
