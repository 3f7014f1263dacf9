using System.Globalization;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Import.Formats;
using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;

namespace OptiBid.Core.Markets.Ercot;

/// <summary>
/// ERCOT generation by fuel, MWh per 15 minutes. Labels are interval endings, <c>0:00</c> being the end of the day; the four intervals that autumn
/// repeats carry <c>(DST)</c> and follow the rest of their day.
/// </summary>
internal sealed class ErcotFuelFormat : ISeriesFormat
{
    private const int Minutes = 15;

    /// <inheritdoc/>
    public string Family => "ercot";

    /// <inheritdoc/>
    public string Name => "ercot-fuel";

    /// <inheritdoc/>
    public IRowReader? Open(TableHeader table, SeriesSink sink) =>
        table.Has("date", "interval_ending", "gas", "wind") ? new Reader(table, sink) : null;

    private sealed class Reader : IRowReader
    {
        private const string Repeat = "(DST)";
        private readonly int _date;
        private readonly int _label;
        private readonly LocalClock _clock = new(MarketCalendar.For(ErcotHour.Market));
        private readonly ValueColumn[] _values;
        private readonly Publication _publication = Publication.Of(ErcotHour.Market);

        public Reader(TableHeader table, SeriesSink sink)
        {
            (_date, _label) = (table["date"], table["interval_ending"]);
            _values =
            [
                .. Enumerable
                    .Range(0, table.Columns.Count)
                    .Where(i => i != _date && i != _label && table.Names[i] is not "total")
                    .Select(i =>
                    {
                        var product = IntervalLength.Product($"gen_{table.Names[i].Replace('-', '_')}", Minutes);
                        var column = sink.Column(ErcotHour.Market, ErcotHour.Market, product, "MWh", Minutes, ErcotHour.Zone);
                        return new ValueColumn(i, table.Columns[i], column, PublishedAs.Measured);
                    }),
            ];
        }

        public void Read(RowSource row, SeriesSink sink)
        {
            var label = row[_label].Trim();
            var repeated = label.EndsWith(Repeat);
            var text = repeated ? label[..^Repeat.Length].Trim() : label;
            if (
                !TimeText.TryParse(row[_date], out var date, out _)
                || !TimeOnly.TryParseExact(text, "H:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var ending)
            )
            {
                sink.Reject($"'{SeriesSink.Shorten(row[_date])}' '{SeriesSink.Shorten(label)}' is not a date and an interval ending");
                return;
            }

            var end = ending == TimeOnly.MinValue ? date.AddDays(1) : date + ending.ToTimeSpan();
            if (_clock.ToUtc(end.AddMinutes(-Minutes), repeated) is not { } start)
            {
                sink.Reject($"the interval ending {label.ToString()} does not exist on {date:yyyy-MM-dd}");
                return;
            }

            foreach (var value in _values)
            {
                value.Add(row, sink, start, _publication);
            }
        }
    }
}
