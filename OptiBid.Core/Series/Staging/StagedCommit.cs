using System.Data.Common;
using System.Globalization;

namespace OptiBid.Core.Series.Staging;

/// <summary>A version that a commit accepted for an interval that was held already, or that the batch names more than once.</summary>
internal readonly record struct AcceptedPoint(int SeriesId, SeriesPoint Point, bool IsCurrent, bool IsNewInterval);

/// <summary>
/// Moves a batch from its temporary table <c>staging</c> into <c>points</c> (one row per interval: the current version) and
/// <c>superseded</c> (all others), in the caller's transaction. Series that are new in their range are copied as they are; only the others are
/// compared with what is held, and only intervals with several versions pass through <see cref="VersionRule"/>. Both adapters speak the SQL used
/// here; what differs is abstract. Commits of one store run one after the other.
/// </summary>
internal abstract class StagedCommit(DbConnection connection, IReadOnlyCollection<BatchSeries> series)
{
    private const long RowsPerSlice = 200_000;
    private const string Columns = "series_id, start_utc, value, published_utc, version";

    private const string UpdateSummaries = """
        UPDATE series SET
          from_utc = least(coalesce(series.from_utc, t.lo), t.lo),
          last_utc = greatest(coalesce(series.last_utc, t.hi), t.hi),
          held_count = series.held_count + coalesce(n.intervals, 0)
        FROM touched t LEFT JOIN (SELECT series_id, sum(intervals) AS intervals FROM added GROUP BY series_id) AS n ON n.series_id = t.series_id
        WHERE series.series_id = t.series_id
        """;

    private const string IsContestedHeld =
        "EXISTS (SELECT 1 FROM contested c WHERE c.series_id = v.series_id AND c.start_utc = v.start_utc)";
    private const string IsContestedFresh =
        "EXISTS (SELECT 1 FROM contested c WHERE c.series_id = f.series_id AND c.start_utc = f.start_utc)";

    private async Task FillAsync(string table, string query, CancellationToken cancellationToken)
    {
        await ExecuteAsync($"DROP TABLE IF EXISTS {table}", cancellationToken);
        await ExecuteAsync($"CREATE TEMPORARY TABLE {table} AS {query}", cancellationToken);
        await FilledAsync(table, cancellationToken);
    }

    /// <summary>Runs a statement and returns how many rows it wrote.</summary>
    protected async Task<long> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var command = Command(sql);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A command on the batch's connection without a time limit.</summary>
    protected DbCommand Command(string sql)
    {
        var command = Connection.CreateCommand();
#pragma warning disable CA2100 // The text is made of constants, numbers and times only.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        return command;
    }

    private readonly record struct Slice(DateTime FromUtc, DateTime ToUtc);

    /// <summary>The batch's connection.</summary>
    protected DbConnection Connection { get; } = connection;

    /// <summary>The series of the batch.</summary>
    protected IReadOnlyCollection<BatchSeries> Series { get; } = series;

    /// <summary>The row order of a table as the database names it.</summary>
    protected abstract string Position { get; }

    /// <summary>A time as SQL.</summary>
    protected abstract string Literal(DateTime utc);

