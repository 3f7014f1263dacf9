using System.Globalization;
using System.Text;
using OptiBid.Core.Forecasting.Metrics;

namespace OptiBid.Core.Forecasting.Reports;

/// <summary>A report as a page of docs/models.</summary>
public static class ModelReportMarkdown
{
    /// <summary>The page.</summary>
    public static string Of(ModelReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        Line(text, $"# {report.Title}");
        Line(text, $"Written by `optibid models report {report.Name}`; do not edit. Intervals are of 95 %.");
        foreach (var paragraph in report.About)
        {
            Line(text, $"");
            Line(text, $"{paragraph}");
        }

        foreach (var table in report.Tables)
        {
            Line(text, $"");
            Line(text, $"## {table.Title}");
            Line(text, $"");
            Line(text, $"| {string.Join(" | ", table.Keys.Concat(table.Columns))} |");
            Line(text, $"|{string.Concat(table.Keys.Select(_ => "---|"))}{string.Concat(table.Columns.Select(_ => "---:|"))}");
            foreach (var row in table.Rows)
            {
                Line(text, $"| {string.Join(" | ", row.Keys.Concat(row.Values.Select((v, c) => Cell(v, table.Decimals[c]))))} |");
            }
        }

        Line(text, $"");
        Line(text, $"## How it was measured");
        Line(text, $"");
        Line(text, $"Seed {report.Seed}, {report.Seconds:F0} s. Data (SHA-256):");
        Line(text, $"");
        foreach (var source in report.Sources)
        {
            Line(text, $"- `{source.File}` {source.Sha256}");
        }

        return text.ToString();
    }

    /// <summary>A figure with its interval as text.</summary>
    public static string Cell(Measured? figure, int decimals)
    {
        if (figure is not { } f || !double.IsFinite(f.Value))
        {
            return "-";
        }

        var format = "F" + decimals.ToString(CultureInfo.InvariantCulture);
        var value = f.Value.ToString(format, CultureInfo.InvariantCulture);
        return double.IsFinite(f.Low) && double.IsFinite(f.High)
            ? $"{value} ({f.Low.ToString(format, CultureInfo.InvariantCulture)} to {f.High.ToString(format, CultureInfo.InvariantCulture)})"
            : value;
    }

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
