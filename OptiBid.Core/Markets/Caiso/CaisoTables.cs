using OptiBid.Core.Markets.Import.Formats;
using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Caiso;

/// <summary>Demand and its forecast every five minutes, Pacific wall clock.</summary>
internal sealed class CaisoDemandFormat : ISeriesFormat
{
    /// <inheritdoc/>
    public string Family => "caiso";

    /// <inheritdoc/>
    public string Name => "caiso-demand";

    /// <inheritdoc/>
    public IRowReader? Open(TableHeader table, SeriesSink sink)
    {
        if (!table.Has("pacific", "demand_mw", "forecast_mw"))
        {
            return null;
        }

        var minutes = IntervalLength.Of(table, table["pacific"]);
        return new PacificReader(
            table["pacific"],
            [Value("demand_mw", Products.Load, PublishedAs.Measured), Value("forecast_mw", Products.LoadForecast, PublishedAs.Forecast)]
        );

        ValueColumn Value(string name, string product, PublishedAs published) =>
            new(
                table[name],
                name,
                sink.Column(CaisoMarket.Name, CaisoMarket.Name, IntervalLength.Product(product, minutes), "MW", minutes, CaisoMarket.Zone),
                published
            );
    }
}

/// <summary>Day-ahead and hourly mean real-time prices of the load aggregation points; labels are hour endings of the Pacific wall clock.</summary>
internal sealed class CaisoDlapFormat : ISeriesFormat
{
    /// <inheritdoc/>
    public string Family => "caiso";

    /// <inheritdoc/>
    public string Name => "caiso-dlap";

    /// <inheritdoc/>
    public IRowReader? Open(TableHeader table, SeriesSink sink)
    {
        var values = Enumerable.Range(0, table.Columns.Count).Where(i => IsPrice(table.Names[i])).ToList();
        return table.Has("opr_time_label") && values.Count == table.Columns.Count - 1
            ? new PacificReader(table["opr_time_label"], [.. values.Select(Value)], TimeSpan.FromHours(-1))
            : null;

        ValueColumn Value(int ordinal)
        {
            var isDayAhead = table.Names[ordinal].EndsWith("_dam", StringComparison.Ordinal);
            var column = sink.Column(
                CaisoMarket.Name,
                table.Columns[ordinal][..^4],
                isDayAhead ? Products.DaLmp : Products.RtLmp,
                "$/MWh",
                60,
                CaisoMarket.Zone
            );
            return new(ordinal, table.Columns[ordinal], column, isDayAhead ? PublishedAs.DayAhead : PublishedAs.Measured);
        }
    }

    private static bool IsPrice(string name) =>
        name.EndsWith("_dam", StringComparison.Ordinal) || name.EndsWith("_rtm", StringComparison.Ordinal);
}

/// <summary>Hourly forecasts of load (system) and of solar and wind (SP15) with interval start and end in UTC.</summary>
internal sealed class CaisoForecastFormat : ISeriesFormat
{
    /// <inheritdoc/>
    public string Family => "caiso";

    /// <inheritdoc/>
    public string Name => "caiso-forecast";

    /// <inheritdoc/>
    public IRowReader? Open(TableHeader table, SeriesSink sink)
    {
        if (!table.Has("interval_start", "interval_end", "load_forecast", "solar_mw", "wind_mw"))
        {
            return null;
        }

        return new FlatClockReader(
            table["interval_start"],
            [
                Value("load_forecast", CaisoMarket.Name, Products.LoadForecast),
                Value("solar_mw", "SP15", "solar_forecast"),
                Value("wind_mw", "SP15", "wind_forecast"),
            ],
            Publication.Of(CaisoMarket.Name)
        );

        ValueColumn Value(string name, string node, string product) =>
            new(table[name], name, sink.Column(CaisoMarket.Name, node, product, "MW", 60, CaisoMarket.Zone), PublishedAs.Forecast);
    }
}

/// <summary>Hourly interchange with the neighbours as the EIA publishes it; labels are hour endings in UTC.</summary>
internal sealed class CaisoInterchangeFormat : ISeriesFormat
{
    private const string Time = "utc_time_at_end_of_hour";

    /// <inheritdoc/>
    public string Family => "caiso";

    /// <inheritdoc/>
    public string Name => "caiso-interchange";

    /// <inheritdoc/>
    public IRowReader? Open(TableHeader table, SeriesSink sink) =>
        table.Has(Time) && table.Columns.Count > 1
            ? new FlatClockReader(
                table[Time],
                [
                    .. Enumerable
                        .Range(0, table.Columns.Count)
                        .Where(i => i != table[Time])
                        .Select(i => new ValueColumn(
                            i,
                            table.Columns[i],
                            sink.Column(CaisoMarket.Name, table.Columns[i], "interchange", "MW", 60, CaisoMarket.Zone),
                            PublishedAs.Measured
                        )),
                ],
                Publication.Of(CaisoMarket.Name),
                TimeSpan.FromHours(-1)
            )
            : null;
}

/// <summary>Today's Outlook with the seven-day forecast: five minutes, Pacific wall clock, future cells of measured columns empty.</summary>
internal sealed class CaisoOutlookFormat : ISeriesFormat
{
    private static readonly Dictionary<string, (string Product, PublishedAs Published)> s_columns = new(StringComparer.Ordinal)
    {
        ["demand"] = (Products.Load, PublishedAs.Measured),
        ["net_demand"] = ("net_load", PublishedAs.Measured),
        ["day-ahead_demand_forecast"] = (Products.LoadForecast, PublishedAs.Forecast),
        ["day-ahead_net_demand_forecast"] = ("net_load_forecast", PublishedAs.Forecast),
        ["resource_adequacy_capacity_forecast"] = ("ra_capacity_forecast", PublishedAs.Forecast),
        ["net_resource_adequacy_capacity_forecast"] = ("net_ra_capacity_forecast", PublishedAs.Forecast),
        ["reserve_requirement"] = ("reserve_requirement", PublishedAs.Measured),
        ["reserve_requirement_forecast"] = ("reserve_requirement_forecast", PublishedAs.Forecast),
        ["resource_adequacy_credits"] = ("ra_credits", PublishedAs.Measured),
    };

    /// <inheritdoc/>
    public string Family => "caiso";

    /// <inheritdoc/>
    public string Name => "caiso-outlook";

    /// <inheritdoc/>
    public IRowReader? Open(TableHeader table, SeriesSink sink)
    {
        if (!table.Has("time", "demand", "net_demand"))
        {
            return null;
        }

        var minutes = IntervalLength.Of(table, table["time"]);
        return new PacificReader(
            table["time"],
            [
                .. Enumerable
                    .Range(0, table.Columns.Count)
                    .Where(i => s_columns.ContainsKey(table.Names[i]))
                    .Select(i =>
                    {
                        var (product, published) = s_columns[table.Names[i]];
                        var name = IntervalLength.Product(product, minutes);
                        var column = sink.Column(CaisoMarket.Name, CaisoMarket.Name, name, "MW", minutes, CaisoMarket.Zone);
                        return new ValueColumn(i, table.Columns[i], column, published);
                    }),
            ]
        );
    }
}
