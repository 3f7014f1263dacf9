using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Import;

/// <summary>One series as a file holds it.</summary>
/// <param name="Definition">What it is.</param>
/// <param name="Points">Its values ordered by start, duplicates removed.</param>
public sealed record FileSeries(SeriesDefinition Definition, IReadOnlyList<SeriesPoint> Points);

/// <summary>Reads price files into memory with the same readers as the import, without a store: for replays and other verbs that only compute.</summary>
public interface IReadSeriesFiles
{
    /// <summary>
    /// Reads files and folders. A series that several files hold is merged. Strict where it matters for money: a file with prices is refused
    /// at its first row that cannot be used, for nobody would see the gap.
    /// </summary>
    /// <param name="paths">Files (plain, <c>.gz</c>, <c>.zip</c>, <c>.xlsx</c>) or folders.</param>
    /// <param name="format"><c>auto</c>, or the name of one format.</param>
    /// <param name="mapping">How a file is read whose header is exactly the columns of the mapping; others are read by their layout.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="Common.BadInputException">A file cannot be read; file, line and reason are named.</exception>
    Task<IReadOnlyList<FileSeries>> ReadAsync(
        IReadOnlyList<string> paths,
        string format = "auto",
        CsvMapping? mapping = null,
        CancellationToken cancellationToken = default
    );
}
