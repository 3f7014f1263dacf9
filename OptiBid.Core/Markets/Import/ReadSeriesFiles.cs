using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import.Formats;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Import;

/// <summary>Reads files into memory.</summary>
internal sealed class ReadSeriesFiles : IReadSeriesFiles
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<FileSeries>> ReadAsync(
        IReadOnlyList<string> paths,
        string format = "auto",
        CsvMapping? mapping = null,
        CancellationToken cancellationToken = default
    ) =>
        FormatCatalogue.Families.Contains(format, StringComparer.Ordinal)
            ? Task.Run(() => ReadAllAsync(paths, format, mapping, cancellationToken), cancellationToken)
            : throw new BadInputException("--format", null, $"'{format}' is not one of {string.Join(", ", FormatCatalogue.Families)}");

    private static async Task<IReadOnlyList<FileSeries>> ReadAllAsync(
        IReadOnlyList<string> paths,
        string format,
        CsvMapping? mapping,
        CancellationToken cancellationToken
    )
    {
        var memory = new Memory();
        foreach (var file in SourceFile.Expand(paths).SelectMany(f => f.Unpack()))
        {
            var fitting = mapping is not null && Fits(file, mapping) ? mapping : null;
            var read = await FileReader.ReadAsync(file, format, fitting, memory, progress: null, cancellationToken);
            RequireWholePrices(file.Path, read.Sink);
        }

        return memory.Series();
    }

    private static bool Fits(SourceFile file, CsvMapping mapping)
    {
        using var rows = RowSources.Open(file);
        string?[] wanted = [mapping.TimeColumn, mapping.NodeColumn, mapping.PublishedColumn, .. mapping.Values.Select(v => v.Column)];
        return rows.Columns.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(wanted.OfType<string>());
    }

    private static void RequireWholePrices(string path, SeriesSink sink)
    {
        if (sink.Rejected is [var first, ..] && sink.Columns.Any(c => c.Definition.Key.Product is Products.DaLmp or Products.RtLmp))
        {
            throw new BadInputException(path, first.Line, first.Reason);
        }
    }

    /// <summary>Keeps all points; a later file wins where two disagree on the same publication.</summary>
    private sealed class Memory : IPointConsumer
    {
        private readonly Dictionary<SeriesKey, (SeriesDefinition Definition, List<SeriesPoint> Points)> _series = [];

        public ValueTask TakeAsync(PointBlock block, CancellationToken cancellationToken)
        {
            if (!_series.TryGetValue(block.Definition.Key, out var held))
            {
                held = (block.Definition, []);
                _series.Add(block.Definition.Key, held);
            }

            if (held.Definition with { Source = block.Definition.Source } != block.Definition)
            {
                throw new BadInputException(
                    block.Definition.Source,
                    null,
                    $"{block.Definition.Key} has another unit, interval or zone than in {held.Definition.Source}"
                );
            }

            held.Points.AddRange(block.Points.Span);
            block.Return();
            return ValueTask.CompletedTask;
        }

        public IReadOnlyList<FileSeries> Series() =>
            [
                .. _series
                    .Values.OrderBy(s => s.Definition.Key.ToString(), StringComparer.Ordinal)
                    .Select(s => new FileSeries(s.Definition, Ordered(s.Points))),
            ];

        private static List<SeriesPoint> Ordered(List<SeriesPoint> points)
        {
            var ordered = new List<SeriesPoint>(points.Count);
            foreach (var point in points.OrderBy(p => p.StartUtc).ThenBy(p => p.PublishedAtUtc))
            {
                var last = ordered.Count > 0 ? ordered[^1] : default;
                if (last.StartUtc != point.StartUtc)
                {
                    ordered.Add(point);
                }
                else if (last.PublishedAtUtc == point.PublishedAtUtc)
                {
                    ordered[^1] = point with { Version = last.Version };
                }
                else if (last.Value != point.Value)
                {
                    ordered.Add(point with { Version = last.Version + 1 });
                }
            }

            return ordered;
        }
    }
}
