using System.Globalization;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;

namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>Scores the rows of a table: a header, then as many numbers as the model has columns; an empty cell is missing.</summary>
public static class XgboostRows
{
    /// <summary>The answers of a model for each row of a file, plain or <c>.gz</c>.</summary>
    /// <exception cref="BadInputException">A row cannot be read; file and line are named.</exception>
    public static IReadOnlyList<float[]> Score(IXgboostModel model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        long? line = null;
        try
        {
            using var rows = RowSources.Open(SourceFile.OnDisk(path));
            return Score(model, path, rows, ref line);
        }
        catch (Exception fault) when (fault is InvalidDataException or UnreadableException or UnauthorizedAccessException)
        {
            throw new BadInputException(path, line, UnreadableException.Reason(fault), fault);
        }
    }

    private static List<float[]> Score(IXgboostModel model, string path, RowSource rows, ref long? line)
    {
        if (rows.Columns.Count != model.Width)
        {
            throw new BadInputException(path, 1, $"{rows.Columns.Count} cells; expected {model.Width}");
        }

        var answers = new List<float[]>();
        var row = new float[model.Width];
        while (rows.Read())
        {
            line = rows.Line;
            if (rows.CellCount != model.Width)
            {
                throw new BadInputException(path, line, $"{rows.CellCount} cells; expected {model.Width}");
            }

            for (var c = 0; c < row.Length; c++)
            {
                var cell = rows[c].Trim();
                row[c] =
                    cell.IsEmpty ? float.NaN
                    : float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && !float.IsInfinity(value)
                        ? value
                    : throw new BadInputException(
                        path,
                        line,
                        $"'{rows.Columns[c]}' is '{SeriesSink.Shorten(cell)}'; expected a finite number"
                    );
            }

            var answer = new float[model.Outputs];
            model.Score(row, answer);
            answers.Add(answer);
        }

        return answers.Count > 0 ? answers : throw new BadInputException(path, 1, "the file has a header and no rows");
    }
}
