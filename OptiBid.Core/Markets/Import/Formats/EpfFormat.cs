using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Import.Formats;

/// <summary>
/// Files of the EPF benchmark: time on a flat clock, price, forecasts. <c>PJM.csv</c> becomes market <c>EPF-PJM</c>; its price is that of zone
/// COMED. BE and FR carry the French forecasts, which go to node FR of their market.
/// </summary>
internal sealed class EpfFormat : ISeriesFormat
{
    private static readonly TimeOnly s_results = new(13, 30);

    /// <inheritdoc/>
    public string Family => "epf";

    /// <inheritdoc/>
    public string Name => "epf";

    /// <inheritdoc/>
    public IRowReader? Open(TableHeader table, SeriesSink sink)
    {
        if (table.Columns.Count is < 3 or > 8 || table.Names[0] is not "date" || !IsPrice(table.Names[1]))
        {
            return null;
        }

        if (!table.Names.Skip(2).All(n => n.EndsWith("cast", StringComparison.Ordinal)))
        {
            return null;
        }

        var stem = table.Stem.ToUpperInvariant();
        var market = $"EPF-{stem}";
        var isUs = table.Names[1] != "prices";
        var place = isUs ? "COMED" : stem;
        var values = new List<ValueColumn> { Value(1, place, Products.DaLmp, isUs ? "$/MWh" : "EUR/MWh", PublishedAs.DayAhead) };
        for (var i = 2; i < table.Columns.Count; i++)
        {
            var name = table.Names[i];
            var product =
                name.Contains("generation", StringComparison.Ordinal) ? "generation_forecast"
                : name.Contains("load", StringComparison.Ordinal) ? Products.LoadForecast
                : throw new BadInputException(table.Path, 1, $"column '{table.Columns[i]}' is neither a load nor a generation forecast");
            var node =
                !isUs ? "FR"
                : name.Contains("comed", StringComparison.Ordinal) ? "COMED"
                : "SYSTEM";
            values.Add(Value(i, node, product, "MW", PublishedAs.Forecast));
        }

        return new FlatClockReader(0, values, Publication.Flat(market, s_results));

        ValueColumn Value(int ordinal, string node, string product, string unit, PublishedAs published) =>
            new(ordinal, table.Columns[ordinal], sink.Column(market, node, product, unit, 60, "UTC"), published);
    }

    private static bool IsPrice(string name) => name is "prices" or "price" || name.EndsWith("_price", StringComparison.Ordinal);
}

/// <summary>Published forecasts of the EPF benchmark: known, but not a series to import.</summary>
internal sealed class EpfForecastFormat : ISeriesFormat
{
    /// <inheritdoc/>
    public string Family => "epf";

    /// <inheritdoc/>
    public string Name => "epf-forecasts";

    /// <inheritdoc/>
    public IRowReader? Open(TableHeader table, SeriesSink sink) =>
        table.Has("real_price")
            ? throw new BadInputException(
                table.Path,
                1,
                "published forecasts of the benchmark, no market data; read them with 'forecast evaluate'"
            )
            : null;
}
