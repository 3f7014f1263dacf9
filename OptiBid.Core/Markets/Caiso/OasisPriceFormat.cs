using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import.Formats;
using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;

namespace OptiBid.Core.Markets.Caiso;

/// <summary>
/// Prices of OASIS (PRC_LMP, PRC_INTVL_LMP, PRC_RTPD_LMP, PRC_HASP_LMP), read by column name: GMT start and end, a price in MW, VALUE or PRC, and
/// one row for each LMP_TYPE. A file that names no node is kept under node UNSTATED.
/// </summary>
internal sealed class OasisPriceFormat : ISeriesFormat
{
    private const string Start = "intervalstarttime_gmt";
    private const string End = "intervalendtime_gmt";

    /// <inheritdoc/>
    public string Family => "caiso";

    /// <inheritdoc/>
    public string Name => "caiso-oasis-lmp";

    /// <inheritdoc/>
    public IRowReader? Open(TableHeader table, SeriesSink sink)
    {
        if (!table.Has(Start, End))
        {
            return null;
        }

        var value = table.Any("value", "mw", "prc", "price");
        var isBare = table.Columns.Count == 3;
        return value >= 0 && (isBare || table.Has("lmp_type"))
            ? new Reader(table, value)
            : throw new BadInputException(
                table.Path,
                1,
                "an OASIS answer without LMP_TYPE and a price (MW, VALUE or PRC); other OASIS queries are not read yet"
            );
    }

    private sealed class Reader(TableHeader table, int value) : IRowReader
    {
        private readonly int _start = table[Start];
        private readonly int _end = table[End];
        private readonly int _node = table.Any("node_id", "node", "pnode_resmrid");
        private readonly int _type = table["lmp_type"];
        private readonly int _run = table["market_run_id"];
        private readonly Publication _publication = Publication.Of(CaisoMarket.Name);
        private readonly NodeColumns<Dictionary<(string Run, string Type, int Minutes), SeriesColumn>> _nodes = new();

        public void Read(RowSource row, SeriesSink sink)
        {
            if (!TimeText.TryParseUtc(row[_start], out var start) || !TimeText.TryParseUtc(row[_end], out var end))
            {
                sink.Reject($"'{SeriesSink.Shorten(row[_start])}' or '{SeriesSink.Shorten(row[_end])}' is not a time");
                return;
            }

            var minutes = (int)(end - start).TotalMinutes;
            if (minutes is not (5 or 15 or 60))
            {
                sink.Reject($"the interval is {(end - start).TotalMinutes} minutes long; expected 5, 15 or 60");
                return;
            }

            if (Part(_type < 0 ? "LMP" : row[_type].Trim()) is not { } part)
            {
                sink.Reject($"LMP_TYPE '{SeriesSink.Shorten(row[_type])}' is not one of LMP, MCE, MCC, MCL, MGHG");
                return;
            }

            if (Run(_run < 0 ? "" : row[_run].Trim(), minutes) is not { } run)
            {
                sink.Reject($"MARKET_RUN_ID '{SeriesSink.Shorten(row[_run])}' is not one of DAM, HASP, RTPD, RTM");
                return;
            }

            var node = _node < 0 ? "UNSTATED" : row[_node].Trim();
            var series = _nodes.Find(node) ?? _nodes.Add(node, []);
            if (!series.TryGetValue((run, part, minutes), out var column))
            {
                var product = IntervalLength.Product($"{run}_{part}", minutes);
                column = sink.Column(CaisoMarket.Name, node.ToString(), product, "$/MWh", minutes, CaisoMarket.Zone);
                series.Add((run, part, minutes), column);
            }

            sink.Add(column, row[value], table.Columns[value], start, run == "da" ? _publication.DayAhead(start) : end);
        }

        private static string? Part(ReadOnlySpan<char> type) =>
            type switch
            {
                "LMP" => "lmp",
                "MCE" => "energy",
                "MCC" => "congestion",
                "MCL" => "loss",
                "MGHG" => "ghg",
                _ => null,
            };

        private static string? Run(ReadOnlySpan<char> run, int minutes) =>
            run switch
            {
                "DAM" => "da",
                "HASP" => "hasp",
                "RTPD" or "RTM" or "RTD" => "rt",
                "" => minutes == 60 ? "da" : "rt",
                _ => null,
            };
    }
}
