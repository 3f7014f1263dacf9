using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import.Formats;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;

namespace OptiBid.Core.Markets.Import;

/// <summary>What was read of a file.</summary>
/// <param name="Format">Layout.</param>
/// <param name="Sink">Counts and series.</param>
/// <param name="Warnings">What a person should know.</param>
internal sealed record ReadFile(ISeriesFormat Format, SeriesSink Sink, IReadOnlyList<Sentence> Warnings);

/// <summary>Takes the points of a file as they are read.</summary>
internal interface IPointConsumer
{
    /// <summary>Takes a block and gives its array back when done with it.</summary>
    ValueTask TakeAsync(PointBlock block, CancellationToken cancellationToken);
}

/// <summary>Reads one file from start to end. Stateless.</summary>
internal static class FileReader
{
    private const int SampleRows = 1000;
    private const int RowsBetweenReports = 1 << 14;
    private const int TooManyRejected = 1000;

    /// <summary>Reads a file and hands its points on.</summary>
    /// <exception cref="BadInputException">The file is refused: its content, header or too many of its rows are not what they should be.</exception>
    public static async Task<ReadFile> ReadAsync(
        SourceFile file,
        string family,
        CsvMapping? mapping,
        IPointConsumer consumer,
        Action<long, long>? progress,
        CancellationToken cancellationToken
    )
    {
        var sink = new SeriesSink(file.Name);
        try
        {
            using var rows = RowSources.Open(file, out var position);
            var table = new TableHeader(file.Path, file.Name, rows.Columns, Sample(file));
            var (format, reader) = FormatCatalogue.Choose(table, family, mapping, sink);
            while (rows.Read())
            {
                TakeRow(rows, reader, sink);
                if (sink.IsFull)
                {
                    await HandOnAsync(sink, consumer, all: false, cancellationToken);
                }

                if (sink.RowsRead % RowsBetweenReports == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    progress?.Invoke(sink.RowsRead, position());
                }
            }

            RequireUsable(file.Path, sink);
            await HandOnAsync(sink, consumer, all: true, cancellationToken);
            return new ReadFile(format, sink, [.. sink.Warnings(), .. reader.Finish()]);
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(file.Path, sink.RowsRead > 0 ? sink.Line : null, UnreadableException.Reason(fault), fault);
        }
        finally
        {
            sink.Discard();
        }
    }

    /// <summary>The first rows of a file.</summary>
    public static IReadOnlyList<string[]> Sample(SourceFile file, int count = SampleRows)
    {
        using var rows = RowSources.Open(file);
        var sample = new List<string[]>();
        while (sample.Count < count && rows.Read())
        {
            sample.Add([.. Enumerable.Range(0, rows.CellCount).Select(rows.Text)]);
        }

        return sample;
    }

    private static void TakeRow(RowSource rows, IRowReader reader, SeriesSink sink)
    {
        sink.BeginRow(rows.Line);
        if (rows.CellCount == rows.Columns.Count)
        {
            reader.Read(rows, sink);
        }
        else
        {
            sink.Reject($"{rows.CellCount} cells; the header has {rows.Columns.Count}");
        }

        sink.EndRow();
    }

    private static async ValueTask HandOnAsync(SeriesSink sink, IPointConsumer consumer, bool all, CancellationToken cancellationToken)
    {
        foreach (var block in sink.Drain(all))
        {
            await consumer.TakeAsync(block, cancellationToken);
        }
    }

    private static void RequireUsable(string path, SeriesSink sink)
    {
        if (sink.RowsRead == 0)
        {
            throw new BadInputException(path, 1, "the file has a header and no rows");
        }

        var accepted = sink.RowsTaken + sink.RowsRepeated;
        if (accepted == 0 || (sink.RowsRejected > TooManyRejected && sink.RowsRejected > accepted))
        {
            var first = sink.Rejected[0];
            throw new BadInputException(
                path,
                first.Line,
                accepted == 0
                    ? Sentence.Of($"no row can be used; the first: {first.Reason}")
                    : Sentence.Of($"{sink.RowsRejected:N0} of {sink.RowsRead:N0} rows cannot be used; the first: {first.Reason}")
            );
        }
    }
}
