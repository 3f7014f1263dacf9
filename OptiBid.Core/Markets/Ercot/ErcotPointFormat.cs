using System.Globalization;
using OptiBid.Core.Markets.Import.Formats;
using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Ercot;

/// <summary>
/// ERCOT settlement point prices, one row each: day-ahead (NP4-190-CD, yearly workbook NP4-180-ER) and 15-minute real-time (NP6-905-CD). Energy-
/// weighted zones repeat the name of their zone and are told apart by the type.
/// </summary>
internal sealed class ErcotPointFormat : ISeriesFormat
{
    /// <inheritdoc/>
    public string Family => "ercot";

    /// <inheritdoc/>
    public string Name => "ercot-spp";

    /// <inheritdoc/>
    public IRowReader? Open(TableHeader table, SeriesSink sink)
    {
        var node = table.Any("settlement_point", "settlementpoint", "settlement_point_name", "settlementpointname");
        var price = table.Any("settlement_point_price", "settlementpointprice");
        return node >= 0 && price >= 0 && ErcotHour.In(table, oneRowAnHour: false) is { } hour
            ? new Reader(table, hour, node, price)
            : null;
    }

    private sealed class Reader(TableHeader table, ErcotHour hour, int node, int price) : IRowReader
    {
        private const int Quarter = 15;
        private readonly int _interval = table.Any("delivery_interval", "deliveryinterval");
        private readonly int _type = table.Any("settlement_point_type", "settlementpointtype");
        private readonly Publication _publication = Publication.Of(ErcotHour.Market);
        private readonly NodeColumns<SeriesColumn> _nodes = new();
        private readonly NodeColumns<SeriesColumn> _weighted = new();

        public void Read(RowSource row, SeriesSink sink)
        {
            if (!hour.TryRead(row, sink, out var start))
            {
                return;
            }

            var name = row[node].Trim();
            if (name.IsEmpty)
            {
                sink.Reject("the settlement point is empty");
                return;
            }

            var isWeighted = _type >= 0 && row[_type].Trim().EndsWith("EW");
            var column = isWeighted
                ? _weighted.Find(name) ?? _weighted.Add(name, Column($"{name} (EW)", sink))
                : _nodes.Find(name) ?? _nodes.Add(name, Column(name.ToString(), sink));
            if (_interval < 0)
            {
                sink.Add(column, row[price], table.Columns[price], start, _publication.DayAhead(start));
                return;
            }

            if (!int.TryParse(row[_interval], NumberStyles.None, CultureInfo.InvariantCulture, out var quarter) || quarter is < 1 or > 4)
            {
                sink.Reject($"'{SeriesSink.Shorten(row[_interval])}' is not a delivery interval (1 to 4)");
                return;
            }

            start = start.AddMinutes(Quarter * (quarter - 1));
            sink.Add(column, row[price], table.Columns[price], start, start.AddMinutes(Quarter));
        }

        private SeriesColumn Column(string name, SeriesSink sink) =>
            _interval < 0
                ? sink.Column(ErcotHour.Market, name, Products.DaLmp, "$/MWh", 60, ErcotHour.Zone)
                : sink.Column(ErcotHour.Market, name, IntervalLength.Product(Products.RtLmp, Quarter), "$/MWh", Quarter, ErcotHour.Zone);
    }
}
