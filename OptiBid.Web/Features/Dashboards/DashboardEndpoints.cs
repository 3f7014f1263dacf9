using System.Globalization;
using Microsoft.Net.Http.Headers;
using OptiBid.Core.Common;
using OptiBid.Core.Dashboards.Boards;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;
using OptiBid.Web.Api;

namespace OptiBid.Web.Features.Dashboards;

/// <summary>REST over the dashboard commands: <c>/api/v1/dashboards</c>. Bodies are dashboard files (docs/dashboards.md).</summary>
internal sealed class DashboardEndpoints : IEndpointModule
{
    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api)
    {
        var boards = api.MapGroup("/dashboards").WithTags("Dashboards");
        Read(boards);
        Write(boards);
    }

    private static void Read(RouteGroupBuilder boards)
    {
        boards
            .MapGet("/", async (IListDashboards list, CancellationToken token) => (await list.ExecuteAsync(token)).ToHttp())
            .RequireAuthorization(Permissions.ReadDashboards)
            .WithSummary("Dashboards that the caller sees");
        boards
            .MapGet(
                "/{id:guid}",
                async (Guid id, IFindDashboard find, HttpContext context, CancellationToken token) =>
                    Versioned(context, await find.ExecuteAsync(id, token))
            )
            .RequireAuthorization(Permissions.ReadDashboards)
            .WithSummary("One dashboard; the ETag is its version");
        boards
            .MapGet(
                "/{id:guid}/export",
                async (Guid id, IFindDashboard find, IAuditTrail trail, CancellationToken token) =>
                {
                    var found = await find.ExecuteAsync(id, token);
                    if (found.Failure is { } failure)
                    {
                        return failure.ToProblem();
                    }

                    await trail.RecordAsync(
                        new(
                            "dashboards.exported",
                            "dashboard",
                            id.ToString(),
                            After: new { Format = "json", Widgets = found.Value.Content.Widgets.Count }
                        ),
                        token
                    );
                    return (IResult)TypedResults.Text(ContentFile.Write(found.Value.Content), "application/json");
                }
            )
            .RequireAuthorization(Permissions.ReadDashboards)
            .WithSummary("The file of a dashboard");
    }

    private static void Write(RouteGroupBuilder boards)
    {
        foreach (var path in new[] { "/", "/import" })
        {
            boards
                .MapPost(path, CreateAsync)
                .RequireAuthorization(Permissions.WriteDashboards)
                .WithSummary("Create a private dashboard from a file; a bad file names the place of its fault");
        }

        boards
            .MapPut("/{id:guid}", SaveAsync)
            .RequireAuthorization(Permissions.WriteDashboards)
            .WithSummary("Save a dashboard; If-Match names the version it was made from");
        boards
            .MapPost(
                "/{id:guid}/duplicate",
                async (Guid id, IDuplicateDashboard duplicate, CancellationToken token) => Created(await duplicate.ExecuteAsync(id, token))
            )
            .RequireAuthorization(Permissions.WriteDashboards)
            .WithSummary("Copy a dashboard");
        boards
            .MapPut(
                "/{id:guid}/sharing",
                async (Guid id, SharingBody body, IShareDashboard share, CancellationToken token) =>
                    (await share.ExecuteAsync(id, body.Sharing, body.Editors ?? [], token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ShareDashboards)
            .WithSummary("Share a dashboard, name its editors, or end that");
        boards
            .MapDelete(
                "/{id:guid}",
                async (Guid id, IDeleteDashboard delete, CancellationToken token) =>
                    Nothing(await delete.ExecuteAsync(id, cancellationToken: token))
            )
            .RequireAuthorization(Permissions.WriteDashboards)
            .WithSummary("Delete a dashboard; it can be restored for 30 days");
        boards
            .MapPost(
                "/{id:guid}/restore",
                async (Guid id, IDeleteDashboard delete, CancellationToken token) =>
                    Nothing(await delete.ExecuteAsync(id, restore: true, token))
            )
            .RequireAuthorization(Permissions.WriteDashboards)
            .WithSummary("Bring a deleted dashboard back");
    }

    private static async Task<IResult> CreateAsync(HttpContext context, ICreateDashboard create, CancellationToken token)
    {
        var content = await BodyAsync(context, token);
        return content.Failure is { } failure ? failure.ToProblem() : Created(await create.ExecuteAsync(content.Value, "file", token));
    }

    private static async Task<IResult> SaveAsync(
        Guid id,
        HttpContext context,
        ISaveDashboard save,
        IFindDashboard find,
        CancellationToken token
    )
    {
        // What is not there, or not seen, is not found, whatever was sent.
        if ((await find.ExecuteAsync(id, token)).Failure is { } missing)
        {
            return missing.ToProblem();
        }

        if (
            !int.TryParse(
                context.Request.Headers.IfMatch.ToString().Trim('"'),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var version
            )
        )
        {
            return new SimpleFailure("dashboards.version_missing", "The header If-Match must name the version, such as \"3\"")
            {
                Field = "If-Match",
            }.ToProblem();
        }

        var content = await BodyAsync(context, token);
        if (content.Failure is { } failure)
        {
            return failure.ToProblem();
        }

        var saved = await save.ExecuteAsync(id, content.Value, version, token);
        if (saved.Failure is DashboardChanged changed)
        {
            context.Response.Headers[HeaderNames.ETag] = $"\"{changed.Theirs.Version}\"";
        }

        return Versioned(context, saved);
    }

    private static async Task<Result<DashboardContent>> BodyAsync(HttpContext context, CancellationToken token)
    {
        if (context.Request.ContentLength > ContentFile.MaxBytes)
        {
            return new SimpleFailure("dashboards.file_invalid", $"The file is larger than {ContentFile.MaxBytes} bytes") { Field = "$" };
        }

        using var reader = new StreamReader(context.Request.Body);
        var buffer = new char[ContentFile.MaxBytes + 1];
        var read = await reader.ReadBlockAsync(buffer.AsMemory(), token);
        return ContentFile.Read(new string(buffer, 0, read));
    }

    private static IResult Versioned(HttpContext context, Result<DashboardView> result)
    {
        if (result.IsSuccess)
        {
            context.Response.Headers[HeaderNames.ETag] = $"\"{result.Value.Version}\"";
        }

        return result.ToHttp();
    }

    private static IResult Created(Result<DashboardView> made) =>
        made.Failure is { } failure ? failure.ToProblem() : TypedResults.Created($"/api/v1/dashboards/{made.Value.Id}", made.Value);

    private static IResult Nothing(Result<Done> done) => done.Failure is { } failure ? failure.ToProblem() : TypedResults.NoContent();

    /// <summary>Who sees a dashboard and who changes it.</summary>
    /// <param name="Sharing">private or organisation.</param>
    /// <param name="Editors">Ids of members.</param>
    internal sealed record SharingBody(DashboardSharing Sharing, IReadOnlyList<Guid>? Editors = null);
}
