using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;

namespace OptiBid.Web.Security.Sso;

/// <summary>Ways out of a trip to a provider.</summary>
internal static class SsoAnswers
{
    /// <summary>The page that explains a failure: the wizard for a rehearsal, the security page for a tie, the sign-in for all others.</summary>
    public static string FailurePage(Guid? providerId, AuthenticationProperties? trip, string code) =>
        trip?.Items.TryGetValue(SsoTrip.Purpose, out var purpose) == true && purpose == SsoTrip.Rehearse
            ? $"/admin/sso/{providerId:D}" + QueryString.Create("problem", code)
            : "/login" + QueryString.Create("sso", code);

    /// <summary>
    /// Sends the browser to the provider. Never a 500: a provider that is down, a refused pushed request and a wrong secret lead to the page that
    /// says so.
    /// </summary>
    public static Task ChallengeAsync(HttpContext context, Guid providerId, AuthenticationProperties trip) =>
        ChallengeAsync(context, SsoScheme.Of(providerId), trip, FailurePage(providerId, trip, "unavailable"));

    /// <inheritdoc cref="ChallengeAsync(HttpContext, Guid, AuthenticationProperties)"/>
    public static async Task ChallengeAsync(HttpContext context, string scheme, AuthenticationProperties trip, string failurePage)
    {
        trip.RedirectUri = "/sso/complete";
        try
        {
            await context.ChallengeAsync(scheme, trip);
        }
#pragma warning disable CA1031 // Whatever a provider does wrong is its fault and not an error of this app.
        catch (Exception fault) when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
#pragma warning restore CA1031
        {
            context
                .RequestServices.GetRequiredService<ILoggerFactory>()
                .CreateLogger(typeof(SsoAnswers))
                .LogWarning("Provider {Provider} cannot be asked: {Reason}", scheme, fault.Message.ReplaceLineEndings(" "));
            context.Response.Redirect(failurePage);
        }
    }

    /// <summary>
    /// Turns a redirect after a form into a page that goes on by itself: browsers refuse to follow a form to another site under the policy
    /// <c>form-action 'self'</c>, and the answer looks alike wherever it leads.
    /// </summary>
    public static async Task LeaveByPageAsync(HttpContext context)
    {
        var target = HtmlEncoder.Default.Encode(context.Response.Headers.Location.ToString());
        context.Response.Headers.Remove("Location");
        context.Response.Headers.CacheControl = "no-store";
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(
            $"""
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>One moment · OptiBid</title>
            <meta http-equiv="refresh" content="0;url={target}"></head>
            <body><main><h1>One moment</h1><p><a href="{target}">Go on</a></p></main></body></html>
            """,
            context.RequestAborted
        );
    }
}
