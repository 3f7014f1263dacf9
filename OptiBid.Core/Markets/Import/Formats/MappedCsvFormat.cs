using NodaTime.TimeZones;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;

namespace OptiBid.Core.Markets.Import.Formats;

/// <summary>A CSV of any layout, read as a mapping says.</summary>
internal sealed class MappedCsvFormat(CsvMapping mapping) : ISeriesFormat
{
    /// <inheritdoc/>
    public string Family => "csv";

    /// <inheritdoc/>
    public string Name => "csv-mapped";

    /// <inheritdoc/>
    public IRowReader Open(TableHeader table, SeriesSink sink)
    {
        if (mapping.IntervalMinutes is not (5 or 15 or 30 or 60))
        {
            throw new BadInputException(
                table.Path,
                null,
                $"the mapping says intervals of {mapping.IntervalMinutes} minutes; expected 5, 15, 30 or 60"
            );
        }

        if (mapping.Values.Count == 0 || mapping.Values.Any(v => string.IsNullOrWhiteSpace(v.Product) || string.IsNullOrWhiteSpace(v.Unit)))
        {
            throw new BadInputException(table.Path, null, "the mapping needs at least one value column, each with a product and a unit");
        }

        return new Reader(table, mapping, Calendar(table.Path));
    }

    private MarketCalendar Calendar(string path)
    {
        try
        {
            return MarketCalendar.ForSeries(mapping.Market, mapping.TimeZoneId);
        }
        catch (DateTimeZoneNotFoundException fault)
        {
            throw new BadInputException(
                path,
                null,
                $"the mapping names time zone '{mapping.TimeZoneId}'; expected an IANA name such as America/Chicago",
                fault
            );
        }
    }

    private sealed class Reader(TableHeader table, CsvMapping mapping, MarketCalendar calendar) : IRowReader
    {
        private readonly int _time = Ordinal(table, mapping.TimeColumn);
        private readonly int _node = mapping.NodeColumn is { } n ? Ordinal(table, n) : -1;
        private readonly int _published = mapping.PublishedColumn is { } p ? Ordinal(table, p) : -1;
        private readonly (int Ordinal, CsvValueMapping Value, PublishedAs Rule)[] _values =
        [
            .. mapping.Values.Select(v => (Ordinal(table, v.Column), v, ProductRule.Of(v.Product))),
        ];
        private readonly LocalClock _clock = new(calendar);
        private readonly Publication _publication =
            calendar.TimeZoneId == "UTC" ? Publication.Flat(mapping.Market, new TimeOnly(13, 30)) : Publication.Of(mapping.Market);
        private readonly NodeColumns<SeriesColumn[]> _nodes = new();
        private readonly HashSet<(string Node, DateTime Local)> _seen = [];
        private readonly TimeSpan _shift = mapping.IsIntervalEnding ? TimeSpan.FromMinutes(-mapping.IntervalMinutes) : TimeSpan.Zero;

        public void Read(RowSource row, SeriesSink sink)
        {
            if (!TimeText.TryParse(row[_time], out var local, out var offset))
            {
                sink.Reject($"'{SeriesSink.Shorten(row[_time])}' is not a time");
                return;
            }

            var node = _node < 0 ? "" : row[_node].Trim();
            if (_node >= 0 && node.IsEmpty)
            {
                sink.Reject($"'{mapping.NodeColumn}' is empty");
                return;
            }

            if (StartUtc(local + _shift, offset, node) is not { } start)
            {
                sink.Reject($"{local:yyyy-MM-dd HH:mm} does not exist in {mapping.TimeZoneId} (daylight saving begins)");
                return;
            }

            DateTime? stated = null;
            if (_published >= 0)
            {
                if (!TimeText.TryParseUtc(row[_published], out var at))
                {
                    sink.Reject($"'{SeriesSink.Shorten(row[_published])}' is not a publication time");
                    return;
                }

                stated = at;
            }

            var columns = _nodes.Find(node) ?? _nodes.Add(node, Columns(node.ToString(), sink));
            for (var i = 0; i < columns.Length; i++)
            {
                var published = stated ?? _publication.PublishedAt(_values[i].Rule, start, mapping.IntervalMinutes);
                sink.Add(columns[i], row[_values[i].Ordinal], _values[i].Value.Column, start, published);
            }
        }

        private DateTime? StartUtc(DateTime local, TimeSpan? offset, ReadOnlySpan<char> node)
        {
            if (offset is { } known)
            {
                return DateTime.SpecifyKind(local - known, DateTimeKind.Utc);
            }

            var repeated = _clock.IsAmbiguous(local) && !_seen.Add((node.ToString(), local));
            return _clock.ToUtc(local, repeated);
        }

        private SeriesColumn[] Columns(string node, SeriesSink sink) =>
            [
                .. mapping.Values.Select(v =>
                    sink.Column(
                        mapping.Market,
                        _node < 0 ? v.Node : node,
                        v.Product,
                        v.Unit,
                        mapping.IntervalMinutes,
                        mapping.TimeZoneId,
                        _published < 0 ? SeriesKind.Regular : SeriesKind.Versioned
                    )
                ),
            ];

        private static int Ordinal(TableHeader table, string column)
        {
            var ordinal = table[TableHeader.Normalise(column)];
            return ordinal >= 0
                ? ordinal
                : throw new BadInputException(
                    table.Path,
                    1,
                    $"the mapping names column '{column}'; the file has: {string.Join(", ", table.Columns)}"
                );
        }
    }
}
