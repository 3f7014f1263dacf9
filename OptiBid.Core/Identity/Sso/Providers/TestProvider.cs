using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Network;

namespace OptiBid.Core.Identity.Sso.Providers;

/// <inheritdoc cref="ITestProvider"/>
internal sealed class TestProvider(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user, ISafeHttp http) : ITestProvider
{
    private static readonly string[] s_algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<ProviderCheck>>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ManageSso))
        {
            return SsoFailures.Forbidden(Permissions.ManageSso);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<IdentityProvider>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
        if (row is null)
        {
            return SsoFailures.NotFound("identity provider");
        }

        using var client = http.CreateClient(TimeSpan.FromSeconds(10), 256 * 1024);
        var checks = new List<ProviderCheck>();
        if (
            await GetAsync(client, "Discovery", row.Authority.TrimEnd('/') + "/.well-known/openid-configuration", checks, cancellationToken)
            is not { } found
        )
        {
            return checks;
        }

        var issuer = Text(found, "issuer");
        Add(
            checks,
            "Issuer",
            issuer?.TrimEnd('/') == row.Authority.TrimEnd('/'),
            issuer is null ? Sentence.Of("Discovery names no issuer") : $"Discovery names {issuer}"
        );
        foreach (var endpoint in new[] { "authorization_endpoint", "token_endpoint", "jwks_uri" })
        {
            var problem = Uri.TryCreate(Text(found, endpoint), UriKind.Absolute, out var uri) ? http.Refuses(uri) : null;
            Add(checks, endpoint, uri is not null && problem is null, uri is null ? "it is missing" : problem ?? uri.ToString());
        }

        Lists(checks, found, "Code flow", "response_types_supported", ["code"], whenAbsent: false);
        Lists(checks, found, "Signature of ID tokens", "id_token_signing_alg_values_supported", s_algorithms, whenAbsent: false);
        Lists(checks, found, "PKCE", "code_challenge_methods_supported", ["S256"], whenAbsent: true);
        if (Text(found, "jwks_uri") is { } keys && await GetAsync(client, "Keys", keys, checks, cancellationToken) is { } set)
        {
            var count = set.TryGetProperty("keys", out var list) && list.ValueKind == JsonValueKind.Array ? list.GetArrayLength() : 0;
            Add(checks, "Signing keys", count > 0, $"{count} keys");
        }

        return checks;
    }

    private static async Task<JsonElement?> GetAsync(
        HttpClient client,
        Sentence name,
        string address,
        List<ProviderCheck> checks,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(address), cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                Add(checks, name, false, $"{address} answers {(int)answer.StatusCode}; redirects are not followed");
                return null;
            }

            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            Add(checks, name, json.RootElement.ValueKind == JsonValueKind.Object, address);
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        catch (HttpRequestException fault)
        {
            Add(
                checks,
                name,
                false,
                fault.InnerException is AddressRefusedException refused ? refused.Message : Sentence.Of($"{address} does not answer")
            );
        }
        catch (JsonException)
        {
            Add(checks, name, false, $"{address} does not answer with JSON");
        }
        catch (UriFormatException)
        {
            Add(checks, name, false, $"{address} is no address");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Add(checks, name, false, $"{address} did not answer within 10 s");
        }

        return null;
    }

    private static void Lists(List<ProviderCheck> checks, JsonElement found, Sentence name, string member, string[] wanted, bool whenAbsent)
    {
        string[] values =
            found.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array
                ? [.. list.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)]
                : [];
        var passed = values.Length == 0 ? whenAbsent : values.Intersect(wanted, StringComparer.Ordinal).Any();
        Add(checks, name, passed, values.Length == 0 ? "Not announced" : string.Join(", ", values.Take(12)));
    }

    private static string? Text(JsonElement found, string member) =>
        found.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static void Add(List<ProviderCheck> checks, Sentence name, bool passed, Sentence detail) =>
        checks.Add(new(name, passed, detail));
}
