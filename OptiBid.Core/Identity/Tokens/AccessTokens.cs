using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OptiBid.Core.Identity.ApiKeys;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.Tokens;

/// <summary>A signed access token.</summary>
public sealed record AccessToken(string Token, DateTime ExpiresAtUtc);

/// <summary>Issues access tokens (RFC 9068: <c>typ: at+jwt</c>, ES256) for a live session or an API key.</summary>
public interface IIssueAccessToken
{
    /// <summary>The token. It names the session and holds no permission: what its bearer may do is asked for with each use.</summary>
    Task<AccessToken> ExecuteAsync(LiveSession session, CancellationToken cancellationToken = default);
}

/// <summary>Checks an access token and the session behind it.</summary>
public interface IFindTokenSession
{
    /// <summary>The live session or API key behind a valid token; null for anything else.</summary>
    ValueTask<LiveSession?> ExecuteAsync(string token, bool countsAsUse = true, CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IIssueAccessToken"/>
internal sealed class AccessTokens(
    SigningKeys keys,
    IFindLiveSession sessions,
    IFindApiKey apiKeys,
    IOptions<TokenOptions> options,
    TimeProvider time
) : IIssueAccessToken, IFindTokenSession
{
    private const string Type = "at+jwt";

    /// <inheritdoc/>
    public async Task<AccessToken> ExecuteAsync(LiveSession session, CancellationToken cancellationToken = default)
    {
        var (kid, key) = await keys.CurrentAsync(cancellationToken);
        var now = time.GetUtcNow();
        var expires = now + options.Value.AccessTokenLifetime;
        if (session.ExpiresAtUtc < expires.UtcDateTime)
        {
            expires = new DateTimeOffset(session.ExpiresAtUtc, TimeSpan.Zero);
        }

        var header = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["alg"] = "ES256",
            ["typ"] = Type,
            ["kid"] = kid,
        };
        var payload = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = options.Value.Issuer,
            ["aud"] = options.Value.Audience,
            ["sub"] = session.Access.UserId.ToString(),
            ["org"] = session.Access.OrganisationId.ToString(),
            ["sid"] = session.Id.ToString(),
            ["src"] = IsKey(session) ? "key" : "session",
            ["amr"] = session.Methods,
            ["auth_time"] = new DateTimeOffset(session.VerifiedAtUtc).ToUnixTimeSeconds(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = expires.ToUnixTimeSeconds(),
            ["jti"] = Guid.CreateVersion7(now).ToString(),
        };
        return new(Jws.Sign(header, payload, key), expires.UtcDateTime);
    }

    /// <inheritdoc/>
    public async ValueTask<LiveSession?> ExecuteAsync(string token, bool countsAsUse = true, CancellationToken cancellationToken = default)
    {
        if (KidOf(token) is not { } kid || await keys.FindAsync(kid, cancellationToken) is not { } key)
        {
            return null;
        }

        if (
            Jws.Verify(token, named => named == kid ? key : null) is not { } verified
            || Claims(verified.Header, verified.Payload) is not { } claims
        )
        {
            return null;
        }

        var session = claims.IsKey
            ? await apiKeys.ByIdAsync(claims.Session, cancellationToken)
            : await sessions.ByIdAsync(claims.Session, countsAsUse, cancellationToken);
        return session is not null && session.Access.UserId == claims.User && session.Access.OrganisationId == claims.Organisation
            ? session
            : null;
    }

    private static bool IsKey(LiveSession session) => session.Methods.Contains(AuthenticationMethods.ApiKey, StringComparer.Ordinal);

    /// <summary>The key that the token names, if it has the form of one of ours: nothing else reaches the store.</summary>
    private static string? KidOf(string token)
    {
        string? kid = null;
        // The verdict is not looked at: this reads the header by the same strict rules.
        _ = Jws.Verify(
            token,
            named =>
            {
                kid = named;
                return null;
            }
        );
        return Guid.TryParseExact(kid, "N", out _) ? kid : null;
    }

    private (Guid Session, Guid User, Guid Organisation, bool IsKey)? Claims(JsonElement header, byte[] payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            var claims = document.RootElement;
            var now = time.GetUtcNow().ToUnixTimeSeconds();
            var good =
                header.GetProperty("typ").GetString() == Type
                && claims.GetProperty("iss").GetString() == options.Value.Issuer
                && claims.GetProperty("aud").GetString() == options.Value.Audience
                && claims.GetProperty("exp").GetInt64() > now
                && claims.GetProperty("nbf").GetInt64() <= now
                && claims.GetProperty("iat").GetInt64() <= now;
            return good ? (Id(claims, "sid"), Id(claims, "sub"), Id(claims, "org"), claims.GetProperty("src").GetString() == "key") : null;
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static Guid Id(JsonElement claims, string name) =>
        Guid.Parse(claims.GetProperty(name).GetString() ?? "", CultureInfo.InvariantCulture);
}
