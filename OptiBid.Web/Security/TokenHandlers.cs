using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OptiBid.Core.Identity.ApiKeys;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Tokens;

namespace OptiBid.Web.Security;

/// <summary>How a program proves itself: which header holds what.</summary>
internal static class ProgramCredentials
{
    private const string Bearer = "Bearer ";

    /// <summary>Name of the header for a key on its own.</summary>
    public const string KeyHeader = "X-Api-Key";

    /// <summary>The scheme that reads this request. A request that carries a credential of a program is never judged by its cookie.</summary>
    public static string SchemeOf(HttpContext context) =>
        KeyOf(context.Request) is not null ? SessionClaims.KeyScheme
        : TokenOf(context.Request) is not null ? SessionClaims.TokenScheme
        : SessionClaims.Scheme;

    /// <summary>The API key of a request.</summary>
    public static string? KeyOf(HttpRequest request) =>
        request.Headers.TryGetValue(KeyHeader, out var key) ? key.ToString()
        : BearerOf(request) is { } bearer && bearer.StartsWith("ob_", StringComparison.Ordinal) ? bearer
        : null;

    /// <summary>The access token of a request.</summary>
    public static string? TokenOf(HttpRequest request) =>
        BearerOf(request) is { } bearer && !bearer.StartsWith("ob_", StringComparison.Ordinal) ? bearer : null;

    private static string? BearerOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : null;
    }
}

/// <summary>Authenticates access tokens; the session behind one is asked for with every request.</summary>
internal sealed class TokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    IFindTokenSession find
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync() =>
        ProgramCredentials.TokenOf(Request) is { } token
            ? Results.Of(Context, await find.ExecuteAsync(token, cancellationToken: Context.RequestAborted), Scheme.Name)
            : AuthenticateResult.NoResult();

    /// <summary>The verdict of both handlers.</summary>
    internal static class Results
    {
        /// <summary>A ticket for a live session, a failure for none.</summary>
        public static AuthenticateResult Of(HttpContext context, LiveSession? live, string scheme)
        {
            if (live is null)
            {
                return AuthenticateResult.Fail("The credential is worth nothing");
            }

            CurrentSession.Set(context, live);
            return AuthenticateResult.Success(new AuthenticationTicket(SessionClaims.PrincipalOf(live, scheme), scheme));
        }
    }
}

/// <summary>Authenticates API keys.</summary>
internal sealed class KeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    IFindApiKey find
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync() =>
        ProgramCredentials.KeyOf(Request) is { } key
            ? TokenHandler.Results.Of(Context, await find.ExecuteAsync(key, Context.RequestAborted), Scheme.Name)
            : AuthenticateResult.NoResult();
}
