using OptiBid.Core.Common;
using OptiBid.Core.Markets.Caiso;
using OptiBid.Core.Markets.Ercot;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Pjm;

namespace OptiBid.Core.Markets.Import.Formats;

/// <summary>All layouts, and the choice of one by the header of a file.</summary>
internal static class FormatCatalogue
{
    /// <summary>What <c>--format</c> takes.</summary>
    public static readonly IReadOnlyList<string> Families = ["auto", "epf", "pjm", "ercot", "caiso", "csv"];

    private static readonly ISeriesFormat[] s_all =
    [
        new LongCsvFormat(),
        new EpfFormat(),
        new EpfForecastFormat(),
        new PjmLmpFormat(),
        new PjmMeasuredFormat(),
        new PjmForecastFormat(),
        new PjmConstraintFormat(),
        new PjmRtoPriceFormat(),
        new ErcotFuelFormat(),
        new ErcotPointFormat(),
        new ErcotWideFormat(),
        new OasisPriceFormat(),
        new CaisoDemandFormat(),
        new CaisoDlapFormat(),
        new CaisoForecastFormat(),
        new CaisoInterchangeFormat(),
        new CaisoOutlookFormat(),
        new DerVetFormat(),
    ];

    /// <summary>The layout of a table and a reader of its rows.</summary>
    /// <param name="table">Header and first rows.</param>
    /// <param name="family">auto, or the family the file must be of.</param>
    /// <param name="mapping">Mapping for a CSV of any layout, or null.</param>
    /// <param name="sink">Where the reader puts its series.</param>
    /// <exception cref="BadInputException">The header is not known, is repeated, or is of another family.</exception>
    public static (ISeriesFormat Format, IRowReader Reader) Choose(TableHeader table, string family, CsvMapping? mapping, SeriesSink sink)
    {
        if (table.Columns.Any(c => c.Any(char.IsControl) || c.Contains('\uFFFD', StringComparison.Ordinal)))
        {
            throw new BadInputException(table.Path, 1, "the header is no text; expected column names");
        }

        if (table.Repeated is { } repeated)
        {
            throw new BadInputException(table.Path, 1, $"the header names column '{repeated}' twice");
        }

        if (mapping is not null)
        {
            var mapped = new MappedCsvFormat(mapping);
            return (mapped, mapped.Open(table, sink));
        }

        foreach (var format in s_all)
        {
            if (format.Open(table, sink) is { } reader)
            {
                return family is "auto" || family == format.Family
                    ? (format, reader)
                    : throw new BadInputException(
                        table.Path,
                        1,
                        $"the header is that of {format.Name} (--format {format.Family}), not of --format {family}"
                    );
            }
        }

        var shown = string.Join(", ", table.Columns.Take(12).Select(c => SeriesSink.Shorten(c)));
        throw new BadInputException(
            table.Path,
            1,
            family == "csv"
                ? Sentence.Of(
                    $"a CSV of any layout needs a mapping (--mapping FILE); without one the header must be interval_start_utc, market, node, product, unit, value. It is: {shown}"
                )
                : Sentence.Of($"the header is not one of the known layouts ({string.Join(", ", s_all.Select(f => f.Name))}): {shown}")
        );
    }
}