    /// <summary>Called before anything is written: locks, definitions, partitions.</summary>
    protected abstract Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Called for each temporary table that was filled.</summary>
    protected virtual Task FilledAsync(string table, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Adds rows to the temporary table <c>accepted</c>.</summary>
    protected abstract Task WriteAcceptedAsync(IReadOnlyList<AcceptedPoint> rows, CancellationToken cancellationToken);

    /// <summary>Called after the last row was written, <c>touched</c> holding the series and their ranges.</summary>
    protected abstract Task FinishAsync(CancellationToken cancellationToken);

    /// <summary>Runs the commit inside the open transaction of the connection.</summary>
    public async Task<AppendResult> RunAsync(CancellationToken cancellationToken)
    {
        await PrepareAsync(cancellationToken);
        await FillAsync(
            "touched",
            "SELECT series_id, min(start_utc) AS lo, max(start_utc) AS hi FROM staging GROUP BY series_id",
            cancellationToken
        );
        var unordered = string.Join(',', Series.Where(s => !s.HasDistinctStarts).Select(s => s.Id.ToString(CultureInfo.InvariantCulture)));
        var repeated = unordered.Length == 0 ? "false" : $"t.series_id IN ({unordered})";
        await FillAsync(
            "checked",
            $"SELECT t.series_id FROM touched t JOIN series s ON s.series_id = t.series_id WHERE {repeated} OR (s.from_utc <= t.hi AND s.last_utc >= t.lo)",
            cancellationToken
        );
        const string Direct = "FROM staging WHERE series_id NOT IN (SELECT series_id FROM checked)";
        await FillAsync("added", $"SELECT series_id, count(*) AS intervals {Direct} GROUP BY series_id", cancellationToken);
        var result = new AppendResult(
            await ExecuteAsync($"INSERT INTO points ({Columns}) SELECT {Columns} {Direct}", cancellationToken),
            0,
            0
        );
        foreach (var slice in await SlicesAsync(cancellationToken))
        {
            result += await MergeAsync(slice, cancellationToken);
        }

        await ExecuteAsync(UpdateSummaries, cancellationToken);
        await FinishAsync(cancellationToken);
        return result with { Duplicates = Series.Sum(s => s.Rows) - result.Inserted - result.Corrected };
    }

    /// <summary>Stretches of time with a bounded number of rows to compare, so that memory stays bounded whatever the size of the batch.</summary>
    private async Task<List<Slice>> SlicesAsync(CancellationToken cancellationToken)
    {
        var slices = new List<Slice>();
        await using var command = Command(
            "SELECT date_trunc('hour', start_utc) AS hour, count(*) FROM staging WHERE series_id IN (SELECT series_id FROM checked) GROUP BY hour ORDER BY hour"
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var load = long.MaxValue;
        while (await reader.ReadAsync(cancellationToken))
        {
            var (hour, rows) = (Utc(reader.GetDateTime(0)), reader.GetInt64(1));
            if (load >= RowsPerSlice)
            {
                slices.Add(new Slice(hour, hour));
                load = 0;
            }

            slices[^1] = slices[^1] with { ToUtc = hour.AddHours(1) };
            load += rows;
        }

        return slices;
    }

    private async Task<AppendResult> MergeAsync(Slice slice, CancellationToken cancellationToken)
    {
        var within = $"start_utc >= {Literal(slice.FromUtc)} AND start_utc < {Literal(slice.ToUtc)}";
        var heldWithin =
            $"v.{within.Replace("AND start", "AND v.start", StringComparison.Ordinal)} AND v.series_id IN (SELECT series_id FROM checked)";
        await FillAsync(
            "fresh",
            $"""
            SELECT {Columns}, {Position} AS position FROM staging s
            WHERE series_id IN (SELECT series_id FROM checked) AND {within}
              AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.series_id = s.series_id AND v.start_utc = s.start_utc
                              AND v.value = s.value AND v.published_utc = s.published_utc AND {heldWithin})
            """,
            cancellationToken
        );
        await FillAsync(
            "contested",
            $"""
            SELECT series_id, start_utc FROM fresh GROUP BY series_id, start_utc HAVING count(*) > 1
            UNION
            SELECT f.series_id, f.start_utc FROM fresh f
            WHERE EXISTS (SELECT 1 FROM points v WHERE v.series_id = f.series_id AND v.start_utc = f.start_utc AND {heldWithin})
            """,
            cancellationToken
        );
        const string New = $"FROM fresh f WHERE NOT {IsContestedFresh}";
        await ExecuteAsync(
            $"INSERT INTO added (series_id, intervals) SELECT series_id, count(*) {New} GROUP BY series_id",
            cancellationToken
        );
        var inserted = await ExecuteAsync($"INSERT INTO points ({Columns}) SELECT {Columns} {New}", cancellationToken);
        var accepted = await ResolveAsync(heldWithin, cancellationToken);
        if (accepted.Count > 0)
        {
            await ReplaceAsync(accepted, heldWithin, cancellationToken);
        }

        var newIntervals = accepted.Count(a => a.IsNewInterval);
        return new AppendResult(inserted + newIntervals, accepted.Count - newIntervals, 0);
    }

    private async Task ReplaceAsync(List<AcceptedPoint> accepted, string heldWithin, CancellationToken cancellationToken)
    {
        const string Match = "a.series_id = v.series_id AND a.start_utc = v.start_utc AND a.is_current";
        await FillAsync("accepted", $"SELECT {Columns}, true AS is_current, true AS is_new FROM staging WHERE false", cancellationToken);
        await WriteAcceptedAsync(accepted, cancellationToken);
        await FilledAsync("accepted", cancellationToken);
        await ExecuteAsync(
            $"INSERT INTO superseded ({Columns}) SELECT {Columns} FROM points v WHERE EXISTS (SELECT 1 FROM accepted a WHERE {Match}) AND {heldWithin}",
            cancellationToken
        );
        await ExecuteAsync($"DELETE FROM points v USING accepted a WHERE {Match} AND {heldWithin}", cancellationToken);
        await ExecuteAsync($"INSERT INTO superseded ({Columns}) SELECT {Columns} FROM accepted WHERE NOT is_current", cancellationToken);
        await ExecuteAsync($"INSERT INTO points ({Columns}) SELECT {Columns} FROM accepted WHERE is_current", cancellationToken);
        await ExecuteAsync(
            "INSERT INTO added (series_id, intervals) SELECT series_id, count(*) FROM accepted WHERE is_new GROUP BY series_id",
            cancellationToken
        );
    }

    private async Task<List<AcceptedPoint>> ResolveAsync(string heldWithin, CancellationToken cancellationToken)
    {
        var accepted = new List<AcceptedPoint>();
        await using var command = Command(
            $"""
            SELECT {Columns}, held FROM (
              SELECT {Columns}, true AS held, NULL AS position FROM versions v WHERE {IsContestedHeld} AND {heldWithin}
              UNION ALL
              SELECT {Columns}, false, position FROM fresh f WHERE {IsContestedFresh}
            ) AS claims
            ORDER BY series_id, start_utc, held DESC, CASE WHEN held THEN version END, published_utc, version, position
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var versions = new List<SeriesPoint>();
        var (seriesId, held) = (0, 0);
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetInt32(0);
            var point = new SeriesPoint(Utc(reader.GetDateTime(1)), reader.GetDouble(2), Utc(reader.GetDateTime(3)), reader.GetInt32(4));
            if (versions.Count > 0 && (id != seriesId || point.StartUtc != versions[0].StartUtc))
            {
                Flush();
            }

            seriesId = id;
            if (reader.GetBoolean(5))
            {
                versions.Add(point);
                held++;
            }
            else
            {
                VersionRule.TryAdd(versions, point);
            }
        }

        Flush();
        return accepted;

        void Flush()
        {
            for (var i = held; i < versions.Count; i++)
            {
                accepted.Add(new AcceptedPoint(seriesId, versions[i], i == versions.Count - 1, i == 0));
            }

            versions.Clear();
            held = 0;
        }
    }

    private static DateTime Utc(DateTime time) => DateTime.SpecifyKind(time, DateTimeKind.Utc);
}
