using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Mfa.Manage;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Web.Api;

namespace OptiBid.Web.Features.Admin;

/// <summary>Gives a member another role.</summary>
/// <param name="RoleKey">Built-in name, or the id of a custom role.</param>
/// <param name="Reason">Why.</param>
internal sealed record AssignRoleBody(string RoleKey, string? Reason = null);

/// <summary>Invites somebody.</summary>
/// <param name="Email">Address.</param>
/// <param name="RoleKey">Built-in name, or the id of a custom role.</param>
internal sealed record InviteBody(string Email, string RoleKey);

/// <summary>Why something is done.</summary>
/// <param name="Reason">In words.</param>
internal sealed record ReasonBody(string? Reason = null);

/// <summary>REST over members, invitations, roles, access, policy, sessions and personal data.</summary>
internal sealed class AdminEndpoints : IEndpointModule
{
    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api)
    {
        MapMembers(api.MapGroup("/members").WithTags("Members"));
        MapInvitations(api.MapGroup("/invitations").WithTags("Members"));
        MapRoles(api.MapGroup("/roles").WithTags("Roles"));
        MapAccess(api.MapGroup("/access").WithTags("Roles"));
        MapSessions(api.MapGroup("/sessions").WithTags("Sessions"));
        var policy = api.MapGroup("/policy").WithTags("Organisation");
        policy
            .MapGet("/", async (IReadSecurityPolicy read, CancellationToken token) => (await read.ExecuteAsync(token)).ToHttp())
            .RequireAuthorization(Permissions.ReadSecurityPolicy)
            .WithSummary("The security policy");
        policy
            .MapPut(
                "/",
                async (SecurityPolicy body, IChangeSecurityPolicy change, CancellationToken token) =>
                    (await change.ExecuteAsync(body, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ManageSecurityPolicy)
            .WithSummary("Change the security policy; single sign-on is not changed here");
        policy
            .MapPost(
                "/preview",
                async (SecurityPolicy body, IChangeSecurityPolicy change, CancellationToken token) =>
                    (await change.PreviewAsync(body, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ManageSecurityPolicy)
            .WithSummary("Who would notice a policy");
    }

    private static void MapMembers(RouteGroupBuilder members)
    {
        members
            .MapGet("/", async (IListMembers list, CancellationToken token) => (await list.ExecuteAsync(token)).ToHttp())
            .RequireAuthorization(Permissions.ReadUsers)
            .WithSummary("Members of the organisation");
        members
            .MapPut(
                "/{userId:guid}/role",
                async (Guid userId, AssignRoleBody body, IChangeMemberRole change, CancellationToken token) =>
                    ToHttp(await change.ExecuteAsync(userId, body.RoleKey, body.Reason, token))
            )
            .RequireAuthorization(Permissions.AssignRoles)
            .WithSummary("Give a member another role; 202 when a second administrator has to approve");
        members
            .MapGet(
                "/{userId:guid}/role/preview",
                async (Guid userId, string roleKey, IChangeMemberRole change, CancellationToken token) =>
                    (await change.PreviewAsync(userId, roleKey, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.AssignRoles)
            .WithSummary("What another role would give and take");
        members
            .MapPost(
                "/{userId:guid}/suspend",
                async (Guid userId, ReasonBody body, ISuspendMember suspend, CancellationToken token) =>
                    (await suspend.ExecuteAsync(userId, reinstate: false, body.Reason, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.SuspendUsers)
            .WithSummary("Suspend a member; their sessions end");
        members
            .MapPost(
                "/{userId:guid}/reinstate",
                async (Guid userId, ReasonBody body, ISuspendMember suspend, CancellationToken token) =>
                    (await suspend.ExecuteAsync(userId, reinstate: true, body.Reason, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.SuspendUsers)
            .WithSummary("Let a suspended member work again");
        members
            .MapPost(
                "/{userId:guid}/reset-factors",
                async (Guid userId, ReasonBody body, IResetFactors reset, CancellationToken token) =>
                    NoContent(await reset.ExecuteAsync(userId, body.Reason ?? "", token))
            )
            .RequireAuthorization(Permissions.ResetFactors)
            .WithSummary("Remove a member's second factors");
        members
            .MapDelete(
                "/{userId:guid}",
                async (Guid userId, IRemoveMember remove, CancellationToken token) =>
                    NoContent(await remove.ExecuteAsync(userId, null, token))
            )
            .RequireAuthorization(Permissions.RemoveUsers)
            .WithSummary("Take a member out of the organisation");
    }

    private static void MapInvitations(RouteGroupBuilder invitations)
    {
        invitations
            .MapGet("/", async (IListInvitations list, CancellationToken token) => (await list.ExecuteAsync(token)).ToHttp())
            .RequireAuthorization(Permissions.ReadUsers)
            .WithSummary("Open invitations");
        invitations
            .MapPost(
                "/",
                async (InviteBody body, IInviteMember invite, CancellationToken token) =>
                    ToHttp(await invite.ExecuteAsync(body.Email, body.RoleKey, token))
            )
            .RequireAuthorization(Permissions.InviteUsers)
            .WithSummary("Invite somebody by e-mail; 202 when a second administrator has to approve");
        invitations
            .MapPost(
                "/{id:guid}/resend",
                async (Guid id, IChangeInvitation change, CancellationToken token) => (await change.ResendAsync(id, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.InviteUsers)
            .WithSummary("Send an invitation again with a new link");
        invitations
            .MapDelete(
                "/{id:guid}",
                async (Guid id, IChangeInvitation change, CancellationToken token) => NoContent(await change.WithdrawAsync(id, token))
            )
            .RequireAuthorization(Permissions.InviteUsers)
            .WithSummary("Withdraw an invitation");
    }

    private static void MapRoles(RouteGroupBuilder roles)
    {
        roles
            .MapGet("/", async (IListRoles list, CancellationToken token) => (await list.ExecuteAsync(token)).ToHttp())
            .RequireAuthorization(Permissions.ReadRoles)
            .WithSummary("Built-in and custom roles");
        roles
            .MapPost(
                "/",
                async (RoleDraft draft, ISaveRole save, CancellationToken token) => ToHttp(await save.ExecuteAsync(null, draft, token))
            )
            .RequireAuthorization(Permissions.ManageRoles)
            .WithSummary("Create a custom role; 202 when a second administrator has to approve");
        roles
            .MapPut(
                "/{key:guid}",
                async (Guid key, RoleDraft draft, ISaveRole save, CancellationToken token) =>
                    ToHttp(await save.ExecuteAsync(key.ToString("D"), draft, token))
            )
            .RequireAuthorization(Permissions.ManageRoles)
            .WithSummary("Change a custom role");
        roles
            .MapDelete(
                "/{key:guid}",
                async (Guid key, IDeleteRole delete, CancellationToken token) =>
                    NoContent(await delete.ExecuteAsync(key.ToString("D"), token))
            )
            .RequireAuthorization(Permissions.ManageRoles)
            .WithSummary("Delete a custom role that nobody has");
    }

    private static void MapAccess(RouteGroupBuilder access)
    {
        access
            .MapGet(
                "/explain",
                async (Guid userId, string permission, IExplainAccess explain, CancellationToken token) =>
                    (await explain.ExecuteAsync(userId, permission, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ExplainAccess)
            .WithSummary("Why a member can, or cannot, do something");
        access
            .MapGet(
                "/who-can",
                async (string permission, IExplainAccess explain, CancellationToken token) =>
                    (await explain.WhoCanAsync(permission, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ExplainAccess)
            .WithSummary("Who can do something");
        access
            .MapGet("/pending", async (IListPendingChanges list, CancellationToken token) => (await list.ExecuteAsync(token)).ToHttp())
            .RequireAuthorization(Permissions.ReadRoles)
            .WithSummary("Changes that wait for a second administrator");
        access
            .MapPost(
                "/pending/{id:guid}/approve",
                async (Guid id, IDecideChange decide, CancellationToken token) => NoContent(await decide.ExecuteAsync(id, true, token))
            )
            .RequireAuthorization(Permissions.ManageRoles)
            .WithSummary("Approve a waiting change");
        access
            .MapPost(
                "/pending/{id:guid}/refuse",
                async (Guid id, IDecideChange decide, CancellationToken token) => NoContent(await decide.ExecuteAsync(id, false, token))
            )
            .RequireAuthorization(Permissions.ManageRoles)
            .WithSummary("Refuse a waiting change");
    }

    private static void MapSessions(RouteGroupBuilder sessions)
    {
        sessions
            .MapGet(
                "/",
                async (Guid? userId, IListSessions list, CancellationToken token) =>
                    (await list.OfOrganisationAsync(userId, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ReadSessions)
            .WithSummary("Live sessions of the organisation");
        sessions
            .MapGet("/own", async (IListSessions list, CancellationToken token) => TypedResults.Ok(await list.OwnAsync(token)))
            .WithSummary("The caller's own live sessions");
        sessions
            .MapDelete(
                "/{id:guid}",
                async (Guid id, IRevokeSession revoke, CancellationToken token) => NoContent(await revoke.ExecuteAsync(id, token))
            )
            .WithSummary("End a session");
        sessions
            .MapDelete(
                "/of/{userId:guid}",
                async (Guid userId, IRevokeSession revoke, CancellationToken token) => NoContent(await revoke.AllOfUserAsync(userId, token))
            )
            .WithSummary("End all sessions of a member");
    }

    private static IResult NoContent<T>(Result<T> result) => result.Failure is { } failure ? failure.ToProblem() : TypedResults.NoContent();

    private static IResult ToHttp<T>(Result<Decided<T>> result)
        where T : class =>
        result.Failure is { } failure ? failure.ToProblem()
        : result.Value.PendingId is { } id ? TypedResults.Accepted($"/api/v1/access/pending/{id}", result.Value)
        : TypedResults.Ok(result.Value.Value);
}
