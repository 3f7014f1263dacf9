using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OptiBid.Tests.Web.Sso;

/// <summary>A provider whose metadata misbehaves in one way.</summary>
internal sealed class MisbehavingProvider : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MisbehavingProvider(WebApplication app) => _app = app;

    /// <summary>Its address.</summary>
    public string Issuer => _app.Urls.Single();

    /// <summary>Somebody followed its redirect.</summary>
    public bool WasFollowed { get; private set; }

    /// <summary>Starts it: slow, huge, redirecting, broken, par (a pushed request is refused), nokeys.</summary>
    public static async Task<MisbehavingProvider> StartAsync(string mode)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var provider = new MisbehavingProvider(app);
        app.MapGet("/.well-known/openid-configuration", context => provider.DiscoverAsync(context, mode));
        app.MapGet("/keys", () => Results.Text(mode == "nokeys" ? """{"keys":[]}""" : Keys, "application/json"));
        app.MapPost("/par", () => Results.Json(new { error = "invalid_client" }, statusCode: 401));
        app.MapGet(
            "/elsewhere",
            () =>
            {
                provider.WasFollowed = true;
                return "{}";
            }
        );
        await app.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    private const string Keys =
        """{"keys":[{"kty":"EC","crv":"P-256","kid":"1","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}""";

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task DiscoverAsync(HttpContext context, string mode)
    {
        switch (mode)
        {
            case "slow":
                await Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted);
                break;
            case "huge":
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync("{\"issuer\":\"" + new string('x', 4 << 20) + "\"}");
                break;
            case "redirecting":
                context.Response.Redirect("/elsewhere");
                break;
            case "broken":
                await context.Response.WriteAsync("<html>not json");
                break;
            default:
                await context.Response.WriteAsJsonAsync(
                    new Dictionary<string, object>
                    {
                        ["issuer"] = Issuer,
                        ["authorization_endpoint"] = Issuer + "/auth",
                        ["token_endpoint"] = Issuer + "/token",
                        ["jwks_uri"] = Issuer + "/keys",
                        ["pushed_authorization_request_endpoint"] = Issuer + "/par",
                    }
                );
                break;
        }
    }
}
