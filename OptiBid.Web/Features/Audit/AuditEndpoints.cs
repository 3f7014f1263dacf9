using OptiBid.Core.Audit.Explorer;
using OptiBid.Core.Audit.Export;
using OptiBid.Core.Audit.Verification;
using OptiBid.Core.Identity;
using OptiBid.Web.Api;
using OptiBid.Web.Security;

namespace OptiBid.Web.Features.Audit;

/// <summary>REST over the audit log: <c>/api/v1/audit</c>.</summary>
internal sealed class AuditEndpoints : IEndpointModule
{
    /// <summary>The filter as query parameters.</summary>
    private sealed record Query(
        DateTimeOffset? From,
        DateTimeOffset? To,
        Guid? Actor,
        string? Action,
        string? ObjectType,
        string? ObjectId,
        bool? Succeeded,
        string? Text
    )
    {
        public AuditFilter ToFilter() => new(From?.UtcDateTime, To?.UtcDateTime, Actor, Action, ObjectType, ObjectId, Succeeded, Text);
    }

    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Audit");
        audit
            .MapGet(
                "/",
                async ([AsParameters] Query query, string? cursor, int? limit, IListAudit list, CancellationToken token) =>
                    (await list.ExecuteAsync(query.ToFilter(), cursor, limit ?? 50, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ReadAudit)
            .WithSummary("Audit rows of the organisation, the newest first");
        audit
            .MapGet(
                "/{id:guid}",
                async (Guid id, IProveAuditEntry prove, CancellationToken token) =>
                    (await prove.ExecuteAsync(id, token)).Map(p => p.Row).ToHttp()
            )
            .RequireAuthorization(Permissions.ReadAudit)
            .WithSummary("One row");
        audit
            .MapGet(
                "/{id:guid}/proof",
                async (Guid id, IProveAuditEntry prove, CancellationToken token) => (await prove.ExecuteAsync(id, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ReadAudit)
            .WithSummary("One row with its inclusion proof against the newest signed checkpoint");
        audit
            .MapPost("/verify", async (IVerifyAudit verify, CancellationToken token) => (await verify.ExecuteAsync(null, token)).ToHttp())
            .RequireAuthorization(Permissions.VerifyAudit)
            .WithSummary("Check every row and checkpoint; problems are in the answer");
        audit
            .MapGet(
                "/export",
                async ([AsParameters] Query query, IExportAudit export, CancellationToken token) =>
                {
                    var bundle = await export.ExecuteAsync(query.ToFilter(), token);
                    return bundle.Failure is { } failure
                        ? failure.ToProblem()
                        : (IResult)TypedResults.Stream(bundle.Value, "application/zip", "optibid-audit.zip");
                }
            )
            .RequireAuthorization(Permissions.ExportAudit)
            .WithMetadata(new EndsWithSessionAttribute())
            .WithSummary("Rows with proofs, signed checkpoint and how to verify, as a zip file");
    }
}
