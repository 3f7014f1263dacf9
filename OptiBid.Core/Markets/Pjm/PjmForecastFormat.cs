using OptiBid.Core.Markets.Import.Formats;
using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;

namespace OptiBid.Core.Markets.Pjm;

/// <summary>Forecast feeds of Data Miner with <c>evaluated_at_utc</c>: every evaluation is a publication of its own.</summary>
internal sealed class PjmForecastFormat : ISeriesFormat
{
    private const string Evaluated = "evaluated_at_utc";

    /// <inheritdoc/>
    public string Family => "pjm";

    /// <inheritdoc/>
    public string Name => "pjm-forecast";

    /// <inheritdoc/>
    public IRowReader? Open(TableHeader table, SeriesSink sink)
    {
        var time = table.Has("datetime_beginning_utc") ? "datetime_beginning_utc" : "forecast_datetime_beginning_utc";
        var values = Enumerable.Range(0, table.Names.Count).Where(i => IsValue(table.Names[i])).ToList();
        return table.Has(Evaluated, time) && values.Count > 0 ? new Reader(table, time, values) : null;
    }

    private static bool IsValue(string name) =>
        name.Contains("forecast", StringComparison.Ordinal)
        && (name.EndsWith("_mwh", StringComparison.Ordinal) || name.EndsWith("_mw", StringComparison.Ordinal));

    private sealed class Reader : IRowReader
    {
        private readonly int _time;
        private readonly int _evaluated;
        private readonly int _area;
        private readonly int _minutes;
        private readonly (int Ordinal, string Name, string Product, string Unit)[] _values;
        private readonly NodeColumns<SeriesColumn[]> _nodes = new();

        public Reader(TableHeader table, string time, List<int> values)
        {
            (_time, _evaluated, _area) = (table[time], table[Evaluated], Math.Max(table["forecast_area"], table["area"]));
            _minutes = IntervalLength.Of(table, _time);
            _values =
            [
                .. values.Select(i =>
                {
                    var name = table.Names[i];
                    var isEnergy = name.EndsWith("_mwh", StringComparison.Ordinal);
                    return (i, table.Columns[i], IntervalLength.Product(name[..name.LastIndexOf('_')], _minutes), isEnergy ? "MWh" : "MW");
                }),
            ];
        }

        public void Read(RowSource row, SeriesSink sink)
        {
            if (!TimeText.TryParseUtc(row[_time], out var start) || !TimeText.TryParseUtc(row[_evaluated], out var evaluated))
            {
                sink.Reject($"'{SeriesSink.Shorten(row[_time])}' or '{SeriesSink.Shorten(row[_evaluated])}' is not a time");
                return;
            }

            var node = _area < 0 ? "RTO" : row[_area].Trim();
            var columns = _nodes.Find(node) ?? _nodes.Add(node, Columns(node.ToString(), sink));
            for (var i = 0; i < columns.Length; i++)
            {
                sink.Add(columns[i], row[_values[i].Ordinal], _values[i].Name, start, evaluated);
            }
        }

        private SeriesColumn[] Columns(string node, SeriesSink sink) =>
            [.. _values.Select(v => sink.Column(PjmStamp.Market, node, v.Product, v.Unit, _minutes, PjmStamp.Zone, SeriesKind.Versioned))];
    }
}
