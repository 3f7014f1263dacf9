using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Sso.Providers;
using OptiBid.Core.Identity.Sso.SignIn;

namespace OptiBid.Web.Security.Sso;

/// <summary>The endpoints around a trip to a provider.</summary>
internal static class SsoEndpoints
{
    /// <summary>Maps them.</summary>
    public static void MapSso(this WebApplication app)
    {
        app.MapPost("/login/sso", StartAsync).AllowAnonymous();
        app.MapGet("/sso/complete", CompleteAsync).AllowAnonymous();
        app.MapGet("/sso/{id:guid}/rehearse", RehearseAsync).RequireAuthorization(Permissions.ManageSso);
        app.MapPost("/sso/link", LinkAsync);
        app.MapPost("/sso/{id:guid}/backchannel", BackchannelLogout.HandleAsync).AllowAnonymous().DisableAntiforgery();
    }

    /// <summary>Home-realm discovery: looks at the domain alone, so that nobody learns who has an account.</summary>
    private static async Task StartAsync(
        HttpContext context,
        ISsoDirectory directory,
        [FromForm] string? home,
        [FromForm] string? returnUrl
    )
    {
        if (home is { Length: > 0 and <= 320 } && directory.FindHome(home) is { } provider)
        {
            var trip = new AuthenticationProperties();
            trip.Items[SsoTrip.Purpose] = SsoTrip.SignIn;
            trip.Items[SsoTrip.ReturnUrl] = LocalUrl.OrStart(returnUrl);
            await SsoAnswers.ChallengeAsync(context, provider.Id, trip);
        }
        else
        {
            context.Response.Redirect("/login?sso=unknown");
        }

        await SsoAnswers.LeaveByPageAsync(context);
    }

    private static async Task RehearseAsync(HttpContext context, Guid id, ISsoDirectory directory, ICurrentUser user)
    {
        if (directory.Find(id) is not { State: not ProviderState.Disabled } provider || provider.OrganisationId != user.OrganisationId)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await SsoAnswers.ChallengeAsync(context, id, TripOfSession(context, SsoTrip.Rehearse));
    }

    /// <summary>Connects the signed-in user's account at the provider of their organisation.</summary>
    private static async Task LinkAsync(HttpContext context, ISsoDirectory directory, ICurrentUser user, [FromForm] Guid provider)
    {
        if (directory.Find(provider) is not { IsOpen: true } found || found.OrganisationId != user.OrganisationId)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await SsoAnswers.ChallengeAsync(context, provider, TripOfSession(context, SsoTrip.Link));
        await SsoAnswers.LeaveByPageAsync(context);
    }

    /// <summary>A trip that only this session completes.</summary>
    public static AuthenticationProperties TripOfSession(HttpContext context, string purpose)
    {
        var trip = new AuthenticationProperties();
        trip.Items[SsoTrip.Purpose] = purpose;
        trip.Items[SsoTrip.Session] = CurrentSession.Of(context)?.Id.ToString();
        return trip;
    }

    private static async Task<IResult> CompleteAsync(HttpContext context, ISsoDirectory directory)
    {
        var result = await context.AuthenticateAsync(SsoScheme.External);
        await context.SignOutAsync(SsoScheme.External);
        if (MicrosoftEndpoints.Read(result) is { } account)
        {
            return await MicrosoftEndpoints.CompleteAsync(context, account, result.Properties!);
        }

        if (SsoTickets.Read(result, directory) is not { } ticket)
        {
            return Results.LocalRedirect("/login?sso=expired");
        }

        var trip = result.Properties!;
        return trip.Items.TryGetValue(SsoTrip.Purpose, out var purpose) && purpose == SsoTrip.SignIn
                ? await SignInAsync(context, ticket, trip)
            : SameSession(context, trip) ? await OfSessionAsync(context, ticket, purpose)
            : Results.LocalRedirect("/login?sso=expired");
    }

    private static async Task<IResult> SignInAsync(HttpContext context, ExternalTicket ticket, AuthenticationProperties trip)
    {
        var organisation = context.RequestServices.GetRequiredService<ISsoDirectory>().Find(ticket.ProviderId)!.OrganisationId;
        await using var scope = context.RequestServices.GetRequiredService<IServiceScopeFactory>().CreateSystemScope(organisation);
        var found = await scope.ServiceProvider.GetRequiredService<ISignInWithProvider>().ExecuteAsync(ticket, context.RequestAborted);
        var failure = found.Failure ?? (await SessionCookie.StartAsync(context, found.Value.Proof, found.Value.OrganisationId)).Failure;
        if (failure is not null)
        {
            return Results.LocalRedirect(
                "/login" + QueryString.Create("sso", failure.Code[(failure.Code.IndexOf('.', StringComparison.Ordinal) + 1)..])
            );
        }

        await ProviderSignOut.RememberAsync(context, ticket.ProviderId, trip);
        return Results.LocalRedirect(LocalUrl.OrStart(trip.Items.TryGetValue(SsoTrip.ReturnUrl, out var target) ? target : null));
    }

    private static async Task<IResult> OfSessionAsync(HttpContext context, ExternalTicket ticket, string? purpose)
    {
        if (purpose == SsoTrip.Rehearse)
        {
            var tried = await context.RequestServices.GetRequiredService<IRehearseProvider>().ExecuteAsync(ticket, context.RequestAborted);
            return Results.LocalRedirect(
                $"/admin/sso/{ticket.ProviderId:D}" + QueryString.Create("problem", tried.Failure?.Code ?? "none")
            );
        }

        var linked = await context.RequestServices.GetRequiredService<ILinkProvider>().ExecuteAsync(ticket, context.RequestAborted);
        return Results.LocalRedirect("/account/security" + QueryString.Create("sso", linked.Failure?.Code ?? "linked"));
    }

    /// <summary>The session that began the trip is the one of this request.</summary>
    public static bool SameSession(HttpContext context, AuthenticationProperties trip) =>
        CurrentSession.Of(context) is { } live && trip.Items.TryGetValue(SsoTrip.Session, out var session) && session == live.Id.ToString();
}
