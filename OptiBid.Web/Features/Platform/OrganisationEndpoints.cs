using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Web.Api;

namespace OptiBid.Web.Features.Platform;

/// <summary>Suspends, reinstates or deletes.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Name">The organisation's name, to confirm a deletion.</param>
internal sealed record OrganisationReason(string Reason, string? Name = null);

/// <summary>Settings of an organisation.</summary>
/// <param name="Name">Name for display.</param>
/// <param name="TimeZoneId">IANA name.</param>
internal sealed record OrganisationSettings(string Name, string TimeZoneId);

/// <summary>REST over organisations: <c>/api/v1/organisations</c>.</summary>
internal sealed class OrganisationEndpoints : IEndpointModule
{
    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api)
    {
        var organisations = api.MapGroup("/organisations").WithTags("Organisation");
        organisations
            .MapGet("/", async (IListOrganisations list, CancellationToken token) => (await list.ExecuteAsync(token)).ToHttp())
            .RequireAuthorization(Permissions.OperateOrganisations)
            .WithSummary("All organisations of the platform");
        organisations
            .MapPost(
                "/",
                async (OrganisationDraft draft, ICreateOrganisation create, CancellationToken token) =>
                {
                    var created = await create.ExecuteAsync(draft, token);
                    return created.Failure is { } failure
                        ? failure.ToProblem()
                        : (IResult)TypedResults.Created($"/api/v1/organisations/{created.Value.Organisation.Id}", created.Value);
                }
            )
            .RequireAuthorization(Permissions.OperateOrganisations)
            .WithSummary("Create an organisation");
        organisations
            .MapGet("/mine", async (IListMyOrganisations list, CancellationToken token) => TypedResults.Ok(await list.ExecuteAsync(token)))
            .WithSummary("The caller's organisations");
        organisations
            .MapGet("/current", async (IReadOrganisation read, CancellationToken token) => (await read.ExecuteAsync(token)).ToHttp())
            .WithSummary("The organisation that the caller works in");
        organisations
            .MapPut(
                "/current",
                async (OrganisationSettings body, IChangeOrganisation change, CancellationToken token) =>
                    (await change.ExecuteAsync(body.Name, body.TimeZoneId, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ManageOrganisation)
            .WithSummary("Change its settings");
        organisations
            .MapPost(
                "/{id:guid}/suspend",
                async (Guid id, OrganisationReason body, ISuspendOrganisation suspend, CancellationToken token) =>
                    (await suspend.ExecuteAsync(id, body.Reason, reinstate: false, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.OperateOrganisations)
            .WithSummary("Suspend an organisation; every session in it ends");
        organisations
            .MapPost(
                "/{id:guid}/reinstate",
                async (Guid id, OrganisationReason body, ISuspendOrganisation suspend, CancellationToken token) =>
                    (await suspend.ExecuteAsync(id, body.Reason, reinstate: true, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.OperateOrganisations)
            .WithSummary("Let a suspended organisation work again");
        organisations
            .MapPost(
                "/{id:guid}/delete",
                async (Guid id, OrganisationReason body, IDeleteOrganisation delete, CancellationToken token) =>
                    (await delete.ExecuteAsync(id, body.Name ?? "", body.Reason, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.OperateOrganisations)
            .WithSummary("Delete an organisation; its data goes after the days of grace");
        organisations
            .MapPost(
                "/{id:guid}/restore",
                async (Guid id, IDeleteOrganisation delete, CancellationToken token) => (await delete.UndoAsync(id, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.OperateOrganisations)
            .WithSummary("Take a deletion back");
        organisations
            .MapPost(
                "/{id:guid}/leave",
                async (Guid id, ILeaveOrganisation leave, CancellationToken token) =>
                {
                    var left = await leave.ExecuteAsync(id, token);
                    return left.Failure is { } failure ? failure.ToProblem() : (IResult)TypedResults.NoContent();
                }
            )
            .WithSummary("Leave an organisation");
    }
}
