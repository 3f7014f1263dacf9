using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Core.Identity.Sso.Platform;
using OptiBid.Web.Security.SignIn;

namespace OptiBid.Web.Security.Sso;

/// <summary>The endpoints around "Sign in with Microsoft". All answer 404 where it is not configured.</summary>
internal static class MicrosoftEndpoints
{
    private const string Security = "/account/security";

    /// <summary>Maps them.</summary>
    public static void MapMicrosoft(this WebApplication app)
    {
        app.MapPost("/login/microsoft", StartAsync).AllowAnonymous();
        app.MapPost("/sso/microsoft/connect", ConnectAsync);
        app.MapPost("/sso/microsoft/disconnect", DisconnectAsync);
    }

    /// <summary>The page that explains a failure.</summary>
    public static string FailurePage(AuthenticationProperties? trip, string code) =>
        IsFor(trip, SsoTrip.Link) ? Security + QueryString.Create("microsoft", code) : "/login" + QueryString.Create("sso", code);

    /// <summary>Who came from Microsoft, or null when the ticket is another provider's.</summary>
    public static MicrosoftAccount? Read(AuthenticateResult result) =>
        // The scheme is written by the handler that checked the answer, never by the request.
        result is { Succeeded: true, Properties: { } trip }
        && trip.Items.TryGetValue(".AuthScheme", out var scheme)
        && scheme == SsoScheme.Microsoft
        && Guid.TryParse(SsoTickets.FromToken(trip, "tid"), out var tenant)
        && Guid.TryParse(SsoTickets.FromToken(trip, "oid"), out var person)
            ? new(tenant, person)
            : null;

    /// <summary>The end of a trip: a session, the next factor, or a connected account.</summary>
    public static async Task<IResult> CompleteAsync(HttpContext context, MicrosoftAccount account, AuthenticationProperties trip)
    {
        if (IsFor(trip, SsoTrip.Link))
        {
            if (!SsoEndpoints.SameSession(context, trip))
            {
                return Results.LocalRedirect(FailurePage(trip, "expired"));
            }

            var connected = await context
                .RequestServices.GetRequiredService<IConnectMicrosoft>()
                .ConnectAsync(account, context.RequestAborted);
            return Results.LocalRedirect(FailurePage(trip, connected.Failure?.Code ?? "connected"));
        }

        var step = await context
            .RequestServices.GetRequiredService<ISignInWithMicrosoft>()
            .ExecuteAsync(account, SignInCookies.BrowserOf(context), context.RequestAborted);
        if (step.Failure is { } failure)
        {
            return Results.LocalRedirect(FailurePage(trip, failure.Code[(failure.Code.IndexOf('.', StringComparison.Ordinal) + 1)..]));
        }

        var target = LocalUrl.OrStart(trip.Items.TryGetValue(SsoTrip.ReturnUrl, out var url) ? url : null);
        return await SignInCookies.WriteAsync(context, step.Value)
            ? Results.LocalRedirect(target)
            : Results.LocalRedirect("/login/mfa" + QueryString.Create("returnUrl", target));
    }

    private static async Task<IResult> StartAsync(HttpContext context, IOptions<MicrosoftOptions> options, [FromForm] string? returnUrl)
    {
        if (!options.Value.IsOn)
        {
            return Results.NotFound();
        }

        var trip = new AuthenticationProperties();
        trip.Items[SsoTrip.Purpose] = SsoTrip.SignIn;
        trip.Items[SsoTrip.ReturnUrl] = LocalUrl.OrStart(returnUrl);
        return await LeaveAsync(context, trip);
    }

    private static async Task<IResult> ConnectAsync(HttpContext context, IOptions<MicrosoftOptions> options, IRecentProof recent) =>
        !options.Value.IsOn ? Results.NotFound()
        : recent.Missing() is not null ? StepUp()
        : await LeaveAsync(context, SsoEndpoints.TripOfSession(context, SsoTrip.Link));

    private static async Task<IResult> DisconnectAsync(
        IOptions<MicrosoftOptions> options,
        IConnectMicrosoft connection,
        CancellationToken cancellationToken
    )
    {
        if (!options.Value.IsOn)
        {
            return Results.NotFound();
        }

        var done = await connection.DisconnectAsync(cancellationToken);
        return done.Failure is StepUpRequired
            ? StepUp()
            : Results.LocalRedirect(Security + QueryString.Create("microsoft", done.Failure?.Code ?? "disconnected"));
    }

    private static async Task<IResult> LeaveAsync(HttpContext context, AuthenticationProperties trip)
    {
        await SsoAnswers.ChallengeAsync(context, SsoScheme.Microsoft, trip, FailurePage(trip, "unavailable"));
        await SsoAnswers.LeaveByPageAsync(context);
        return Results.Empty;
    }

    private static IResult StepUp() => Results.LocalRedirect("/account/step-up" + QueryString.Create("returnUrl", Security));

    private static bool IsFor(AuthenticationProperties? trip, string purpose) =>
        trip?.Items.TryGetValue(SsoTrip.Purpose, out var found) == true && found == purpose;
}
