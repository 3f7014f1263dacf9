using System.Collections.Concurrent;
using DuckDB.NET.Data;

namespace OptiBid.Core.Series.DuckDb;

/// <summary>A series with its number.</summary>
internal sealed record CatalogueEntry(int Id, SeriesSummary Summary)
{
    /// <summary>Reads a row of <see cref="DuckDbSchema.SelectSeries"/>.</summary>
    public static CatalogueEntry From(DuckDBDataReader row)
    {
        var key = new SeriesKey(row.GetString(1), row.GetString(2), row.GetString(3));
        var definition = new SeriesDefinition(
            key,
            row.GetString(4),
            row.GetInt32(5),
            row.GetString(6),
            row.GetString(7),
            row.GetBoolean(8)
        );
        var toUtc = DuckDbSeriesStore.Time(row.GetInt64(10)).AddMinutes(definition.IntervalMinutes);
        return new CatalogueEntry(
            row.GetInt32(0),
            new SeriesSummary(definition, DuckDbSeriesStore.Time(row.GetInt64(9)), toUtc, row.GetInt64(11))
        );
    }
}

/// <summary>
/// The series of the file, in memory: this process is its only owner. Numbers are given with the first append and stay reserved for the key;
/// an entry shows once its first batch is committed. Safe for use by many threads.
/// </summary>
internal sealed class SeriesCatalogue
{
    private readonly ConcurrentDictionary<SeriesKey, int> _numbers = new();
    private readonly ConcurrentDictionary<SeriesKey, SeriesSummary> _held = new();
    private int _last;

    /// <summary>Takes the committed series of the file.</summary>
    public SeriesCatalogue(IReadOnlyCollection<CatalogueEntry> entries)
    {
        foreach (var entry in entries)
        {
            _numbers[entry.Summary.Definition.Key] = entry.Id;
            _last = Math.Max(_last, entry.Id);
        }

        Publish(entries);
    }

    /// <summary>All committed series, ordered by key.</summary>
    public IReadOnlyList<SeriesSummary> List() =>
        [
            .. _held
                .Values.OrderBy(s => s.Definition.Key.Market, StringComparer.Ordinal)
                .ThenBy(s => s.Definition.Key.Node, StringComparer.Ordinal)
                .ThenBy(s => s.Definition.Key.Product, StringComparer.Ordinal),
        ];

    /// <summary>A committed series, or null.</summary>
    public SeriesSummary? Find(SeriesKey key) => _held.GetValueOrDefault(key);

    /// <summary>The number of a committed series, or null.</summary>
    public int? NumberOf(SeriesKey key) => _held.ContainsKey(key) ? _numbers[key] : null;

    /// <summary>The number of a series, a new one where it has none.</summary>
    public int Reserve(SeriesKey key) => _numbers.GetOrAdd(key, static (_, self) => Interlocked.Increment(ref self._last), this);

    /// <summary>Shows what a commit made durable.</summary>
    public void Publish(IEnumerable<CatalogueEntry> entries)
    {
        foreach (var entry in entries)
        {
            _held[entry.Summary.Definition.Key] = entry.Summary;
        }
    }
}
