using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Privacy;
using OptiBid.Web.Api;
using OptiBid.Web.Security;

namespace OptiBid.Web.Features.Admin.Privacy;

/// <summary>Confirmation of one's own erasure.</summary>
/// <param name="Confirm">One's e-mail address.</param>
public sealed record OwnErasureInput(string Confirm);

/// <summary>Erasure of a former member.</summary>
/// <param name="Reason">Why; no personal data.</param>
public sealed record ErasureInput(string Reason);

/// <summary>REST over the commands on personal data: <c>/api/v1/privacy</c>.</summary>
internal sealed class PrivacyEndpoints : IEndpointModule
{
    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api)
    {
        var privacy = api.MapGroup("/privacy").WithTags("Privacy");
        privacy
            .MapGet("/requests", async (IListPrivacyRequests list, CancellationToken token) => (await list.ExecuteAsync(token)).ToHttp())
            .RequireAuthorization(Permissions.ExportPersonalData)
            .WithSummary("Requests of the organisation, the newest first");
        privacy
            .MapGet(
                "/requests/own",
                async (IListPrivacyRequests list, CancellationToken token) => (await list.OfMyselfAsync(token)).ToHttp()
            )
            .WithSummary("One's own requests");
        privacy
            .MapPost(
                "/requests/{id:guid}/withdraw",
                async (Guid id, IWithdrawErasure withdraw, CancellationToken token) => (await withdraw.ExecuteAsync(id, token)).ToHttp()
            )
            .WithSummary("Withdraw an erasure that waits");
        privacy
            .MapGet(
                "/former-members",
                async (IListFormerMembers list, CancellationToken token) => (await list.ExecuteAsync(token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ErasePersonalData)
            .WithSummary("People who left, whose data is still there");
        privacy
            .MapPost("/export", async (IExportPersonalData export, CancellationToken token) => File(await export.ExecuteAsync(null, token)))
            .WithMetadata(new EndsWithSessionAttribute())
            .WithSummary("Everything that is kept about oneself, as a zip file");
        privacy
            .MapPost(
                "/export/{userId:guid}",
                async (Guid userId, IExportPersonalData export, CancellationToken token) => File(await export.ExecuteAsync(userId, token))
            )
            .RequireAuthorization(Permissions.ExportPersonalData)
            .WithMetadata(new EndsWithSessionAttribute())
            .WithSummary("What the organisation holds about a member or former member, as a zip file");
        privacy
            .MapPost(
                "/erasure",
                async (OwnErasureInput input, IRequestErasure request, CancellationToken token) =>
                    (await request.OfMyselfAsync(input.Confirm, token)).ToHttp()
            )
            .WithSummary("Ask for one's own erasure");
        privacy
            .MapPost(
                "/erasure/{userId:guid}",
                async (Guid userId, ErasureInput input, IRequestErasure request, CancellationToken token) =>
                    (await request.OfFormerMemberAsync(userId, input.Reason, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ErasePersonalData)
            .WithSummary("Ask for the erasure of a former member");
    }

    private static IResult File(Result<PersonalDataExport> export) =>
        export.Failure is { } failure
            ? failure.ToProblem()
            : TypedResults.File(export.Value.Content, "application/zip", export.Value.FileName);
}
