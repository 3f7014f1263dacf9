using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Tests.Web.Sso;

/// <summary>The provider's word that somebody signed out.</summary>
public sealed class BackchannelLogoutTests(SsoApp app) : IClassFixture<SsoApp>
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("AttackCase", "34")]
    public async Task A_logout_token_ends_the_session_once_and_everything_else_is_refused()
    {
        await using var issuer = await LogoutIssuer.StartAsync();
        var organisation = await app.AddOrganisationAsync("Logout", "logout.example");
        var provider = await app.AddProviderAsync(organisation, issuer.Url, "client", "secret");
        var member = await app.AddMemberAsync(organisation, "m@logout.example", Roles.Viewer);
        await using var scope = app.Scope(organisation);
        var started = await scope
            .ServiceProvider.GetRequiredService<IStartSession>()
            .ExecuteAsync(new(member, [AuthenticationMethods.SingleSignOn], provider, "sid-1"), organisation, new(null, null), Cancel);
        var live = scope.ServiceProvider.GetRequiredService<IFindLiveSession>();
        var token = started.Value.Token;

        var bad = new (string Name, string Token)[]
        {
            ("type", issuer.Sign("JWT", Claims())),
            ("nonce", issuer.Sign("logout+jwt", Claims(c => c["nonce"] = "n"))),
            ("no events", issuer.Sign("logout+jwt", Claims(c => c.Remove("events")))),
            ("no id", issuer.Sign("logout+jwt", Claims(c => c.Remove("jti")))),
            ("nobody", issuer.Sign("logout+jwt", Claims(c => c.Remove("sid")))),
            ("audience", issuer.Sign("logout+jwt", Claims(), audience: "other")),
            ("issuer", issuer.Sign("logout+jwt", Claims(), iss: "http://127.0.0.1:1")),
            ("expired", issuer.Sign("logout+jwt", Claims(), minutes: -10)),
            ("long", issuer.Sign("logout+jwt", Claims(), minutes: 600)),
            ("text", "not.a.token"),
        };
        foreach (var (name, value) in bad)
        {
            Assert.True(await PostAsync(provider, value) == HttpStatusCode.BadRequest, name);
        }

        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(Guid.CreateVersion7(), issuer.Sign("logout+jwt", Claims())));
        Assert.NotNull(await live.ExecuteAsync(token, cancellationToken: Cancel));

        var good = issuer.Sign("logout+jwt", Claims(c => c["jti"] = "once"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(provider, good));
        Assert.Null(await live.ExecuteAsync(token, cancellationToken: Cancel));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(provider, good));
    }

    private static Dictionary<string, object> Claims(Action<Dictionary<string, object>>? change = null)
    {
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["sid"] = "sid-1",
            ["jti"] = Guid.CreateVersion7().ToString(),
            ["events"] = new Dictionary<string, object> { [Event] = new Dictionary<string, object>() },
        };
        change?.Invoke(claims);
        return claims;
    }

    private async Task<HttpStatusCode> PostAsync(Guid provider, string token)
    {
        using var client = app.Host.CreateClient();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("logout_token", token)]);
        using var answer = await client.PostAsync(new Uri($"sso/{provider}/backchannel", UriKind.Relative), form, Cancel);
        return answer.StatusCode;
    }

    /// <summary>A provider that only signs logout tokens.</summary>
    private sealed class LogoutIssuer : IAsyncDisposable
    {
        private readonly ECDsaSecurityKey _key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "k1" };
        private readonly WebApplication _app;

        private LogoutIssuer(WebApplication app) => _app = app;

        public string Url => _app.Urls.Single();

        public static async Task<LogoutIssuer> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var issuer = new LogoutIssuer(app);
            app.MapGet(
                "/.well-known/openid-configuration",
                () =>
                    Results.Json(
                        new Dictionary<string, string>
                        {
                            ["issuer"] = issuer.Url,
                            ["authorization_endpoint"] = issuer.Url + "/auth",
                            ["token_endpoint"] = issuer.Url + "/token",
                            ["jwks_uri"] = issuer.Url + "/keys",
                        }
                    )
            );
            var point = issuer._key.ECDsa.ExportParameters(false).Q;
            var x = Base64UrlEncoder.Encode(point.X);
            var y = Base64UrlEncoder.Encode(point.Y);
            app.MapGet(
                "/keys",
                () =>
                    Results.Text(
                        $$"""{"keys":[{"kty":"EC","crv":"P-256","kid":"k1","use":"sig","x":"{{x}}","y":"{{y}}"}]}""",
                        "application/json"
                    )
            );
            await app.StartAsync(Cancel);
            return issuer;
        }

        public string Sign(string type, Dictionary<string, object> claims, string audience = "client", string? iss = null, int minutes = 2)
        {
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
                new SecurityTokenDescriptor
                {
                    Issuer = iss ?? Url,
                    Audience = audience,
                    IssuedAt = now.AddMinutes(Math.Min(0, minutes - 2)),
                    Expires = now.AddMinutes(minutes),
                    Claims = claims,
                    TokenType = type,
                    SigningCredentials = new(_key, SecurityAlgorithms.EcdsaSha256),
                }
            );
        }

        public async ValueTask DisposeAsync()
        {
            await _app.DisposeAsync();
            _key.ECDsa.Dispose();
        }
    }
}
