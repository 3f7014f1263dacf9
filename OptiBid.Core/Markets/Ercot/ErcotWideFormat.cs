using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import.Formats;
using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Ercot;

/// <summary>
/// Hourly ERCOT tables with one column a series: settlement point prices, ancillary prices (NP4-181-ER), cleared and self-arranged ancillary
/// quantities (NP3-911-ER). Offer curves of the same report are refused: they hold several price steps an hour.
/// </summary>
internal sealed class ErcotWideFormat : ISeriesFormat
{
    private static readonly string[] s_services =
    [
        "regdn",
        "regup",
        "rrs",
        "nspin",
        "ecrs",
        "rrspfr",
        "rrsufr",
        "rrsffr",
        "ecrss",
        "ecrsm",
        "nspnm",
    ];

    /// <inheritdoc/>
    public string Family => "ercot";

    /// <inheritdoc/>
    public string Name => "ercot-wide";

    /// <inheritdoc/>
    public IRowReader? Open(TableHeader table, SeriesSink sink)
    {
        if (
            ErcotHour.In(table, oneRowAnHour: true) is not { } hour
            || table.Any("settlement_point", "settlementpoint", "settlement_point_name", "settlementpointname") >= 0
        )
        {
            return null;
        }

        if (table.Has("mw_offered"))
        {
            throw new BadInputException(
                table.Path,
                1,
                "an offer curve with several price steps for one hour; it is no series with one value an interval"
            );
        }

        var ordinals = Enumerable.Range(0, table.Columns.Count).Where(i => !hour.IsKey(i)).ToList();
        return ordinals.Count == 0
            ? throw new BadInputException(table.Path, 1, "no value column beside the delivery hour")
            : new Reader(hour, [.. ordinals.Select(i => Value(table, i, sink))]);
    }

    private static ValueColumn Value(TableHeader table, int ordinal, SeriesSink sink)
    {
        var name = table.Names[ordinal];
        var shown = table.Columns[ordinal];
        if (Array.IndexOf(s_services, name) >= 0)
        {
            return Column(ErcotHour.Market, $"da_{name}", "$/MW", PublishedAs.DayAhead);
        }

        const string Cleared = "total_cleared_as_-_";
        const string SelfArranged = "total_self-arranged_as_-_";
        if (name.StartsWith(Cleared, StringComparison.Ordinal))
        {
            return Column(ErcotHour.Market, $"da_{Service(name[Cleared.Length..])}_cleared", "MW", PublishedAs.Disclosed);
        }

        if (name.StartsWith(SelfArranged, StringComparison.Ordinal))
        {
            return Column(ErcotHour.Market, $"da_{Service(name[SelfArranged.Length..])}_self_arranged", "MW", PublishedAs.Disclosed);
        }

        if (name.StartsWith("rtm_", StringComparison.Ordinal))
        {
            return Column(shown[4..], Products.RtLmp, "$/MWh", PublishedAs.Measured);
        }

        var point = name.StartsWith("dam_", StringComparison.Ordinal) ? shown[4..] : shown;
        return point.Split('_')[0].ToUpperInvariant() is "HB" or "LZ" or "DC"
            ? Column(point, Products.DaLmp, "$/MWh", PublishedAs.DayAhead)
            : throw new BadInputException(
                table.Path,
                1,
                $"column '{shown}' is not known; expected settlement points (HB_, LZ_, DC_, also behind dam_ or rtm_) or ancillary services ({string.Join(", ", s_services)})"
            );

        ValueColumn Column(string node, string product, string unit, PublishedAs published) =>
            new(ordinal, shown, sink.Column(ErcotHour.Market, node, product, unit, 60, ErcotHour.Zone), published);
    }

    private static string Service(string name) =>
        name switch
        {
            "regdown" => "regdn",
            "nonspin" => "nspin",
            _ => name,
        };

    private sealed class Reader(ErcotHour hour, ValueColumn[] values) : IRowReader
    {
        private readonly Publication _publication = Publication.Of(ErcotHour.Market);

        public void Read(RowSource row, SeriesSink sink)
        {
            if (hour.TryRead(row, sink, out var start))
            {
                foreach (var value in values)
                {
                    value.Add(row, sink, start, _publication);
                }
            }
        }
    }
}
