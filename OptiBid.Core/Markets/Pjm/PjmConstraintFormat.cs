using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import.Formats;
using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;

namespace OptiBid.Core.Markets.Pjm;

/// <summary>
/// Binding constraints of Data Miner: shadow prices (da_marginal_value, rt_marginal_value) and hours in which a constraint binds
/// (da_transconstraints, value 1 for each hour of its duration). The node is <c>facility | contingency</c>; absence is no gap.
/// </summary>
internal sealed class PjmConstraintFormat : ISeriesFormat
{
    private static readonly (string Column, string Product, string Unit)[] s_values =
    [
        ("shadow_price", "shadow_price", "$/MWh"),
        ("transmission_constraint_penalty_factor", "constraint_penalty_factor", "$/MWh"),
        ("limit_control_percentage", "limit_control_percentage", "%"),
    ];

    /// <inheritdoc/>
    public string Family => "pjm";

    /// <inheritdoc/>
    public string Name => "pjm-constraints";

    /// <inheritdoc/>
    public IRowReader? Open(TableHeader table, SeriesSink sink) =>
        !table.Has("datetime_beginning_utc", "monitored_facility", "contingency_facility") ? null
        : table.Has("shadow_price") ? new Prices(table)
        : table.Has("duration", "datetime_ending_utc") ? new Hours(table)
        : null;

    private static string Node(RowSource row, int facility, int contingency) =>
        $"{Squeeze(row.Text(facility))} | {Squeeze(row.Text(contingency))}";

    private static string Squeeze(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private sealed class Prices(TableHeader table) : IRowReader
    {
        private readonly PjmStamp _stamp = new(table);
        private readonly string _run = table.Has("transmission_constraint_penalty_factor") ? "rt" : "da";
        private readonly Publication _publication = Publication.Of(PjmStamp.Market);

        public void Read(RowSource row, SeriesSink sink)
        {
            if (!_stamp.TryRead(row, sink, out var start))
            {
                return;
            }

            var node = Node(row, table["monitored_facility"], table["contingency_facility"]);
            foreach (var value in s_values.Where(v => table.Has(v.Column)))
            {
                var product = IntervalLength.Product($"{_run}_{value.Product}", _stamp.Minutes);
                var column = sink.Column(PjmStamp.Market, node, product, value.Unit, _stamp.Minutes, PjmStamp.Zone, SeriesKind.Sparse);
                var published = _run == "da" ? _publication.DayAhead(start) : start.AddMinutes(_stamp.Minutes);
                sink.Add(column, row[table[value.Column]], value.Column, start, published);
            }
        }

        public IEnumerable<Sentence> Finish() => _stamp.Finish();
    }

    private sealed class Hours(TableHeader table) : IRowReader
    {
        private const int MaxHours = 24 * 31;
        private readonly PjmStamp _stamp = new(table);
        private readonly Publication _publication = Publication.Of(PjmStamp.Market);

        public void Read(RowSource row, SeriesSink sink)
        {
            if (!_stamp.TryRead(row, sink, out var start))
            {
                return;
            }

            var end = row[table["datetime_ending_utc"]];
            if (!TimeText.TryParseUtc(end, out var endUtc) || endUtc <= start || (endUtc - start).TotalHours > MaxHours)
            {
                sink.Reject($"'{SeriesSink.Shorten(end)}' does not end an interval of at most {MaxHours} hours");
                return;
            }

            var node = Node(row, table["monitored_facility"], table["contingency_facility"]);
            var column = sink.Column(PjmStamp.Market, node, "da_constraint_binding", "1", 60, PjmStamp.Zone, SeriesKind.Sparse);
            for (var hour = start; hour < endUtc; hour = hour.AddHours(1))
            {
                sink.Add(column, 1, hour, _publication.DayAhead(hour));
            }
        }

        public IEnumerable<Sentence> Finish() => _stamp.Finish();
    }
}
