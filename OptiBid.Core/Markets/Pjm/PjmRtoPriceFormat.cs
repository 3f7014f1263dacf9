using OptiBid.Core.Markets.Import.Formats;
using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Pjm;

/// <summary>Hourly day-ahead price of the RTO with load forecast and temperature at DCA, on a clock with daylight saving taken out.</summary>
internal sealed class PjmRtoPriceFormat : ISeriesFormat
{
    private static readonly TimeOnly s_results = new(13, 30);

    /// <inheritdoc/>
    public string Family => "pjm";

    /// <inheritdoc/>
    public string Name => "pjm-rto-price";

    /// <inheritdoc/>
    public IRowReader? Open(TableHeader table, SeriesSink sink)
    {
        if (!table.Has("datetime", "da_price", "load_forecast", "temp_dca"))
        {
            return null;
        }

        return new FlatClockReader(
            table["datetime"],
            [
                Value("da_price", "RTO", Products.DaLmp, "$/MWh", PublishedAs.DayAhead),
                Value("load_forecast", "RTO", Products.LoadForecast, "MW", PublishedAs.Forecast),
                Value("temp_dca", "DCA", "temperature", "degF", PublishedAs.Measured),
            ],
            Publication.Flat(PjmStamp.Market, s_results)
        );

        ValueColumn Value(string name, string node, string product, string unit, PublishedAs published) =>
            new(table[name], name, sink.Column(PjmStamp.Market, node, product, unit, 60, "UTC"), published);
    }
}
