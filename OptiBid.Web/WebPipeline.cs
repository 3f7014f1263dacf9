using System.Reflection;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Mvc;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Web.Components;
using OptiBid.Web.Security;
using OptiBid.Web.Security.Sso;

namespace OptiBid.Web;

/// <summary>The endpoints of the shell and how errors are answered.</summary>
internal static class WebPipeline
{
    /// <summary>A page for people, problem details for programs; both carry the trace id.</summary>
    public static void UseErrorAnswers(this WebApplication app)
    {
        app.UseWhen(
            c => ForPrograms.Is(c.Request),
            b =>
            {
                b.UseExceptionHandler();
                b.UseStatusCodePages();
            }
        );
        app.UseWhen(
            c => !ForPrograms.Is(c.Request),
            b =>
            {
                b.UseExceptionHandler("/status/500", createScopeForErrors: true);
                b.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
                // The page that explains an answer is read, whatever was sent: a refused form is not sent to it again.
                b.Use(
                    (context, next) =>
                    {
                        if (
                            context.Features.Get<IStatusCodeReExecuteFeature>() is not null
                            || context.Features.Get<IExceptionHandlerPathFeature>() is not null
                        )
                        {
                            context.Request.Method = HttpMethods.Get;
                        }

                        return next(context);
                    }
                );
            }
        );
    }

    /// <summary><c>/healthz</c>: the process lives. <c>/readyz</c>: database, migrations, stores. Both without detail; that is on /system/health.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/readyz", new HealthCheckOptions { Predicate = c => c.Tags.Contains("ready") }).AllowAnonymous();
    }

    /// <summary>POST /logout with the antiforgery token.</summary>
    public static void MapSignOut(this WebApplication app) =>
        app.MapPost(
            "/logout",
            [AllowsLack(SessionLack.PasswordChange)]
            [AllowsLack(SessionLack.SecondFactor)]
            [AllowsLack(SessionLack.SingleSignOn)]
            async (HttpContext context, IEndSessions sessions, [FromForm] string? returnUrl) =>
            {
                if (CurrentSession.Of(context) is { } live)
                {
                    await sessions.OneAsync(live.Id, SessionEnds.SignedOut, context.RequestAborted);
                }

                await context.SignOutAsync(SessionClaims.Scheme);
                if (await ProviderSignOut.StartAsync(context))
                {
                    return Results.Empty;
                }

                return Results.LocalRedirect(returnUrl is null ? "/login" : LocalUrl.OrStart(returnUrl));
            }
        );

    /// <summary>The pages; help stands in for the start page in a build that has none.</summary>
    public static void MapPages(this WebApplication app)
    {
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null);
        var routes = typeof(App)
            .Assembly.GetTypes()
            .SelectMany(t => t.GetCustomAttributes<Microsoft.AspNetCore.Components.RouteAttribute>());
        if (!routes.Any(r => r.Template == "/"))
        {
            app.MapGet("/", () => Results.LocalRedirect("/help"));
        }
    }
}
