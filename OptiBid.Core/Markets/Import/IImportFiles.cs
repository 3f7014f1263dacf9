using OptiBid.Core.Common;

namespace OptiBid.Core.Markets.Import;

/// <summary>What to import.</summary>
/// <param name="Paths">Files (plain, <c>.gz</c>, <c>.zip</c>, <c>.xlsx</c>, <c>.json</c>) or folders.</param>
/// <param name="Format"><c>auto</c>, or the family every file must be of: epf, pjm, ercot, caiso, csv.</param>
/// <param name="IsDryRun">True to read and report only.</param>
/// <param name="Mapping">How a CSV of any layout is read, or null.</param>
public sealed record ImportRequest(IReadOnlyList<string> Paths, string Format = "auto", bool IsDryRun = false, CsvMapping? Mapping = null);

/// <summary>How far an import is.</summary>
/// <param name="File">File in work.</param>
/// <param name="FilesDone">Files finished.</param>
/// <param name="FilesTotal">Files in all, entries of a zip counted as one file.</param>
/// <param name="BytesRead">Bytes of all files read so far, as they are on disk.</param>
/// <param name="BytesTotal">Bytes of all files.</param>
/// <param name="RowsRead">Rows read so far.</param>
public sealed record ImportProgress(string File, int FilesDone, int FilesTotal, long BytesRead, long BytesTotal, long RowsRead);

/// <summary>
/// Imports market files into the time-series store. A file comes in whole or not at all; all files are read and checked before the first is made
/// visible, so that a cancelled import leaves the store as it was. Importing a file again changes nothing.
/// </summary>
public interface IImportFiles
{
    /// <summary>Imports. A file that cannot be read is refused in its report and does not stop the others.</summary>
    /// <returns>The report; a failure when the caller may not import, a path does not exist or the format is unknown.</returns>
    Task<Result<ImportReport>> ExecuteAsync(
        ImportRequest request,
        IProgress<ImportProgress>? progress = null,
        CancellationToken cancellationToken = default
    );
}
