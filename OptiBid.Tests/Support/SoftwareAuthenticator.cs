using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OptiBid.Tests.Support;

/// <summary>An authenticator and its browser in software: ES256 keys, CBOR, and every lie that a test wants to tell.</summary>
internal sealed class SoftwareAuthenticator : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Id of its one passkey.</summary>
    public byte[] CredentialId { get; init; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>Whom the passkey is for; taken from the options when it is made.</summary>
    public string? UserHandle { get; set; }

    /// <summary>The origin that the browser reports.</summary>
    public required string Origin { get; set; }

    /// <summary>The site that the authenticator signs for.</summary>
    public string Site { get; set; } = "localhost";

    /// <summary>Whether it checked PIN or biometry.</summary>
    public bool VerifiesUser { get; set; } = true;

    /// <summary>Whether the page was in a frame of another site.</summary>
    public bool CrossOrigin { get; set; }

    /// <summary>The counter it sends next; grows by <see cref="Step"/>.</summary>
    public uint Counter { get; set; }

    /// <summary>What the counter grows by; 0 for a synced passkey.</summary>
    public uint Step { get; init; } = 1;

    /// <summary>The answer to <c>navigator.credentials.create</c>.</summary>
    public JsonObject Create(JsonElement options)
    {
        UserHandle = options.GetProperty("user").GetProperty("id").GetString();
        var client = ClientData("webauthn.create", options);
        var attestation = new CborWriter(CborConformanceMode.Ctap2Canonical);
        attestation.WriteStartMap(3);
        attestation.WriteTextString("fmt");
        attestation.WriteTextString("none");
        attestation.WriteTextString("attStmt");
        attestation.WriteStartMap(0);
        attestation.WriteEndMap();
        attestation.WriteTextString("authData");
        attestation.WriteByteString([.. AuthenticatorData(made: true)]);
        attestation.WriteEndMap();
        return Credential(
            new()
            {
                ["clientDataJSON"] = Base64Url.EncodeToString(client),
                ["attestationObject"] = Base64Url.EncodeToString(attestation.Encode()),
                ["transports"] = new JsonArray("internal"),
            }
        );
    }

    /// <summary>The answer to <c>navigator.credentials.get</c>.</summary>
    public JsonObject Get(JsonElement options)
    {
        var client = ClientData("webauthn.get", options);
        var data = AuthenticatorData(made: false).ToArray();
        byte[] signed = [.. data, .. SHA256.HashData(client)];
        return Credential(
            new()
            {
                ["clientDataJSON"] = Base64Url.EncodeToString(client),
                ["authenticatorData"] = Base64Url.EncodeToString(data),
                ["signature"] = Base64Url.EncodeToString(
                    _key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
                ),
                ["userHandle"] = UserHandle,
            }
        );
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private byte[] ClientData(string type, JsonElement options) =>
        Encoding.UTF8.GetBytes(
            new JsonObject
            {
                ["type"] = type,
                ["challenge"] = options.GetProperty("challenge").GetString(),
                ["origin"] = Origin,
                ["crossOrigin"] = CrossOrigin,
            }.ToJsonString()
        );

    private IEnumerable<byte> AuthenticatorData(bool made)
    {
        const byte present = 0x01;
        var flags = (byte)(present | (VerifiesUser ? 0x04 : 0) | (made ? 0x40 : 0));
        Counter += Step;
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
        byte[] head = [.. SHA256.HashData(Encoding.UTF8.GetBytes(Site)), flags, .. counter];
        return made
            ? [.. head, .. new byte[16], (byte)(CredentialId.Length >> 8), (byte)CredentialId.Length, .. CredentialId, .. PublicKey()]
            : head;
    }

    private byte[] PublicKey()
    {
        var point = _key.ExportParameters(false).Q;
        var cose = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cose.WriteStartMap(5);
        cose.WriteInt32(1);
        cose.WriteInt32(2);
        cose.WriteInt32(3);
        cose.WriteInt32(-7);
        cose.WriteInt32(-1);
        cose.WriteInt32(1);
        cose.WriteInt32(-2);
        cose.WriteByteString(point.X!);
        cose.WriteInt32(-3);
        cose.WriteByteString(point.Y!);
        cose.WriteEndMap();
        return cose.Encode();
    }

    private JsonObject Credential(JsonObject response)
    {
        var id = Base64Url.EncodeToString(CredentialId);
        return new()
        {
            ["id"] = id,
            ["rawId"] = id,
            ["type"] = "public-key",
            ["clientExtensionResults"] = new JsonObject(),
            ["response"] = response,
        };
    }
}
