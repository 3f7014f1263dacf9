using System.Globalization;
using System.IO.Compression;
using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Metrics;

/// <summary>An hourly CSV with the time in its first column and 24 rows a day, as the EPF benchmark publishes prices and forecasts.</summary>
/// <param name="Start">First hour, local clock.</param>
/// <param name="Columns">Values by trimmed header name.</param>
public sealed record HourlyTable(DateTime Start, IReadOnlyDictionary<string, double[]> Columns)
{
    /// <summary>Reads a file, plain or <c>.gz</c>.</summary>
    /// <exception cref="BadInputException">A row is missing, out of order, too short or not a number; file and line are named.</exception>
    public static HourlyTable Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using var reader = new StreamReader(
                path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file
            );
            return Parse(path, reader);
        }
        catch (InvalidDataException fault)
        {
            throw new BadInputException(path, null, $"not a readable gzip file: {fault.Message}", fault);
        }
    }

    private static HourlyTable Parse(string path, TextReader reader)
    {
        var header = (reader.ReadLine() ?? "").Split(',').Select(n => n.Trim()).ToArray();
        if (header.Length < 2)
        {
            throw new BadInputException(path, 1, "expected a header with a time column and at least one value column");
        }

        var values = header.Skip(1).Select(_ => new List<double>()).ToArray();
        var start = DateTime.MinValue;
        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            var cells = text.Split(',');
            if (cells.Length != header.Length)
            {
                throw new BadInputException(path, line, $"{cells.Length} cells; expected {header.Length}");
            }

            if (!DateTime.TryParse(cells[0], CultureInfo.InvariantCulture, out var time))
            {
                throw new BadInputException(path, line, $"'{cells[0]}' is not a time");
            }

            start = line == 2 ? time : start;
            if (time != start.AddHours(line - 2))
            {
                throw new BadInputException(
                    path,
                    line,
                    $"hour {time:yyyy-MM-dd HH:mm}; expected {start.AddHours(line - 2):yyyy-MM-dd HH:mm}"
                );
            }

            for (var c = 1; c < cells.Length; c++)
            {
                if (!double.TryParse(cells[c], NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
                {
                    throw new BadInputException(path, line, $"'{header[c]}' is '{cells[c]}'; expected a finite number");
                }

                values[c - 1].Add(value);
            }
        }

        return values[0].Count > 0
            ? new(start, header.Skip(1).Zip(values).ToDictionary(p => p.First, p => p.Second.ToArray(), StringComparer.OrdinalIgnoreCase))
            : throw new BadInputException(path, 1, "the file has a header and no rows");
    }
}
