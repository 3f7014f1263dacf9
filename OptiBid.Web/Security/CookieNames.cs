using Microsoft.Extensions.Primitives;

namespace OptiBid.Web.Security;

/// <summary>
/// Over https the cookies of the framework and of single sign-on get the prefix <c>__Host-</c>, or <c>__Secure-</c> where they belong to a path:
/// neither a sub-domain nor plain http can set them. Cookies that name themselves are left alone.
/// </summary>
internal static class CookieNames
{
    private const string Host = "__Host-";
    private const string Secure = "__Secure-";
    private static readonly string[] s_plain = [".AspNetCore.", Sso.SsoScheme.External, Sso.SsoScheme.AtProvider];

    /// <summary>Adds it; before whatever reads or writes cookies.</summary>
    public static void UseCookieNames(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                if (context.Request.IsHttps)
                {
                    var sent = context.Request.Headers.Cookie.SelectMany(h => (h ?? "").Split("; ")).Select(Read).OfType<string>();
                    context.Request.Headers.Cookie = string.Join("; ", sent);
                    context.Response.OnStarting(
                        state =>
                        {
                            var headers = ((HttpContext)state).Response.Headers;
                            headers.SetCookie = new StringValues([.. headers.SetCookie.Select(Write)]);
                            return Task.CompletedTask;
                        },
                        context
                    );
                }

                return next(context);
            }
        );

    /// <summary>The cookie as the framework knows it; null for one that lacks its prefix.</summary>
    private static string? Read(string cookie)
    {
        if (IsPlain(cookie))
        {
            return null;
        }

        var bare = new[] { Host, Secure }.FirstOrDefault(p => cookie.StartsWith(p, StringComparison.Ordinal)) is { } prefix
            ? cookie[prefix.Length..]
            : cookie;
        return IsPlain(bare) ? bare : cookie;
    }

    private static string? Write(string? cookie) =>
        cookie is null || !IsPlain(cookie) ? cookie
        : cookie.Split("; ").Contains("path=/", StringComparer.OrdinalIgnoreCase) ? Host + cookie
        : Secure + cookie;

    private static bool IsPlain(string cookie) => s_plain.Any(p => cookie.StartsWith(p, StringComparison.Ordinal));
}
