using DuckDB.NET.Data;
using OptiBid.Core.Series;

namespace OptiBid.Web.Commands.Benches;

/// <summary>DuckDB's own appender on a plain table: the rate that the time-series store and the import are measured against.</summary>
internal static class BareAppender
{
    /// <summary>Appends for <paramref name="seconds"/>; one repetition is one appender, closed at its end, over all series.</summary>
    /// <param name="file">Database file, created.</param>
    /// <param name="seconds">How long to measure.</param>
    /// <param name="series">Number of series.</param>
    /// <param name="points">The points of a repetition and series.</param>
    /// <param name="cancellationToken">Stops the measurement.</param>
    public static async Task<BenchTimings> MeasureAsync(
        string file,
        double seconds,
        int series,
        Func<int, int, SeriesPoint[]> points,
        CancellationToken cancellationToken
    )
    {
        await using var connection = new DuckDBConnection($"Data Source={file}");
        await connection.OpenAsync(cancellationToken);
        await using (var create = connection.CreateCommand())
        {
            create.CommandText =
                "CREATE TABLE points (series_id INTEGER, start_utc TIMESTAMP, value DOUBLE, published_utc TIMESTAMP, version INTEGER)";
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        return await BenchTimings.MeasureAsync(
            seconds,
            repetition => Task.FromResult(Append(connection, series, s => points(repetition, s))),
            cancellationToken
        );
    }

    private static long Append(DuckDBConnection connection, int series, Func<int, SeriesPoint[]> points)
    {
        var rows = 0L;
        using var appender = connection.CreateAppender("points");
        for (var s = 0; s < series; s++)
        {
            foreach (var point in points(s))
            {
                appender
                    .CreateRow()
                    .AppendValue(s)
                    .AppendValue(point.StartUtc)
                    .AppendValue(point.Value)
                    .AppendValue(point.PublishedAtUtc)
                    .AppendValue(point.Version)
                    .EndRow();
                rows++;
            }
        }

        appender.Close();
        return rows;
    }
}
