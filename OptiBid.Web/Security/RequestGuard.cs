using Microsoft.AspNetCore.Http.Features;

namespace OptiBid.Web.Security;

/// <summary>
/// Refuses what a page of another site starts with the user's cookie, before any connection is upgraded. A changing request, a WebSocket, a hub
/// or a circuit with a cookie has to come from this site's own origin. Browsers always say where such a request comes from, so one with a cookie
/// that does not say is refused. Programs send an access token or an API key, which no other site can make a browser send, and are not asked.
/// </summary>
internal static class RequestGuard
{
    /// <summary>Adds the guard.</summary>
    public static void UseRequestGuard(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                var status = StatusOf(context);
                if (status == 0)
                {
                    return next(context);
                }

                context.Response.StatusCode = status;
                return Task.CompletedTask;
            }
        );

    /// <summary>Ends a request that takes long (a download, a stream) when its session ends.</summary>
    public static void UseSessionAbort(this WebApplication app) =>
        app.Use(
            async (context, next) =>
            {
                if (CurrentSession.Of(context) is null || context.GetEndpoint()?.Metadata.GetMetadata<EndsWithSessionAttribute>() is null)
                {
                    await next(context);
                    return;
                }

                using var watch = SessionWatches.Watch(context);
                await using var _ = watch.Ended.Register(context.Abort);
                await next(context);
            }
        );

    private static int StatusOf(HttpContext context)
    {
        var request = context.Request;
        var upgrade = request.Headers.Upgrade.Count > 0 || context.Features.Get<IHttpExtendedConnectFeature>()?.IsExtendedConnect == true;
        if (!upgrade && !IsKnown(request.Method))
        {
            return StatusCodes.Status405MethodNotAllowed;
        }

        if (
            ForPrograms.Is(request)
            && context.GetEndpoint()?.Metadata.GetMetadata<RepeatsParametersAttribute>() is null
            && request.Query.Any(q => q.Value.Count > 1)
        )
        {
            // One parameter given twice means one thing to one parser and another to the next.
            return StatusCodes.Status400BadRequest;
        }

        if (!upgrade && IsSafe(request.Method))
        {
            return 0;
        }

        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0)
        {
            return string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
                ? 0
                : StatusCodes.Status403Forbidden;
        }

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var isOwn = site.Length > 0 ? site is "same-origin" or "none" : !HasCookie(request);
        // A connection needs its Origin: every browser names it there.
        return isOwn && !(upgrade && HasCookie(request)) ? 0 : StatusCodes.Status403Forbidden;
    }

    private static bool HasCookie(HttpRequest request) =>
        ProgramCredentials.KeyOf(request) is null
        && ProgramCredentials.TokenOf(request) is null
        && (request.Cookies.ContainsKey("optibid") || request.Cookies.ContainsKey("__Host-optibid"));

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static bool IsKnown(string method) =>
        IsSafe(method)
        || HttpMethods.IsPost(method)
        || HttpMethods.IsPut(method)
        || HttpMethods.IsPatch(method)
        || HttpMethods.IsDelete(method);
}

/// <summary>An endpoint whose protocol writes a list as a parameter that is given several times, and that reads all of them.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class RepeatsParametersAttribute : Attribute;

/// <summary>An endpoint that answers over a long time: the answer breaks off when the session ends.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class EndsWithSessionAttribute : Attribute;
