using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Common;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Tokens;
using OptiBid.Tests.Core.Identity.Sessions;

namespace OptiBid.Tests.Core.Identity.Tokens;

public sealed class TokenTests : IAsyncLifetime
{
    private SessionDesk _desk = null!;
    private StartedSession _session = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _desk = await SessionDesk.OpenAsync();
        await _desk.ReplacePasswordAsync();
        _session = await _desk.StartAsync("pwd", "otp", "mfa");
    }

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    [Fact]
    public async Task A_token_names_the_session_and_dies_with_it_or_at_its_time()
    {
        var token = await IssueAsync();
        Assert.Equal(_session.Id, (await FindAsync(token))!.Id);
        var header = Part(token, 0);
        Assert.Equal(("ES256", "at+jwt"), ((string)header["alg"]!, (string)header["typ"]!));
        Assert.DoesNotContain("permission", Part(token, 1).ToJsonString(), StringComparison.OrdinalIgnoreCase);

        _desk.Time.Advance(TimeSpan.FromMinutes(14));
        Assert.NotNull(await FindAsync(token));
        _desk.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await FindAsync(token));

        var next = await IssueAsync();
        await _desk.EndAsync(e => e.OneAsync(_session.Id, "revoked", Cancel));
        Assert.Null(await FindAsync(next));
    }

    [Fact]
    [Trait("AttackCase", "9")]
    public async Task Forged_tokens_are_refused()
    {
        var token = await IssueAsync();
        var parts = token.Split('.');
        var signingKeys = _desk.Services.GetRequiredService<SigningKeys>();
        var (kid, key) = await signingKeys.CurrentAsync(Cancel);
        var shown = (await _desk.Services.GetRequiredService<IPublicSigningKeys>().ExecuteAsync(Cancel)).Single();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var none in new[] { "none", "None", "NONE", "nOnE", "" })
        {
            forged[$"alg {none} without signature"] = $"{Encode(With(Part(token, 0), "alg", none))}.{parts[1]}.";
            forged[$"alg {none} with the signature"] = $"{Encode(With(Part(token, 0), "alg", none))}.{parts[1]}.{parts[2]}";
        }

        var hs = $"{Encode(With(Part(token, 0), "alg", "HS256"))}.{parts[1]}";
        foreach (
            var secret in new[]
            {
                key.ExportSubjectPublicKeyInfo(),
                Encoding.ASCII.GetBytes(shown.X),
                Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem()),
            }
        )
        {
            forged[$"HS256 with the public key, {secret.Length} bytes"] =
                $"{hs}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(hs)))}";
        }

        forged["another key under our kid"] = Jws.Sign(Part(token, 0), Part(token, 1), other);
        foreach (
            var bad in new[]
            {
                Guid.CreateVersion7().ToString("N"),
                "../../../../dev/null",
                "x' OR '1'='1",
                "/etc/passwd\0",
                kid.ToUpperInvariant() + "0",
                "",
            }
        )
        {
            forged[$"kid {bad}"] = Jws.Sign(With(Part(token, 0), "kid", bad), Part(token, 1), other);
            forged[$"kid {bad} with our signature"] = Jws.Sign(With(Part(token, 0), "kid", bad), Part(token, 1), key);
        }

        var point = other.ExportParameters(false).Q;
        var jwk = new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };
        foreach (
            var (name, value) in new (string, JsonNode)[]
            {
                ("jwk", jwk),
                ("jku", "http://127.0.0.1:1/jwks"),
                ("x5u", "http://127.0.0.1:1/x"),
                ("x5c", new JsonArray("AA==")),
                ("crit", new JsonArray("exp")),
            }
        )
        {
            forged[$"{name} with a key of its own"] = Jws.Sign(With(Part(token, 0), name, value.DeepClone()), Part(token, 1), other);
            forged[$"{name} with our key"] = Jws.Sign(With(Part(token, 0), name, value.DeepClone()), Part(token, 1), key);
        }

        foreach (var type in new JsonNode?[] { "JWT", "jwt", "logout+jwt", "application/at+jwt", null, 1 })
        {
            forged[$"typ {type}: an ID token as an access token"] = Jws.Sign(With(Part(token, 0), "typ", type), Part(token, 1), key);
        }

        var now = _desk.Time.GetUtcNow().ToUnixTimeSeconds();
        foreach (
            var (claim, value) in new (string, JsonNode?)[]
            {
                ("aud", "other"),
                ("aud", new JsonArray("optibid-api", "x")),
                ("aud", null),
                ("iss", "evil"),
                ("iss", null),
                ("exp", now),
                ("exp", now - 1),
                ("exp", "soon"),
                ("exp", null),
                ("nbf", now + 1),
                ("iat", now + 60),
                ("sid", Guid.CreateVersion7().ToString()),
                ("sid", "x"),
                ("sub", Guid.CreateVersion7().ToString()),
                ("org", Guid.CreateVersion7().ToString()),
                ("src", "key"),
                ("sid", null),
            }
        )
        {
            forged[$"{claim} = {value?.ToJsonString() ?? "absent"}"] = Jws.Sign(Part(token, 0), With(Part(token, 1), claim, value), key);
        }

        forged["signature cut"] = token[..^2];
        forged["signature in DER"] =
            $"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))}";
        forged["padding"] = token + "=";
        forged["a claim twice"] = Duplicate(token, key);
        forged["five parts"] = token + ".x.y";
        forged["very long"] = token + new string('A', 20_000);
        var accepted = new List<string>();
        foreach (var (name, text) in forged)
        {
            if (await FindAsync(text) is not null)
            {
                accepted.Add(name);
            }
        }

        Assert.Empty(accepted);
        Assert.NotNull(await FindAsync(token));
        Assert.NotNull(await FindAsync(Jws.Sign(Part(token, 0), Part(token, 1), key)));
    }

    [Fact]
    public async Task A_new_key_signs_after_a_month_and_the_old_one_verifies_what_it_signed()
    {
        var keys = _desk.Services.GetRequiredService<SigningKeys>();
        var first = (await keys.CurrentAsync(Cancel)).Kid;
        _desk.Time.Advance(TimeSpan.FromDays(30.5));
        var second = (await keys.CurrentAsync(Cancel)).Kid;
        Assert.NotEqual(first, second);
        Assert.NotNull(await keys.FindAsync(first, Cancel));
        Assert.Equal(2, (await keys.ExecuteAsync(Cancel)).Count);
        _desk.Time.Advance(TimeSpan.FromDays(2));
        Assert.Null(await keys.FindAsync(first, Cancel));
        Assert.NotNull(await keys.FindAsync(second, Cancel));
    }

    [Fact]
    [Trait("AttackCase", "10")]
    public async Task A_refresh_token_is_good_once_and_its_reuse_kills_family_and_session()
    {
        var first = await ExchangeAsync();
        var second = (await RefreshAsync(first.RefreshToken!)).Value;
        Assert.NotNull(await FindAsync(second.Access.Token));
        var third = (await RefreshAsync(second.RefreshToken!)).Value;
        Assert.Equal("identity.invalid_refresh_token", (await RefreshAsync(first.RefreshToken!)).Failure?.Code);
        Assert.False((await RefreshAsync(third.RefreshToken!)).IsSuccess);
        Assert.Null(await FindAsync(third.Access.Token));
        Assert.Null(await _desk.Find.ExecuteAsync(_session.Token, cancellationToken: Cancel));
        Assert.Contains(_desk.Audit.Events, e => e.Action == "tokens.reuse_detected" && !e.Succeeded);
        Assert.False((await RefreshAsync("nonsense")).IsSuccess);
    }

    [Fact]
    [Trait("AttackCase", "10")]
    public async Task Of_twenty_refreshes_at_once_exactly_one_wins()
    {
        var pair = await ExchangeAsync();
        using var start = new SemaphoreSlim(0);
        var racers = Enumerable
            .Range(0, 20)
            .Select(_ =>
                Task.Run(
                    async () =>
                    {
                        await start.WaitAsync(Cancel);
                        return await RefreshAsync(pair.RefreshToken!);
                    },
                    Cancel
                )
            )
            .ToList();
        start.Release(20);
        var answers = await Task.WhenAll(racers);
        Assert.Equal(1, answers.Count(a => a.IsSuccess));
        Assert.Null(await _desk.Find.ExecuteAsync(_session.Token, cancellationToken: Cancel));
    }

    private async Task<string> IssueAsync()
    {
        var live = (await _desk.Find.ExecuteAsync(_session.Token, cancellationToken: Cancel))!;
        return (await _desk.Services.GetRequiredService<IIssueAccessToken>().ExecuteAsync(live, Cancel)).Token;
    }

    private async Task<TokenPair> ExchangeAsync()
    {
        await using var scope = _desk.Services.CreateAsyncScope();
        var live = (await _desk.Find.ExecuteAsync(_session.Token, cancellationToken: Cancel))!;
        return await scope.ServiceProvider.GetRequiredService<IExchangeForTokens>().ExecuteAsync(live, Cancel);
    }

    private async Task<Result<TokenPair>> RefreshAsync(string token)
    {
        await using var scope = _desk.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IRefreshTokens>().ExecuteAsync(token, Cancel);
    }

    private async Task<LiveSession?> FindAsync(string token) =>
        await _desk.Services.GetRequiredService<IFindTokenSession>().ExecuteAsync(token, cancellationToken: Cancel);

    private static JsonObject Part(string token, int index) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[index]))!.AsObject();

    private static JsonObject With(JsonObject part, string name, JsonNode? value)
    {
        if (value is null)
        {
            part.Remove(name);
        }
        else
        {
            part[name] = value;
        }

        return part;
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private static string Duplicate(string token, ECDsa key)
    {
        var payload = Part(token, 1).ToJsonString();
        var text = $"{token.Split('.')[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload[..^1] + ",\"aud\":\"optibid-api\"}"))}";
        var signature = key.SignData(
            Encoding.ASCII.GetBytes(text),
            HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation
        );
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }
}
