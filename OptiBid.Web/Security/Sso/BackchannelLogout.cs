using System.Text.Json;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Sso.Providers;
using OptiBid.Core.Identity.Sso.SignIn;

namespace OptiBid.Web.Security.Sso;

/// <summary>OpenID Connect Back-Channel Logout 1.0: the provider says, server to server, that somebody signed out.</summary>
internal static class BackchannelLogout
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(30);

    /// <summary>200 when the sessions have ended, 400 for any token that is not exactly a fresh logout token of this provider, 404 for no provider.</summary>
    public static async Task<IResult> HandleAsync(
        HttpContext context,
        Guid id,
        ISsoDirectory directory,
        IOptionsMonitor<OpenIdConnectOptions> options,
        IServiceScopeFactory scopes,
        TimeProvider time
    )
    {
        context.Response.Headers.CacheControl = "no-store";
        if (directory.Find(id) is not { State: not ProviderState.Disabled } provider)
        {
            // With a body, so that no page for people takes its place.
            return Results.NotFound(new { error = "unknown_provider" });
        }

        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
        if (
            form?["logout_token"] is not [{ Length: > 0 and < 16_384 } raw]
            || await ValidateAsync(raw, options.Get(SsoScheme.Of(id)), time, context.RequestAborted) is not { } token
        )
        {
            return Results.BadRequest(new { error = "invalid_request" });
        }

        await using var scope = scopes.CreateSystemScope(provider.OrganisationId);
        var isNew = await scope
            .ServiceProvider.GetRequiredService<IEndProviderSessions>()
            .ExecuteAsync(id, null, Text(token, "sub"), Text(token, "sid"), token.Id, context.RequestAborted);
        return isNew ? Results.Ok() : Results.BadRequest(new { error = "invalid_request" });
    }

    private static async Task<JsonWebToken?> ValidateAsync(
        string raw,
        OpenIdConnectOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var found = await options.ConfigurationManager!.GetConfigurationAsync(cancellationToken);
            var result = await new StrictTokenHandler().ValidateTokenAsync(
                raw,
                new TokenValidationParameters
                {
                    ValidIssuer = found.Issuer,
                    ValidAudience = options.ClientId,
                    IssuerSigningKeys = found.SigningKeys,
                    ValidTypes = ["logout+jwt"],
                    ClockSkew = TimeSpan.FromMinutes(2),
                }
            );
            return result is { IsValid: true, SecurityToken: JsonWebToken token } && IsLogout(token, time) ? token : null;
        }
        catch (InvalidOperationException)
        {
            // Discovery or keys cannot be read: nothing can be believed.
            return null;
        }
    }

    private static bool IsLogout(JsonWebToken token, TimeProvider time) =>
        token.Id is { Length: > 0 and <= 200 }
        && !token.TryGetPayloadValue<object>("nonce", out _)
        && (Text(token, "sub") is not null || Text(token, "sid") is not null)
        && token.TryGetPayloadValue<JsonElement>("events", out var events)
        && events.ValueKind == JsonValueKind.Object
        && events.TryGetProperty(Event, out var happened)
        && happened.ValueKind == JsonValueKind.Object
        // The id of a used token is remembered for an hour; one that lives longer could come again.
        && token.ValidTo <= time.GetUtcNow().UtcDateTime + s_longest;

    private static string? Text(JsonWebToken token, string claim) =>
        token.TryGetPayloadValue<string>(claim, out var value) && value is { Length: > 0 } ? value : null;
}
