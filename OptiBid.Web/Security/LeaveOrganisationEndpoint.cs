using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Web.Security;

/// <summary>POST /account/organisation/leave: the user stops being a member; the session goes on in another organisation of theirs, or ends.</summary>
internal static class LeaveOrganisationEndpoint
{
    /// <summary>Maps it. A form with the antiforgery token.</summary>
    public static void MapLeaveOrganisation(this WebApplication app) => app.MapPost("/account/organisation/leave", LeaveAsync);

    private static async Task<IResult> LeaveAsync(
        HttpContext context,
        [FromForm] Guid organisation,
        IListMyOrganisations list,
        ILeaveOrganisation leave,
        ISwitchOrganisation switching,
        CancellationToken cancellationToken
    )
    {
        var mine = await list.ExecuteAsync(cancellationToken);
        var live = CurrentSession.Of(context)!;
        var left = await leave.ExecuteAsync(organisation, cancellationToken);
        if (left.Failure is { } failure)
        {
            return Results.LocalRedirect("/account/organisations" + QueryString.Create("problem", failure.Code));
        }

        if (organisation != live.Access.OrganisationId)
        {
            return Results.LocalRedirect("/account/organisations?done=left");
        }

        // The session ended with the membership; what it proved may hold elsewhere.
        foreach (var other in mine.Where(o => o.Id != organisation))
        {
            var started = await switching.ExecuteAsync(live, other.Id, RequestOrigin.Of(context), cancellationToken);
            if (started.IsSuccess)
            {
                await SessionCookie.WriteAsync(context, started.Value);
                return Results.LocalRedirect("/account/organisations?done=left");
            }
        }

        await context.SignOutAsync(SessionClaims.Scheme);
        return Results.LocalRedirect("/login?done=left");
    }
}
