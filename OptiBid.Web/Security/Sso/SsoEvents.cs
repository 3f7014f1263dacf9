using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using OptiBid.Core.Identity.Sso.SignIn;

namespace OptiBid.Web.Security.Sso;

/// <summary>What the handler of ASP.NET Core leaves open: the issuer of the answer (RFC 9207), where claims come from, and how a failure is shown.</summary>
internal static partial class SsoEvents
{
    private static readonly string[] s_tokenClaims = ["iss", "sub", "tid", "oid", "sid", "acr"];

    /// <summary>The events of one provider.</summary>
    public static OpenIdConnectEvents Create(Guid providerId) =>
        new()
        {
            OnAuthorizationCodeReceived = CheckIssuerAsync,
            OnTokenValidated = KeepTokenClaims,
            OnAccessDenied = context => ShowAsync(context, providerId, context.Properties, "denied"),
            OnRemoteFailure = context => FailAsync(context, providerId),
            OnRemoteSignOut = context => EndAsync(context, providerId),
        };

    /// <summary>Before the code goes anywhere: an answer of another issuer (mix-up) is refused, and one without issuer where it is promised.</summary>
    private static async Task CheckIssuerAsync(AuthorizationCodeReceivedContext context)
    {
        var found = await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted);
        var issuer = context.ProtocolMessage.GetParameter("iss");
        if (issuer is null ? Promises(found.AdditionalData) : !string.Equals(issuer, found.Issuer, StringComparison.Ordinal))
        {
            context.Fail("The answer names another issuer, or none although discovery promises it");
        }
    }

    private static bool Promises(IDictionary<string, object> additional) =>
        additional.TryGetValue("authorization_response_iss_parameter_supported", out var value)
        && string.Equals(value?.ToString(), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Who somebody is comes from the signed token alone; user info adds e-mail, name and groups.</summary>
    public static Task KeepTokenClaims(TokenValidatedContext context)
    {
        var items = context.Properties!.Items;
        foreach (var type in s_tokenClaims)
        {
            items[SsoTrip.FromToken + type] = context.SecurityToken.Claims.FirstOrDefault(c => c.Type == type)?.Value;
        }

        items[SsoTrip.FromToken + "amr"] = string.Join('\n', context.SecurityToken.Claims.Where(c => c.Type == "amr").Select(c => c.Value));
        items[SsoTrip.FromToken + "raw"] = context.TokenEndpointResponse?.IdToken;
        return Task.CompletedTask;
    }

    private static Task FailAsync(RemoteFailureContext context, Guid providerId)
    {
        var fault = context.Failure;
        context
            .HttpContext.RequestServices.GetRequiredService<ILoggerFactory>()
            .CreateLogger(typeof(SsoEvents))
            .LogWarning("Sign-in through provider {Provider} failed: {Reason}", providerId, OneLine(fault?.Message));
        return ShowAsync(context, providerId, context.Properties, CodeOf(fault));
    }

    private static Task ShowAsync<T>(HandleRequestContext<T> context, Guid providerId, AuthenticationProperties? trip, string code)
        where T : AuthenticationSchemeOptions
    {
        context.Response.Redirect(SsoAnswers.FailurePage(providerId, trip, code));
        context.HandleResponse();
        return Task.CompletedTask;
    }

    /// <summary>Front-channel logout: the provider's frame names its session.</summary>
    private static async Task EndAsync(RemoteSignOutContext context, Guid providerId)
    {
        var found = await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted);
        var message = context.ProtocolMessage;
        if (message?.Sid is { Length: > 0 } session && message.Iss == found.Issuer)
        {
            await context
                .HttpContext.RequestServices.GetRequiredService<IEndProviderSessions>()
                .ExecuteAsync(providerId, null, null, session, null, context.HttpContext.RequestAborted);
        }

        context.HandleResponse();
    }

    /// <summary>A code that a page may show: of the token library, or a word of ours.</summary>
    public static string CodeOf(Exception? fault)
    {
        var text = $"{fault?.Message} {fault?.InnerException?.Message}";
        return LibraryCode().Match(text) is { Success: true } code ? code.Value
            : text.Contains("Correlation", StringComparison.OrdinalIgnoreCase) ? "expired"
            : text.Contains("invalid_client", StringComparison.OrdinalIgnoreCase) ? "invalid_client"
            : "refused";
    }

    /// <summary>A text of somebody else for one line of the log.</summary>
    public static string OneLine(string? text) => (text ?? "").ReplaceLineEndings(" ");

    [GeneratedRegex("IDX[0-9]{5}", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex LibraryCode();
}
