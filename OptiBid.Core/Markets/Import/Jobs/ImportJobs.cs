using Microsoft.Extensions.Options;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Import.Formats;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;

namespace OptiBid.Core.Markets.Import.Jobs;

/// <summary>The failures of the commands on imports.</summary>
internal static class ImportFailures
{
    /// <summary>Null when the user may import.</summary>
    public static Failure? Forbidden(ICurrentUser user) =>
        user.IsAuthenticated && user.Has(Permissions.ImportData)
            ? null
            : new SimpleFailure("import.forbidden", $"importing needs the permission {Permissions.ImportData}", FailureKind.Forbidden);

    /// <summary>No such upload.</summary>
    public static Failure NoUpload(Guid id) =>
        new SimpleFailure("import.no_upload", $"there is no upload {id}; send the file again", FailureKind.NotFound)
        {
            Field = "uploadIds",
        };

    /// <summary>No such import.</summary>
    public static Failure NoImport(Guid id) => new SimpleFailure("import.not_found", $"there is no import {id}", FailureKind.NotFound);
}

/// <inheritdoc cref="IStageUpload"/>
internal sealed class StageUpload(UploadShelf shelf, ICurrentUser user, IOptions<ImportOptions> options) : IStageUpload
{
    /// <inheritdoc/>
    public async Task<Result<StagedUpload>> ExecuteAsync(string fileName, Stream content, CancellationToken cancellationToken = default)
    {
        if (ImportFailures.Forbidden(user) is { } forbidden)
        {
            return forbidden;
        }

        return await shelf.AddAsync(user.OrganisationId, fileName, content, cancellationToken) is { } upload
            ? upload.View
            : new SimpleFailure("import.too_large", $"the file is larger than {options.Value.MaxUploadBytes:N0} bytes") { Field = "file" };
    }
}

/// <inheritdoc cref="IPreviewUpload"/>
internal sealed class PreviewUpload(UploadShelf shelf, ICurrentUser user) : IPreviewUpload
{
    private const int Rows = 10;

    /// <inheritdoc/>
    public async Task<Result<ImportPreview>> ExecuteAsync(
        Guid uploadId,
        string format = "auto",
        CsvMapping? mapping = null,
        CancellationToken cancellationToken = default
    )
    {
        if (ImportFailures.Forbidden(user) is { } forbidden)
        {
            return forbidden;
        }

        return shelf.Find(user.OrganisationId, uploadId) is { } upload
            ? await Task.Run(() => Preview(upload, format, mapping), cancellationToken)
            : ImportFailures.NoUpload(uploadId);
    }

    private static ImportPreview Preview(Upload upload, string format, CsvMapping? mapping)
    {
        var name = upload.View.FileName;
        IReadOnlyList<string> columns = [];
        IReadOnlyList<string[]> sample = [];
        try
        {
            var entries = SourceFile.Expand([upload.Path]).SelectMany(f => f.Unpack()).ToList();
            using var rows = RowSources.Open(entries[0]);
            columns = [.. rows.Columns];
            sample = FileReader.Sample(entries[0], Rows);
            var table = new TableHeader(name, name, columns, sample);
            var (found, _) = FormatCatalogue.Choose(table, format, mapping, new SeriesSink(name));
            return new ImportPreview(name, found.Name, Reason: null, columns, sample);
        }
        catch (BadInputException fault)
        {
            return new ImportPreview(name, Format: null, fault.Reason, columns, sample);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException)
        {
            return new ImportPreview(name, Format: null, UnreadableException.Reason(fault), columns, sample);
        }
    }
}

/// <inheritdoc cref="IStartImport"/>
internal sealed class StartImport(UploadShelf shelf, ImportQueue queue, ICurrentUser user) : IStartImport
{
    /// <inheritdoc/>
    public Result<ImportJob> Execute(StartImportRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (ImportFailures.Forbidden(user) is { } forbidden)
        {
            return forbidden;
        }

        if (!FormatCatalogue.Families.Contains(request.Format, StringComparer.Ordinal))
        {
            return new SimpleFailure(
                "import.format",
                $"format '{request.Format}' is not one of {string.Join(", ", FormatCatalogue.Families)}"
            )
            {
                Field = "format",
            };
        }

        var uploads = new List<Upload>();
        foreach (var id in request.UploadIds.Distinct())
        {
            if (shelf.Find(user.OrganisationId, id) is not { } upload)
            {
                return ImportFailures.NoUpload(id);
            }

            uploads.Add(upload);
        }

        if (uploads.Count == 0)
        {
            return new SimpleFailure("import.nothing", "no file was sent") { Field = "uploadIds" };
        }

        if (queue.Add(uploads, request, user) is not { } job)
        {
            return new SimpleFailure("import.queue_full", "too many imports wait; try again when some are done", FailureKind.Conflict);
        }

        if (!request.IsDryRun)
        {
            uploads.ForEach(shelf.Take);
        }

        return job;
    }
}

/// <inheritdoc cref="IReadImports"/>
internal sealed class ReadImports(ImportQueue queue, ICurrentUser user) : IReadImports
{
    /// <inheritdoc/>
    public Result<IReadOnlyList<ImportJob>> List() =>
        ImportFailures.Forbidden(user) is { } forbidden ? forbidden : Result<IReadOnlyList<ImportJob>>.Ok(queue.List(user.OrganisationId));

    /// <inheritdoc/>
    public Result<ImportJob> Find(Guid id) =>
        ImportFailures.Forbidden(user) is { } forbidden ? forbidden
        : queue.Find(user.OrganisationId, id) is { } job ? job
        : ImportFailures.NoImport(id);
}

/// <inheritdoc cref="ICancelImport"/>
internal sealed class CancelImport(ImportQueue queue, ICurrentUser user) : ICancelImport
{
    /// <inheritdoc/>
    public Result<ImportJob> Execute(Guid id)
    {
        if (ImportFailures.Forbidden(user) is { } forbidden)
        {
            return forbidden;
        }

        if (queue.Find(user.OrganisationId, id) is null)
        {
            return ImportFailures.NoImport(id);
        }

        return queue.Cancel(user.OrganisationId, id)
            ? queue.Find(user.OrganisationId, id)!
            : new SimpleFailure("import.finished", "the import is finished already", FailureKind.Conflict);
    }
}
