using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using OptiBid.Core.Identity.Tokens;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Identity.Tokens;

/// <summary>The JWS cases of Project Wycheproof through the verifier of access tokens.</summary>
public sealed class JwsTests
{
    /// <summary>
    /// Where a strict verifier answers otherwise than the file says, with the reason. 367 and 370 are byte for byte the token of 357, which the
    /// file calls valid; 372 and 373 hold a question mark inside base64url, which the file wants ignored and RFC 7515 does not allow.
    /// </summary>
    private static readonly Dictionary<int, bool> s_otherwise = new()
    {
        [367] = true,
        [370] = true,
        [372] = false,
        [373] = false,
    };

    [Fact]
    [Trait("AttackCase", "9")]
    public void The_401_cases_of_Wycheproof_are_answered_as_documented()
    {
        using var gzip = new GZipStream(
            File.OpenRead(SharedData.PathOf("jws/wycheproof-json_web_signature_test.json.gz")),
            CompressionMode.Decompress
        );
        using var file = JsonDocument.Parse(gzip);
        var (cases, wrong) = (0, new List<string>());
        var tokens = new Dictionary<int, string>();
        foreach (var group in file.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            var jwk = group.TryGetProperty("public", out var key) ? key : group.GetProperty("private");
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                cases++;
                var id = test.GetProperty("tcId").GetInt32();
                var token =
                    test.GetProperty("jws").ValueKind == JsonValueKind.String
                        ? test.GetProperty("jws").GetString()!
                        : test.GetProperty("jws").GetRawText();
                tokens.Add(id, token);
                var expected = s_otherwise.TryGetValue(id, out var ours) ? ours : test.GetProperty("result").GetString() == "valid";
                var verified = Jws.Verify(token, _ => KeyOf(jwk, group.GetProperty("comment").GetString()!)) is not null;
                if (verified != expected)
                {
                    wrong.Add($"{id} {test.GetProperty("comment").GetString()}: {verified}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(401, cases);
        // No verifier can answer these three as the file says.
        Assert.Equal(tokens[357], tokens[367]);
        Assert.Equal(tokens[357], tokens[370]);
    }

    /// <summary>A key for signatures with its algorithm; null for a key that is for something else.</summary>
    private static JwsKey? KeyOf(JsonElement jwk, string group)
    {
        if (
            (jwk.TryGetProperty("use", out var use) && use.GetString() != "sig")
            || (jwk.TryGetProperty("key_ops", out var ops) && !ops.EnumerateArray().Any(o => o.GetString() is "verify"))
        )
        {
            return null;
        }

        var algorithm = jwk.GetProperty("alg").GetString()!;
        if (group.StartsWith("rfc7520", StringComparison.Ordinal))
        {
            // The file names the keys of RFC 7520 wrongly: figure 20 is signed with PS384, figure 27 with ES512.
            algorithm = algorithm switch
            {
                "PS256" => "PS384",
                "ES521" => "ES512",
                _ => algorithm,
            };
        }

        switch (jwk.GetProperty("kty").GetString())
        {
            case "oct":
                return JwsKey.Of(Bytes(jwk, "k"));
            case "EC":
                var curve = jwk.GetProperty("crv").GetString() == "P-256" ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP521;
                return JwsKey.Of(
                    ECDsa.Create(
                        new ECParameters
                        {
                            Curve = curve,
                            Q = new() { X = Bytes(jwk, "x"), Y = Bytes(jwk, "y") },
                        }
                    ),
                    algorithm
                );
            default:
                return JwsKey.Of(RSA.Create(new RSAParameters { Modulus = Bytes(jwk, "n"), Exponent = Bytes(jwk, "e") }), algorithm);
        }
    }

    private static byte[] Bytes(JsonElement jwk, string name) => Base64Url.DecodeFromChars(jwk.GetProperty(name).GetString());
}
