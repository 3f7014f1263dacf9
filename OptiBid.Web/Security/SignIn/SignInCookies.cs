using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;

namespace OptiBid.Web.Security.SignIn;

/// <summary>The cookies beside the session's: of a pending sign-in, of a known device, of a passkey's challenge. Random tokens; the server keeps hashes.</summary>
internal static class SignInCookies
{
    private const string Pending = "optibid-pending";
    private const string Device = "optibid-device";
    private const string Challenge = "optibid-challenge";

    /// <summary>The browser of a request.</summary>
    public static SignInBrowser BrowserOf(HttpContext context) => new(RequestOrigin.Of(context), Read(context, Device));

    /// <summary>Token of the pending sign-in, or null.</summary>
    public static string? PendingOf(HttpContext context) => Read(context, Pending);

    /// <summary>Token of the passkey's challenge, or null; taken away, for it works once.</summary>
    public static string? TakeChallenge(HttpContext context)
    {
        var token = Read(context, Challenge);
        Delete(context, Challenge);
        return token;
    }

    /// <summary>Keeps the token of a passkey's challenge.</summary>
    public static void SetChallenge(HttpContext context, string token) => Write(context, Challenge, token, TimeSpan.FromMinutes(5));

    /// <summary>Writes what a step of the sign-in gave: the session's cookie with a new value, or the pending sign-in's. True with a session.</summary>
    public static async Task<bool> WriteAsync(HttpContext context, SignInStep step)
    {
        if (step.DeviceToken is { } device)
        {
            Write(context, Device, device, TimeSpan.FromDays(30));
        }

        if (step.PendingToken is { } pending)
        {
            Write(context, Pending, pending, TimeSpan.FromMinutes(10));
        }

        if (step.Session is not { } session)
        {
            return false;
        }

        Delete(context, Pending);
        if (CurrentSession.Of(context) is { } old)
        {
            await context.RequestServices.GetRequiredService<IEndSessions>().OneAsync(old.Id, SessionEnds.Replaced, context.RequestAborted);
        }

        await SessionCookie.WriteAsync(context, session);
        return true;
    }

    private static string NameOf(HttpContext context, string name) => context.Request.IsHttps ? "__Host-" + name : name;

    private static string? Read(HttpContext context, string name) => context.Request.Cookies[NameOf(context, name)];

    private static void Delete(HttpContext context, string name) =>
        context.Response.Cookies.Delete(NameOf(context, name), OptionsOf(context));

    private static void Write(HttpContext context, string name, string value, TimeSpan life)
    {
        var options = OptionsOf(context);
        options.MaxAge = life;
        context.Response.Cookies.Append(NameOf(context, name), value, options);
    }

    private static CookieOptions OptionsOf(HttpContext context) =>
        new()
        {
            HttpOnly = true,
            IsEssential = true,
            Path = "/",
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
        };
}
