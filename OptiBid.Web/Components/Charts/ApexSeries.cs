using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Components.Charts;

/// <summary>The snapshot charts that ApexCharts draws; live and long series are <see cref="LineChart"/> and the live chart.</summary>
public enum ApexKind
{
    /// <summary>Shares of a whole: the first series, a slice per category.</summary>
    Donut,

    /// <summary>A share of full scale per category, 0 to 100: the first series.</summary>
    Gauge,

    /// <summary>A row per series, a column per category, colour by value.</summary>
    HeatMap,

    /// <summary>Bars of stacked series, one per category.</summary>
    StackedBar,

    /// <summary>A bar from <see cref="ApexSeries.From"/> to the value per category, lying.</summary>
    RangeBar,
}

/// <summary>One series of an <see cref="ApexChart"/>.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="Values">One value per category; null is none.</param>
/// <param name="From">Lower ends of the bars of a <see cref="ApexKind.RangeBar"/>.</param>
public sealed record ApexSeries(string Name, IReadOnlyList<double?> Values, IReadOnlyList<double?>? From = null);

/// <summary>What an <see cref="ApexChart"/> says in words and in rows.</summary>
internal static class ApexSummary
{
    /// <summary>Name of the chart and, per series, how many values, the lowest and the highest.</summary>
    public static string Of(string title, IReadOnlyList<ApexSeries> series, string unit)
    {
        var sentences = series.Select(s =>
        {
            var values = s.Values.OfType<double>().Where(double.IsFinite).ToList();
            return values.Count == 0
                ? $"{s.Name}: {Formats.Missing}."
                : $"{s.Name}: {Formats.Number(values.Count, 0)}; {Formats.Number(values.Min())} – {Formats.Number(values.Max())} {unit}".TrimEnd()
                    + ".";
        });
        return $"{title}. {string.Join(" ", sentences)}";
    }

    /// <summary>The rows of the table and of the CSV file, header first, unit in the headers.</summary>
    public static IEnumerable<string[]> Rows(
        string first,
        IReadOnlyList<string> categories,
        IReadOnlyList<ApexSeries> series,
        string unit,
        Func<double, string> write
    )
    {
        string Header(string name) => unit.Length > 0 ? $"{name} [{unit}]" : name;
        string Cell(IReadOnlyList<double?> values, int at) =>
            at < values.Count && values[at] is { } v && double.IsFinite(v) ? write(v) : "";
        yield return
        [
            first,
            .. series.SelectMany(s => s.From is null ? [Header(s.Name)] : (string[])[Header(s.Name + " from"), Header(s.Name + " to")]),
        ];
        for (var i = 0; i < categories.Count; i++)
        {
            yield return
            [
                categories[i],
                .. series.SelectMany(s => s.From is null ? [Cell(s.Values, i)] : (string[])[Cell(s.From, i), Cell(s.Values, i)]),
            ];
        }
    }
}
