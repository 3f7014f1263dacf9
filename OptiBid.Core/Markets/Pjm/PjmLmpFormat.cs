using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import.Formats;
using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;

namespace OptiBid.Core.Markets.Pjm;

/// <summary>Day-ahead and real-time LMPs of Data Miner (da_hrl_lmps, rt_hrl_lmps, rt_fivemin_hrl_lmps): total, energy, congestion and loss.</summary>
internal sealed class PjmLmpFormat : ISeriesFormat
{
    /// <inheritdoc/>
    public string Family => "pjm";

    /// <inheritdoc/>
    public string Name => "pjm-lmp";

    /// <inheritdoc/>
    public IRowReader? Open(TableHeader table, SeriesSink sink)
    {
        var run =
            table.Has("total_lmp_da") ? "da"
            : table.Has("total_lmp_rt") ? "rt"
            : null;
        return run is null || !table.Has("datetime_beginning_utc", "pnode_id") ? null : new Reader(table, run);
    }

    private sealed class Reader(TableHeader table, string run) : IRowReader
    {
        private readonly PjmStamp _stamp = new(table);
        private readonly int _node = table["pnode_id"];
        private readonly int _current = table["row_is_current"];
        private readonly Publication? _publication = run == "da" ? Publication.Of(PjmStamp.Market) : null;
        private readonly NodeColumns<SeriesColumn[]> _nodes = new();
        private readonly (int Ordinal, string Name, string Product)[] _parts = Parts(table, run);

        public void Read(RowSource row, SeriesSink sink)
        {
            if (!_stamp.TryRead(row, sink, out var start))
            {
                return;
            }

            var node = row[_node].Trim();
            if (node.IsEmpty)
            {
                sink.Reject("'pnode_id' is empty");
                return;
            }

            if (_current >= 0 && row[_current].Trim().Equals("false", StringComparison.OrdinalIgnoreCase))
            {
                sink.Reject("'row_is_current' is False: PJM replaced this row by a later version");
                return;
            }

            var columns = _nodes.Find(node) ?? _nodes.Add(node, Columns(node.ToString(), sink));
            var published = _publication?.DayAhead(start) ?? start.AddMinutes(_stamp.Minutes);
            for (var i = 0; i < columns.Length; i++)
            {
                sink.Add(columns[i], row[_parts[i].Ordinal], _parts[i].Name, start, published);
            }

            if (_parts.Length == 4)
            {
                sink.CheckTotal(3);
            }
        }

        public IEnumerable<Sentence> Finish() => _stamp.Finish();

        private SeriesColumn[] Columns(string node, SeriesSink sink) =>
            [
                .. _parts.Select(p =>
                    sink.Column(
                        PjmStamp.Market,
                        node,
                        IntervalLength.Product(p.Product, _stamp.Minutes),
                        "$/MWh",
                        _stamp.Minutes,
                        PjmStamp.Zone
                    )
                ),
            ];

        private static (int Ordinal, string Name, string Product)[] Parts(TableHeader table, string run) =>
            [
                .. new[]
                {
                    (Name: $"total_lmp_{run}", Product: $"{run}_lmp"),
                    (Name: $"system_energy_price_{run}", Product: $"{run}_energy"),
                    (Name: $"congestion_price_{run}", Product: $"{run}_congestion"),
                    (Name: $"marginal_loss_price_{run}", Product: $"{run}_loss"),
                }
                    .Where(p => table.Has(p.Name))
                    .Select(p => (table[p.Name], p.Name, p.Product)),
            ];
    }
}
