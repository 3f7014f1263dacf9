using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import.Sources;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Import;

/// <summary>One import in work. Batches that were not committed are dropped with it.</summary>
internal sealed class ImportRun(
    ITimeSeriesStore store,
    TimeProvider clock,
    ImportRequest request,
    IProgress<ImportProgress>? progress,
    IReadOnlyList<SourceFile> files
) : IAsyncDisposable
{
    // More open batches than this would hold too many connections; then those that are read become visible before the rest is.
    private const int MaxOpenBatches = 32;

    // Rows whose tables of repeats are worth giving back before a commit.
    private const int ManyRows = 1_000_000;
    private readonly List<FileReport> _reports = [];
    private readonly List<(int Report, ISeriesWriteBatch Batch)> _open = [];
    private readonly Dictionary<SeriesKey, ImportedSeries> _series = [];
    private readonly long _bytesTotal = files.Sum(f => f.Length);
    private long _bytesDone;
    private long _rowsDone;
    private int _filesDone;

    /// <summary>Reads all files and makes them visible.</summary>
    public async Task<ImportReport> ExecuteAsync(CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            foreach (var entry in Unpack(file))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await ReadAsync(file, entry, cancellationToken);
                if (_open.Count >= MaxOpenBatches)
                {
                    await CommitAsync();
                }
            }

            _bytesDone += file.Length;
            _filesDone++;
            Report(file.Path, 0, 0);
        }

        cancellationToken.ThrowIfCancellationRequested();
        await CommitAsync();
        return new ImportReport(_reports, await SeriesAsync(cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (_, batch) in _open)
        {
            await batch.DisposeAsync();
        }

        _open.Clear();
    }

    private IReadOnlyList<SourceFile> Unpack(SourceFile file)
    {
        try
        {
            return file.Unpack();
        }
        catch (BadInputException fault)
        {
            _reports.Add(FileReports.Refused(file.Path, fault, 0));
            return [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _reports.Add(FileReports.Refused(file.Path, format: null, line: null, Sentence.FromString(fault.Message), 0));
            return [];
        }
    }

    private async Task ReadAsync(SourceFile file, SourceFile entry, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var batch = request.IsDryRun ? null : await store.BeginBatchAsync(cancellationToken);
        try
        {
            var read = await ReadIntoAsync(file, entry, batch, cancellationToken);
            _rowsDone += read.Sink.RowsRead;
            _reports.Add(FileReports.Of(entry.Path, read, Seconds(started)));
            Note(read);
            if (batch is not null)
            {
                _open.Add((_reports.Count - 1, batch));
                batch = null;
            }
        }
        catch (BadInputException fault)
        {
            _reports.Add(FileReports.Refused(entry.Path, fault, Seconds(started)));
        }
        catch (ArgumentException fault) when (batch is not null)
        {
            _reports.Add(FileReports.Refused(entry.Path, format: null, line: null, Sentence.FromString(fault.Message), Seconds(started)));
        }
        finally
        {
            if (batch is not null)
            {
                await batch.DisposeAsync();
            }
        }
    }

    private async Task<ReadFile> ReadIntoAsync(
        SourceFile file,
        SourceFile entry,
        ISeriesWriteBatch? batch,
        CancellationToken cancellationToken
    )
    {
        if (batch is null)
        {
            return await FileReader.ReadAsync(entry, request.Format, request.Mapping, new NoConsumer(), Progress(file), cancellationToken);
        }

        await using var consumer = new BatchConsumer(batch);
        var read = await FileReader.ReadAsync(entry, request.Format, request.Mapping, consumer, Progress(file), cancellationToken);
        await consumer.CompleteAsync();
        return read;
    }

    private async Task CommitAsync()
    {
        if (_rowsDone > ManyRows)
        {
            // The commit takes native memory that the collector does not see: what was kept of the rows is given back first.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        foreach (var (report, batch) in _open)
        {
            try
            {
                // From here on nothing is cancelled: all files of the import become visible, one after the other.
                _reports[report] = _reports[report].Imported(await batch.CommitAsync(CancellationToken.None));
            }
            catch (ArgumentException fault)
            {
                var (path, format, seconds) = (_reports[report].Path, _reports[report].Format, _reports[report].Seconds);
                _reports[report] = FileReports.Refused(path, format, line: null, Sentence.FromString(fault.Message), seconds);
            }
        }

        await DisposeAsync();
    }

    private void Note(ReadFile read)
    {
        foreach (var column in read.Sink.Columns)
        {
            var d = column.Definition;
            var (from, to) = (column.StartOf(column.Grid.Bounds.First), column.StartOf(column.Grid.Bounds.Last + 1));
            var held = _series.GetValueOrDefault(d.Key);
            _series[d.Key] = new ImportedSeries(
                d.Key.Market,
                d.Key.Node,
                d.Key.Product,
                d.Unit,
                d.IntervalMinutes,
                held is not null && held.From < from ? held.From : from,
                held is not null && held.To > to ? held.To : to,
                (held?.Count ?? 0) + column.Grid.Count
            );
        }
    }

    private async Task<IReadOnlyList<ImportedSeries>> SeriesAsync(CancellationToken cancellationToken)
    {
        if (request.IsDryRun)
        {
            return [.. _series.OrderBy(s => s.Key.ToString(), StringComparer.Ordinal).Select(s => s.Value)];
        }

        var held = await store.ListAsync(cancellationToken);
        return
        [
            .. held.Where(s => _series.ContainsKey(s.Definition.Key))
                .Select(s => new ImportedSeries(
                    s.Definition.Key.Market,
                    s.Definition.Key.Node,
                    s.Definition.Key.Product,
                    s.Definition.Unit,
                    s.Definition.IntervalMinutes,
                    s.FromUtc,
                    s.ToUtc,
                    s.Count
                )),
        ];
    }

    private Action<long, long> Progress(SourceFile file) => (rows, bytes) => Report(file.Path, bytes, rows);

    private void Report(string path, long bytes, long rows) =>
        progress?.Report(new ImportProgress(path, _filesDone, files.Count, _bytesDone + bytes, _bytesTotal, _rowsDone + rows));

    private double Seconds(long started) => clock.GetElapsedTime(started).TotalSeconds;
}
