using System.Globalization;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;

namespace OptiBid.Core.Forecasting.Metrics;

/// <summary>An hourly CSV with the time in its first column and 24 rows a day, as the EPF benchmark publishes prices and forecasts.</summary>
/// <param name="Start">First hour, local clock.</param>
/// <param name="Columns">Values by trimmed header name.</param>
public sealed record HourlyTable(DateTime Start, IReadOnlyDictionary<string, double[]> Columns)
{
    /// <summary>Reads a file, plain or <c>.gz</c>.</summary>
    /// <exception cref="BadInputException">The file is damaged, or a row is missing, out of order, too short or not a number; file and line are named.</exception>
    public static HourlyTable Read(string path)
    {
        long? line = null;
        try
        {
            using var rows = RowSources.Open(SourceFile.OnDisk(path));
            return Parse(path, rows, ref line);
        }
        catch (Exception fault) when (fault is InvalidDataException or UnreadableException or UnauthorizedAccessException)
        {
            throw new BadInputException(path, line, UnreadableException.Reason(fault), fault);
        }
    }

    private static HourlyTable Parse(string path, RowSource rows, ref long? line)
    {
        var header = rows.Columns;
        if (header.Count < 2)
        {
            throw new BadInputException(path, 1, "expected a header with a time column and at least one value column");
        }

        var repeated = header.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1);
        if (repeated is not null)
        {
            throw new BadInputException(path, 1, $"the header names column '{repeated.Key}' twice");
        }

        var values = header.Skip(1).Select(_ => new List<double>()).ToArray();
        var start = DateTime.MinValue;
        while (rows.Read())
        {
            line = rows.Line;
            if (rows.CellCount != header.Count)
            {
                throw new BadInputException(path, line, $"{rows.CellCount} cells; expected {header.Count}");
            }

            if (!DateTime.TryParse(rows[0], CultureInfo.InvariantCulture, out var time))
            {
                throw new BadInputException(path, line, $"'{SeriesSink.Shorten(rows[0])}' is not a time");
            }

            start = values[0].Count == 0 ? time : start;
            var expected = start.AddHours(values[0].Count);
            if (time != expected)
            {
                throw new BadInputException(path, line, $"hour {time:yyyy-MM-dd HH:mm}; expected {expected:yyyy-MM-dd HH:mm}");
            }

            for (var c = 1; c < header.Count; c++)
            {
                if (!double.TryParse(rows[c], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
                {
                    throw new BadInputException(path, line, $"'{header[c]}' is '{SeriesSink.Shorten(rows[c])}'; expected a finite number");
                }

                values[c - 1].Add(value);
            }
        }

        return values[0].Count > 0
            ? new(start, header.Skip(1).Zip(values).ToDictionary(p => p.First, p => p.Second.ToArray(), StringComparer.OrdinalIgnoreCase))
            : throw new BadInputException(path, 1, "the file has a header and no rows");
    }
}
