using OptiBid.Core.Common;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;

namespace OptiBid.Core.Markets.Import.Formats;

/// <summary>
/// OptiBid's own long layout, one value a row: <c>interval_start_utc, market, node, product, unit, value</c> and, where wanted,
/// <c>interval_minutes</c> and <c>published_at_utc</c>. The layout for large files: a row makes no garbage.
/// </summary>
internal sealed class LongCsvFormat : ISeriesFormat
{
    /// <inheritdoc/>
    public string Family => "csv";

    /// <inheritdoc/>
    public string Name => "csv-long";

    /// <inheritdoc/>
    public IRowReader? Open(TableHeader table, SeriesSink sink) =>
        table.Has("interval_start_utc", "market", "node", "product", "unit", "value") ? new Reader(table) : null;

    private sealed class Reader(TableHeader table) : IRowReader
    {
        private const int MaxKey = 512;
        private readonly int _time = table["interval_start_utc"];
        private readonly int _value = table["value"];
        private readonly int _published = table["published_at_utc"];
        private readonly int[] _key = [table["market"], table["node"], table["product"], table["unit"], table["interval_minutes"]];
        private readonly int _minutes = IntervalLength.Of(table, table["interval_start_utc"]);
        private readonly NodeColumns<Series> _series = new();
        private readonly Dictionary<string, Publication> _publications = new(StringComparer.Ordinal);

        public void Read(RowSource row, SeriesSink sink)
        {
            if (!TimeText.TryParseUtc(row[_time], out var start))
            {
                sink.Reject($"'{SeriesSink.Shorten(row[_time])}' is not a time");
                return;
            }

            if (SeriesOf(row, sink) is not { } series)
            {
                return;
            }

            DateTime published;
            if (_published < 0)
            {
                published = series.Publication.PublishedAt(series.Rule, start, series.Column.Definition.IntervalMinutes);
            }
            else if (!TimeText.TryParseUtc(row[_published], out published))
            {
                sink.Reject($"'{SeriesSink.Shorten(row[_published])}' is not a publication time");
                return;
            }

            sink.Add(series.Column, row[_value], "value", start, published);
        }

        private Series? SeriesOf(RowSource row, SeriesSink sink)
        {
            Span<char> key = stackalloc char[MaxKey];
            var length = 0;
            foreach (var ordinal in _key)
            {
                var part = ordinal < 0 ? default : row[ordinal].Trim();
                if (length + part.Length + 1 > MaxKey)
                {
                    sink.Reject($"market, node and product are longer than {MaxKey} characters");
                    return null;
                }

                part.CopyTo(key[length..]);
                length += part.Length;
                key[length++] = '\n';
            }

            var series = _series.Find(key[..length]) ?? _series.Add(key[..length], Create(key[..length].ToString(), sink));
            if (series.Fault is null)
            {
                return series;
            }

            sink.Reject(series.Fault);
            return null;
        }

        private Series Create(string key, SeriesSink sink)
        {
            var parts = key.Split('\n');
            var (market, node, product, unit) = (parts[0], parts[1], parts[2].ToLowerInvariant(), parts[3]);
            var minutes = _minutes;
            if (market.Length == 0 || node.Length == 0 || product.Length == 0 || unit.Length == 0)
            {
                return new Series(null!, default, null!, "market, node, product or unit is empty");
            }

            if (_key[4] >= 0 && (!int.TryParse(parts[4], out minutes) || minutes is not (5 or 15 or 30 or 60)))
            {
                return new Series(null!, default, null!, $"'interval_minutes' is '{parts[4]}'; expected 5, 15, 30 or 60");
            }

            var kind = _published < 0 ? SeriesKind.Regular : SeriesKind.Versioned;
            var zone = MarketCalendar.For(market).TimeZoneId;
            if (!_publications.TryGetValue(market, out var publication))
            {
                publication = Publication.Of(market);
                _publications.Add(market, publication);
            }

            return new Series(sink.Column(market, node, product, unit, minutes, zone, kind), ProductRule.Of(product), publication, null);
        }

        private sealed record Series(SeriesColumn Column, PublishedAs Rule, Publication Publication, Sentence? Fault);
    }
}
