using Microsoft.AspNetCore.Mvc;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Web.Security;

/// <summary>POST /account/organisation: the user goes on working in another organisation of theirs, in a new session.</summary>
internal static class SwitchOrganisationEndpoint
{
    /// <summary>Maps it. A form with the antiforgery token; an organisation that is not theirs answers 404, as one that does not exist.</summary>
    public static void MapSwitchOrganisation(this WebApplication app) =>
        app.MapPost(
            "/account/organisation",
            async (
                HttpContext context,
                [FromForm] Guid organisation,
                IFindAccess access,
                ISwitchOrganisation switching,
                CancellationToken cancellationToken
            ) =>
            {
                if (
                    CurrentSession.Of(context) is not { } live
                    || await access.ExecuteAsync(live.Access.UserId, organisation, cancellationToken) is null
                )
                {
                    return Results.NotFound();
                }

                if (organisation == live.Access.OrganisationId)
                {
                    return Results.LocalRedirect("/");
                }

                var started = await switching.ExecuteAsync(live, organisation, RequestOrigin.Of(context), cancellationToken);
                if (started.Failure is SignInThere or SsoRequired)
                {
                    return Results.LocalRedirect("/account/organisations?problem=" + started.Failure.Code);
                }

                if (started.Failure is not null)
                {
                    return Results.NotFound();
                }

                await SessionCookie.WriteAsync(context, started.Value);
                return Results.LocalRedirect("/");
            }
        );
}
