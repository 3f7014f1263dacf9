using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OptiBid.Tests.Web.Sso;

/// <summary>Microsoft's login on loopback, with two tenants: one discovery whose issuer holds a placeholder, tokens with the issuer of their tenant.</summary>
internal sealed class FakeMicrosoft : IAsyncDisposable
{
    public const string ClientId = "11111111-2222-3333-4444-555555555555";
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, string?> _nonces = new(StringComparer.Ordinal);
    private readonly RsaSecurityKey _key = new(RSA.Create(2048)) { KeyId = "shared" };
    private readonly RsaSecurityKey _keyOfB = new(RSA.Create(2048)) { KeyId = "of-b" };
    private readonly RsaSecurityKey _unknown = new(RSA.Create(2048)) { KeyId = "shared" };

    private FakeMicrosoft(WebApplication app) => _app = app;

    public static string TenantA { get; } = Guid.CreateVersion7().ToString("D");

    public static string TenantB { get; } = Guid.CreateVersion7().ToString("D");

    /// <summary>Its address.</summary>
    public string Url => _app.Urls.Single();

    /// <summary>Tenant, object id and e-mail of whoever signs in next.</summary>
    public (string Tenant, string Person, string Email) Account { get; set; }

    /// <summary>What is wrong with the next token; empty for nothing.</summary>
    public string Fault { get; set; } = "";

    public static async Task<FakeMicrosoft> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var fake = new FakeMicrosoft(app);
        app.MapGet("/organizations/v2.0/.well-known/openid-configuration", fake.Discover);
        app.MapGet(
            "/keys",
            () => Results.Json(new { keys = new[] { fake.Public(fake._key, "{tenantid}"), fake.Public(fake._keyOfB, TenantB) } })
        );
        app.MapGet("/authorize", fake.Authorize);
        app.MapPost("/token", (Delegate)fake.TokenAsync);
        await app.StartAsync();
        return fake;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private string IssuerOf(string tenant) => $"{Url}/{tenant}/v2.0";

    private IResult Discover() =>
        Results.Json(
            new
            {
                issuer = IssuerOf("{tenantid}"),
                authorization_endpoint = Url + "/authorize",
                token_endpoint = Url + "/token",
                jwks_uri = Url + "/keys",
            }
        );

    private Dictionary<string, string> Public(RsaSecurityKey key, string tenant)
    {
        var parameters = key.Rsa.ExportParameters(includePrivateParameters: false);
        return new(StringComparer.Ordinal)
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = key.KeyId,
            ["n"] = Base64UrlEncoder.Encode(parameters.Modulus),
            ["e"] = Base64UrlEncoder.Encode(parameters.Exponent),
            ["issuer"] = IssuerOf(tenant),
        };
    }

    private IResult Authorize(HttpContext context)
    {
        var query = context.Request.Query;
        Assert.Equal("code", query["response_type"].ToString());
        Assert.Equal("S256", query["code_challenge_method"].ToString());
        var code = Guid.CreateVersion7().ToString("N");
        _nonces[code] = query["nonce"];
        return Results.Redirect(
            QueryHelpers.AddQueryString(
                query["redirect_uri"].ToString(),
                new Dictionary<string, string?>(StringComparer.Ordinal) { ["code"] = code, ["state"] = query["state"] }
            )
        );
    }

    private async Task<IResult> TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        return form["client_secret"] == "the secret" && form["code_verifier"].Count == 1 && _nonces.TryRemove(form["code"]!, out var nonce)
            ? Results.Json(
                new
                {
                    token_type = "Bearer",
                    access_token = "opaque",
                    expires_in = 300,
                    id_token = IdToken(nonce),
                }
            )
            : Results.BadRequest(new { error = "invalid_grant" });
    }

    private string IdToken(string? nonce)
    {
        var (tenant, person, email) = Account;
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["sub"] = "pairwise-" + person,
            ["tid"] = Fault == "foreign-tid" ? TenantB : tenant,
            ["oid"] = person,
            ["email"] = email,
            ["preferred_username"] = email,
            ["xms_edov"] = true,
            ["name"] = "Somebody",
            ["nonce"] = Fault == "bad-nonce" ? "another" : nonce ?? "",
        };
        foreach (var missing in new[] { "tid", "oid", "nonce" }.Where(c => Fault == $"no-{c}"))
        {
            claims.Remove(missing);
        }

        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var age = Fault == "expired" ? TimeSpan.FromHours(2) : TimeSpan.Zero;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = IssuerOf(
                    Fault switch
                    {
                        "foreign-iss" => TenantB,
                        "placeholder-iss" => "{tenantid}",
                        "common-iss" => "organizations",
                        _ => tenant,
                    }
                ),
                Audience = Fault == "bad-aud" ? "another-app" : ClientId,
                IssuedAt = now - age,
                NotBefore = now - age,
                Expires = now - age + TimeSpan.FromMinutes(10),
                Claims = claims,
                SigningCredentials =
                    Fault == "none"
                        ? null
                        : new(
                            Fault == "unknown-key" ? _unknown
                                : Fault == "key-of-other-tenant" ? _keyOfB
                                : _key,
                            SecurityAlgorithms.RsaSha256
                        ),
            }
        );
    }
}
