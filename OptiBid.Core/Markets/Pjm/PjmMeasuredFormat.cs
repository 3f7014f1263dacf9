using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import.Formats;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Pjm;

/// <summary>Measured load, wind and solar of Data Miner (hrl_load_metered, inst_load, wind_gen, solar_gen).</summary>
internal sealed class PjmMeasuredFormat : ISeriesFormat
{
    private static readonly (string Value, string Node, string Product)[] s_feeds =
    [
        ("mw", "load_area", Products.Load),
        ("instantaneous_load", "area", "inst_load"),
        ("wind_generation_mw", "area", Products.Wind),
        ("solar_generation_mw", "area", Products.Solar),
    ];
    private static readonly Sentence s_unverified = "not yet verified by PJM";
    private static readonly Sentence s_late = "read some seconds after the interval began; taken as its value";

    /// <inheritdoc/>
    public string Family => "pjm";

    /// <inheritdoc/>
    public string Name => "pjm-measured";

    /// <inheritdoc/>
    public IRowReader? Open(TableHeader table, SeriesSink sink)
    {
        var feed = Array.Find(s_feeds, f => table.Has("datetime_beginning_utc", f.Value, f.Node));
        return feed.Value is null ? null : new Reader(table, feed);
    }

    private sealed class Reader(TableHeader table, (string Value, string Node, string Product) feed) : IRowReader
    {
        private readonly PjmStamp _stamp = new(table);
        private readonly int _node = table[feed.Node];
        private readonly int _value = table[feed.Value];
        private readonly int _verified = table["is_verified"];
        private readonly NodeColumns<SeriesColumn> _nodes = new();

        public void Read(RowSource row, SeriesSink sink)
        {
            if (!_stamp.TryRead(row, sink, out var start))
            {
                return;
            }

            var node = row[_node].Trim();
            if (node.IsEmpty)
            {
                sink.Reject($"'{feed.Node}' is empty");
                return;
            }

            if (_verified >= 0 && row[_verified].Trim().Equals("false", StringComparison.OrdinalIgnoreCase))
            {
                sink.Note(s_unverified);
            }

            // Instantaneous readings are a second or two late now and then; the interval is the one they are meant for.
            var late = TimeSpan.FromTicks(start.Ticks % TimeSpan.TicksPerMinute);
            if (late > TimeSpan.Zero)
            {
                sink.Note(s_late);
                start -= late;
            }

            var column = _nodes.Find(node) ?? _nodes.Add(node, Column(node.ToString(), sink));
            sink.Add(column, row[_value], feed.Value, start, start.AddMinutes(_stamp.Minutes));
        }

        public IEnumerable<Sentence> Finish() => _stamp.Finish();

        private SeriesColumn Column(string node, SeriesSink sink)
        {
            var product = IntervalLength.Product(feed.Product, _stamp.Minutes);
            return sink.Column(PjmStamp.Market, node, product, "MW", _stamp.Minutes, PjmStamp.Zone);
        }
    }
}
