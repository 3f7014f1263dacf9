using Npgsql;
using NpgsqlTypes;
using OptiBid.Core.Series.Staging;

namespace OptiBid.Core.Series.Postgres;

/// <summary>COPY in the binary format.</summary>
internal static class PostgresCopy
{
    private const string Columns = "series_id, start_utc, value, published_utc, version";

    /// <summary>The statement that fills a table with the columns of <c>staging</c>, then <paramref name="flags"/>.</summary>
    public static string Into(string table, string flags = "") => $"COPY {table} ({Columns}{flags}) FROM STDIN (FORMAT BINARY)";

    /// <summary>Writes the columns of a point; the importer buffers, so this rarely touches the network.</summary>
    public static void Write(NpgsqlBinaryImporter copy, int seriesId, in SeriesPoint point)
    {
        copy.StartRow();
        copy.Write(seriesId, NpgsqlDbType.Integer);
        copy.Write(point.StartUtc, NpgsqlDbType.TimestampTz);
        copy.Write(point.Value, NpgsqlDbType.Double);
        copy.Write(point.PublishedAtUtc, NpgsqlDbType.TimestampTz);
        copy.Write(point.Version, NpgsqlDbType.Integer);
    }

    /// <summary>Writes an accepted version with its flags.</summary>
    public static void Write(NpgsqlBinaryImporter copy, in AcceptedPoint accepted)
    {
        Write(copy, accepted.SeriesId, accepted.Point);
        copy.Write(accepted.IsCurrent, NpgsqlDbType.Boolean);
        copy.Write(accepted.IsNewInterval, NpgsqlDbType.Boolean);
    }
}
