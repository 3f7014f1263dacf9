using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using OptiBid.Core.Common;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Web.Security;

/// <summary>
/// The session cookie. It holds the session's token and nothing else, protected; who the user is and what they may do is asked for with every
/// request. Named <c>__Host-optibid</c> over https, <c>optibid</c> on plain http (this machine only).
/// </summary>
internal static class SessionCookie
{
    private const string Token = "token";

    /// <summary>Adds the cookie.</summary>
    public static AuthenticationBuilder AddSessionCookie(this AuthenticationBuilder builder) =>
        builder.AddCookie(
            SessionClaims.Scheme,
            o =>
            {
                o.CookieManager = new NameByScheme();
                o.Cookie.Name = NameByScheme.Plain;
                o.Cookie.Path = "/";
                o.Cookie.HttpOnly = true;
                o.Cookie.SameSite = SameSiteMode.Lax;
                o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                // The session ends by its own limits; the ticket outlives the longest of them.
                o.ExpireTimeSpan = TimeSpan.FromHours(25);
                o.SlidingExpiration = false;
                o.Events.OnValidatePrincipal = CheckAsync;
            }
        );

    /// <summary>
    /// Starts a session after a complete proof, writes its cookie, and ends the session that the request came with: the id and the secret are
    /// new at sign-in, second factor, step-up and change of organisation.
    /// </summary>
    public static async Task<Result<StartedSession>> StartAsync(HttpContext context, Authentication proof, Guid organisationId)
    {
        var services = context.RequestServices;
        var started = await services
            .GetRequiredService<IStartSession>()
            .ExecuteAsync(proof, organisationId, RequestOrigin.Of(context), context.RequestAborted);
        if (started.IsSuccess)
        {
            if (CurrentSession.Of(context) is { } old)
            {
                await services.GetRequiredService<IEndSessions>().OneAsync(old.Id, SessionEnds.Replaced, context.RequestAborted);
            }

            await WriteAsync(context, started.Value);
        }

        return started;
    }

    /// <summary>Writes the cookie of a session that was started otherwise.</summary>
    public static Task WriteAsync(HttpContext context, StartedSession session) =>
        context.SignInAsync(
            SessionClaims.Scheme,
            new ClaimsPrincipal(new ClaimsIdentity([new(Token, session.Token)], SessionClaims.Scheme)),
            new AuthenticationProperties { IsPersistent = false }
        );

    private static async Task CheckAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        var live = context.Principal?.FindFirstValue(Token) is { } token
            ? await http.RequestServices.GetRequiredService<IFindLiveSession>().ExecuteAsync(token, CountsAsUse(http), http.RequestAborted)
            : null;
        if (live is null)
        {
            context.RejectPrincipal();
            return;
        }

        CurrentSession.Set(http, live);
        context.ReplacePrincipal(SessionClaims.PrincipalOf(live));
    }

    /// <summary>Connections that a page keeps open by itself do not show that somebody is there.</summary>
    private static bool CountsAsUse(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal)
        && !context.Request.Path.StartsWithSegments("/hubs", StringComparison.Ordinal)
        && !context.Request.Path.StartsWithSegments("/ws", StringComparison.Ordinal);

    /// <summary>The prefix <c>__Host-</c> makes browsers refuse the cookie from sub-domains and over plain http.</summary>
    private sealed class NameByScheme : ICookieManager
    {
        public const string Plain = "optibid";
        private const string Secure = "__Host-optibid";
        private readonly ChunkingCookieManager _inner = new();

        public string? GetRequestCookie(HttpContext context, string key) => _inner.GetRequestCookie(context, NameOf(context));

        public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
            _inner.AppendResponseCookie(context, NameOf(context), value, options);

        public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
            _inner.DeleteCookie(context, NameOf(context), options);

        private static string NameOf(HttpContext context) => context.Request.IsHttps ? Secure : Plain;
    }
}
