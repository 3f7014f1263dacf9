using Microsoft.AspNetCore.Authentication;
using OptiBid.Core.Identity.Sso.Providers;

namespace OptiBid.Web.Security.Sso;

/// <summary>
/// Hands <c>/sso/{id}/(callback|signedout|remotesignout)</c> and <c>/sso/microsoft/callback</c> to the handler of that provider. The framework would ask every scheme with every
/// request; here the path names the one.
/// </summary>
internal static class SsoDispatcher
{
    /// <summary>Adds it; before authentication.</summary>
    public static void UseSso(this WebApplication app)
    {
        var cache =
            app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitorCache<Microsoft.AspNetCore.Authentication.OpenIdConnect.OpenIdConnectOptions>>();
        app.Services.GetRequiredService<ISsoDirectory>().WhenChanged(id => cache.TryRemove(SsoScheme.Of(id)));
        app.Use((context, next) => SchemeOf(context.Request.Path) is { } scheme ? DispatchAsync(context, scheme) : next(context));
    }

    private static string? SchemeOf(PathString path) =>
        path == MicrosoftOptions.CallbackPath ? SsoScheme.Microsoft
        : path.Value?.Split('/') is ["", "sso", var id, "callback" or "signedout" or "remotesignout"]
        && Guid.TryParseExact(id, "D", out var found)
            ? SsoScheme.Of(found)
        : null;

    private static async Task DispatchAsync(HttpContext context, string scheme)
    {
        var handlers = context.RequestServices.GetRequiredService<IAuthenticationHandlerProvider>();
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            if (
                await handlers.GetHandlerAsync(context, scheme) is IAuthenticationRequestHandler handler
                && await handler.HandleRequestAsync()
            )
            {
                return;
            }
        }
#pragma warning disable CA1031 // Keys or tokens that cannot be fetched are the provider's fault; the page says so.
        catch (Exception fault) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
#pragma warning restore CA1031
        {
            context
                .RequestServices.GetRequiredService<ILoggerFactory>()
                .CreateLogger(typeof(SsoDispatcher))
                .LogWarning("The answer of provider {Provider} failed: {Reason}", scheme, fault.Message.ReplaceLineEndings(" "));
            context.Response.Redirect(SsoAnswers.FailurePage(SsoScheme.ProviderOf(scheme), null, "refused"));
            return;
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
    }
}
