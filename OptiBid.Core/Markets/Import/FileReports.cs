using OptiBid.Core.Common;
using OptiBid.Core.Markets.Quality;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Import;

/// <summary>Turns what was read of a file into its report.</summary>
internal static class FileReports
{
    private const int MaxGaps = 100;
    private const int MaxSeries = 1000;

    /// <summary>The report of a file that was read to its end.</summary>
    public static FileReport Of(string path, ReadFile read, double seconds)
    {
        var sink = read.Sink;
        var check = new QualityCheck();
        var quality = sink.Columns.Select(check.Of).ToList();
        var gaps = quality.SelectMany(q => q.Gaps).Distinct().OrderBy(g => g.From).ToList();
        var warnings = read.Warnings.Concat(QualityWarnings.Of(quality)).ToList();
        if (quality.Count > MaxSeries)
        {
            warnings.Add(Sentence.Of($"the quality of {MaxSeries:N0} of {quality.Count:N0} series is listed"));
        }

        return new FileReport(
            path,
            read.Format.Name,
            "checked",
            Reason: null,
            sink.RowsRead,
            sink.RowsTaken,
            sink.RowsRepeated,
            sink.RowsRejected,
            sink.Rejected,
            Values: null,
            [.. gaps.Take(MaxGaps)],
            warnings,
            [.. quality.Take(MaxSeries)],
            seconds
        );
    }

    /// <summary>The report of a file that is refused.</summary>
    public static FileReport Refused(string path, string? format, long? line, Sentence reason, double seconds) =>
        new(path, format, "refused", reason, 0, 0, 0, 0, [new RejectedRow(line, reason)], Values: null, [], [], [], seconds);

    /// <summary>The same for the fault of a reader.</summary>
    public static FileReport Refused(string path, BadInputException fault, double seconds) =>
        Refused(path, format: null, fault.Line, fault.Reason, seconds);

    /// <summary>
    /// Adds what the store made of the values. It counts values, a report counts rows: values that were held already become rows in proportion,
    /// which is exact where every row brings as many.
    /// </summary>
    public static FileReport Imported(this FileReport report, AppendResult result)
    {
        var all = result.Inserted + result.Corrected + result.Duplicates;
        var held = all == 0 ? 0 : (long)Math.Round((double)report.RowsImported * result.Duplicates / all);
        return report with
        {
            Status = "imported",
            RowsImported = report.RowsImported - held,
            Duplicates = report.Duplicates + held,
            Values = new ValueCounts(result.Inserted, result.Corrected, result.Duplicates),
        };
    }
}
