using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Import.Formats;
using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Caiso;

/// <summary>
/// The time series of the DER-VET case: hour endings on a flat clock, prices per kWh and kW. Kept as CAISO node DERVET per MWh and MW with zone UTC,
/// because a day of the source has 24 hours always.
/// </summary>
internal sealed class DerVetFormat : ISeriesFormat
{
    private const double PerThousand = 1000;

    /// <inheritdoc/>
    public string Family => "caiso";

    /// <inheritdoc/>
    public string Name => "der-vet";

    /// <inheritdoc/>
    public IRowReader? Open(TableHeader table, SeriesSink sink)
    {
        if (!table.Has("datetime_(he)", "da_price_($/kwh)"))
        {
            return null;
        }

        var results = GateSchedule.RuleFor(CaisoMarket.Name, Gate.DayAheadResults, new DateOnly(2020, 1, 1)).LocalTime;
        return new FlatClockReader(
            table["datetime_(he)"],
            [
                .. new[]
                {
                    (Column: "da_price_($/kwh)", Product: Products.DaLmp, Unit: "$/MWh"),
                    (Column: "reg_up_price_($/kw)", Product: Products.DaRegUp, Unit: "$/MW"),
                    (Column: "reg_down_price_($/kw)", Product: Products.DaRegDown, Unit: "$/MW"),
                }
                    .Where(v => table.Has(v.Column))
                    .Select(v => new ValueColumn(
                        table[v.Column],
                        table.Columns[table[v.Column]],
                        sink.Column(CaisoMarket.Name, "DERVET", v.Product, v.Unit, 60, "UTC"),
                        PublishedAs.DayAhead,
                        PerThousand
                    )),
            ],
            Publication.Flat(CaisoMarket.Name, results),
            TimeSpan.FromHours(-1)
        );
    }
}
