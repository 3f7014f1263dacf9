using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Markets.Import.Jobs;
using OptiBid.Web.Api;
using OptiBid.Web.Security;

namespace OptiBid.Web.Features.Import;

/// <summary><c>/api/v1/imports</c>: send a file, follow its import, cancel it, read its report.</summary>
internal sealed class ImportEndpoints : IEndpointModule
{
    private const int MaxField = 1 << 16;

    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api)
    {
        var imports = api.MapGroup("/imports").WithTags("Imports");
        imports
            .MapPost("/", StartAsync)
            .RequireAuthorization(Permissions.ImportData)
            .WithSummary("Imports a file: multipart (fields format, dryRun, mapping, then the file) or the raw body with ?fileName=")
            .WithMetadata(new EndsWithSessionAttribute())
            .DisableAntiforgery();
        imports
            .MapGet("/", (IReadImports read) => read.List().ToHttp())
            .RequireAuthorization(Permissions.ImportData)
            .WithSummary("The last imports of the organisation");
        imports
            .MapGet("/{id:guid}", (Guid id, IReadImports read) => read.Find(id).Map(Status).ToHttp())
            .RequireAuthorization(Permissions.ImportData)
            .WithSummary("Where an import stands");
        imports
            .MapDelete("/{id:guid}", (Guid id, ICancelImport cancel) => cancel.Execute(id).Map(Status).ToHttp())
            .RequireAuthorization(Permissions.ImportData)
            .WithSummary("Stops an import");
        imports.MapGet("/{id:guid}/report", Report).RequireAuthorization(Permissions.ImportData).WithSummary("What an import did");
    }

    /// <summary>A job without its report, which has an address of its own.</summary>
    private static ImportJob Status(ImportJob job) => job with { Report = null };

    private static IResult Report(Guid id, IReadImports read)
    {
        var result = read.Find(id);
        return result.Failure is { } failure ? failure.ToProblem()
            : result.Value.Report is { } report ? TypedResults.Ok(report)
            : new SimpleFailure(
                "import.no_report",
                result.Value.Error ?? "the import is not finished yet",
                FailureKind.Conflict
            ).ToProblem();
    }

    private static async Task<IResult> StartAsync(
        HttpContext context,
        IStageUpload stage,
        IStartImport start,
        IOptions<ImportOptions> options,
        CancellationToken cancellationToken
    )
    {
        // The shelf counts the bytes as they come; Kestrel's own limit would stop at 30 MB.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.Value.MaxUploadBytes + MaxField;
        }

        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in context.Request.Query)
        {
            settings[name] = value.ToString();
        }

        try
        {
            var uploads = context.Request.HasFormContentType
                ? await StagePartsAsync(context.Request, stage, settings, cancellationToken)
                : await StageBodyAsync(context.Request, stage, settings, cancellationToken);
            var result = uploads.IsSuccess ? start.Execute(Request(uploads.Value, settings)) : uploads.Failure;
            return result.Failure is { } failure
                ? failure.ToProblem()
                : TypedResults.Accepted($"/api/v1/imports/{result.Value.Id}", Status(result.Value));
        }
        catch (BadInputException fault)
        {
            return new SimpleFailure("import.request", fault.Message) { Field = fault.InputSource }.ToProblem();
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return new SimpleFailure("import.request", $"the body is not readable: {fault.Message}").ToProblem();
        }
    }

    private static async Task<Result<List<Guid>>> StageBodyAsync(
        HttpRequest request,
        IStageUpload stage,
        Dictionary<string, string> settings,
        CancellationToken cancellationToken
    )
    {
        var name = settings.GetValueOrDefault("fileName") ?? throw new BadInputException("fileName", null, "a raw body needs ?fileName=");
        var staged = await stage.ExecuteAsync(name, request.Body, cancellationToken);
        return staged.Map(s => new List<Guid> { s.Id });
    }

    private static async Task<Result<List<Guid>>> StagePartsAsync(
        HttpRequest request,
        IStageUpload stage,
        Dictionary<string, string> settings,
        CancellationToken cancellationToken
    )
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 70)
        {
            throw new BadInputException("Content-Type", null, "multipart without a boundary of 1 to 70 characters");
        }

        var reader = new MultipartReader(boundary, request.Body);
        var uploads = new List<Guid>();
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (section.AsFileSection() is { FileStream: { } stream } file)
            {
                var staged = await stage.ExecuteAsync(file.FileName, stream, cancellationToken);
                if (staged.Failure is { } failure)
                {
                    return failure;
                }

                uploads.Add(staged.Value.Id);
            }
            else if (section.AsFormDataSection() is { } field)
            {
                settings[field.Name] = await FieldAsync(field, cancellationToken);
            }
        }

        return uploads;
    }

    private static async Task<string> FieldAsync(FormMultipartSection field, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(field.Section.Body);
        var buffer = new char[MaxField];
        var read = await reader.ReadBlockAsync(buffer, cancellationToken);
        return read < MaxField
            ? new string(buffer, 0, read)
            : throw new BadInputException(field.Name, null, $"longer than {MaxField} characters");
    }

    private static StartImportRequest Request(List<Guid> uploads, Dictionary<string, string> settings)
    {
        var dryRun = settings.GetValueOrDefault("dryRun") ?? "false";
        return bool.TryParse(dryRun, out var isDryRun)
            ? new StartImportRequest(
                uploads,
                settings.GetValueOrDefault("format") ?? "auto",
                isDryRun,
                Mapping(settings.GetValueOrDefault("mapping"))
            )
            : throw new BadInputException("dryRun", null, $"'{dryRun}' is not true or false");
    }

    private static CsvMapping? Mapping(string? json)
    {
        try
        {
            return string.IsNullOrWhiteSpace(json) ? null : JsonSerializer.Deserialize<CsvMapping>(json, StrictJson.Options);
        }
        catch (JsonException fault)
        {
            throw new BadInputException(
                "mapping",
                fault.LineNumber + 1,
                string.Create(CultureInfo.InvariantCulture, $"not a mapping: {fault.Message}"),
                fault
            );
        }
    }
}
