using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Import.Formats;
using OptiBid.Core.Markets.Import.Sources;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Import;

/// <summary>The import: reads file by file, each into a batch of its own, and makes the batches visible when all are read.</summary>
internal sealed class ImportFiles(ITimeSeriesStore store, ICurrentUser user, TimeProvider clock) : IImportFiles
{
    /// <inheritdoc/>
    public async Task<Result<ImportReport>> ExecuteAsync(
        ImportRequest request,
        IProgress<ImportProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!user.IsAuthenticated || !user.Has(Permissions.ImportData))
        {
            return new SimpleFailure("import.forbidden", $"importing needs the permission {Permissions.ImportData}", FailureKind.Forbidden);
        }

        if (!FormatCatalogue.Families.Contains(request.Format, StringComparer.Ordinal))
        {
            var known = string.Join(", ", FormatCatalogue.Families);
            return new SimpleFailure("import.format", $"format '{request.Format}' is not one of {known}") { Field = "format" };
        }

        try
        {
            var files = SourceFile.Expand(request.Paths).ToList();
            if (files.Count == 0)
            {
                return new SimpleFailure("import.nothing", $"{string.Join(", ", request.Paths)}: no file that could hold data")
                {
                    Field = "paths",
                };
            }

            if (!request.IsDryRun)
            {
                await store.InitialiseAsync(cancellationToken);
            }

            await using var run = new ImportRun(store, clock, request, progress, files);
            return await Task.Run(() => run.ExecuteAsync(cancellationToken), cancellationToken);
        }
        catch (BadInputException fault)
        {
            return new SimpleFailure("import.path", fault.Text, FailureKind.NotFound) { Field = "paths" };
        }
    }
}
