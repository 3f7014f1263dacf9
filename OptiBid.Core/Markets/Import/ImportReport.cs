using OptiBid.Core.Common;
using OptiBid.Core.Markets.Quality;

namespace OptiBid.Core.Markets.Import;

/// <summary>One row that was left out.</summary>
/// <param name="Line">1-based line, or null where the whole file is meant.</param>
/// <param name="Reason">What is wrong and what was expected.</param>
public sealed record RejectedRow(long? Line, Sentence Reason);

/// <summary>Intervals that are missing between two that are there.</summary>
/// <param name="From">Start of the first missing interval, UTC.</param>
/// <param name="To">End of the last missing interval, UTC.</param>
public sealed record SeriesGap(DateTime From, DateTime To);

/// <summary>What became of the values of a file.</summary>
/// <param name="Inserted">New to the store.</param>
/// <param name="Corrected">Differ from what the store held: a new version.</param>
/// <param name="Duplicates">Held already.</param>
public sealed record ValueCounts(long Inserted, long Corrected, long Duplicates);

/// <summary>What a file held and what became of it. Rows read = imported + duplicates + rejected.</summary>
/// <param name="Path">The file, as the user named it.</param>
/// <param name="Format">Layout it was read as, or null when it was refused before that.</param>
/// <param name="Status"><c>imported</c>, <c>checked</c> (dry run) or <c>refused</c>: then nothing of it is in the store.</param>
/// <param name="Reason">Why it was refused, or null.</param>
/// <param name="RowsRead">Rows met.</param>
/// <param name="RowsImported">Rows that brought something new.</param>
/// <param name="Duplicates">Rows that brought only what an earlier row or the store held.</param>
/// <param name="RejectedCount">Rows left out.</param>
/// <param name="Rejected">The first hundred of them; for a refused file its reason.</param>
/// <param name="Values">Counts of values; null for a file that was refused or only checked.</param>
/// <param name="Gaps">Gaps of its series, each once, at most a hundred.</param>
/// <param name="Warnings">What a person should know.</param>
/// <param name="Quality">One report for each series, at most a thousand.</param>
/// <param name="Seconds">Time it took.</param>
public sealed record FileReport(
    string Path,
    string? Format,
    string Status,
    Sentence? Reason,
    long RowsRead,
    long RowsImported,
    long Duplicates,
    long RejectedCount,
    IReadOnlyList<RejectedRow> Rejected,
    ValueCounts? Values,
    IReadOnlyList<SeriesGap> Gaps,
    IReadOnlyList<Sentence> Warnings,
    IReadOnlyList<SeriesQuality> Quality,
    double Seconds
);

/// <summary>A series that an import touched, as the store holds it afterwards (in a dry run: as the files hold it).</summary>
/// <param name="Market">Market.</param>
/// <param name="Node">Node.</param>
/// <param name="Product">Product.</param>
/// <param name="Unit">Unit.</param>
/// <param name="IntervalMinutes">Length of an interval.</param>
/// <param name="From">Start of the first interval, UTC.</param>
/// <param name="To">End of the last interval, UTC.</param>
/// <param name="Count">Intervals held.</param>
public sealed record ImportedSeries(
    string Market,
    string Node,
    string Product,
    string Unit,
    int IntervalMinutes,
    DateTime From,
    DateTime To,
    long Count
);

/// <summary>What an import did.</summary>
/// <param name="Files">One report for each file, entries of a zip one by one.</param>
/// <param name="Series">Series touched, ordered by key.</param>
public sealed record ImportReport(IReadOnlyList<FileReport> Files, IReadOnlyList<ImportedSeries> Series);
