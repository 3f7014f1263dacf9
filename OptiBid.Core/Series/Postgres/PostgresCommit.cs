using Npgsql;
using OptiBid.Core.Series.Staging;

namespace OptiBid.Core.Series.Postgres;

/// <summary>The commit of a batch in PostgreSQL, under a lock that all processes on the database share.</summary>
internal sealed class PostgresCommit(
    NpgsqlConnection connection,
    IReadOnlyCollection<BatchSeries> series,
    bool hasTimescale,
    IReadOnlyDictionary<DateOnly, long> rowsPerDay
) : StagedCommit(connection, series)
{
    private NpgsqlConnection Npgsql => (NpgsqlConnection)Connection;

    /// <inheritdoc/>
    protected override string Position => "ctid";

    /// <inheritdoc/>
    protected override string Literal(DateTime utc) => FormattableString.Invariant($"TIMESTAMPTZ '{utc:yyyy-MM-dd HH:mm:ss.ffffff}+00'");

    /// <inheritdoc/>
    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await ExecuteAsync(FormattableString.Invariant($"SELECT pg_advisory_xact_lock({PostgresDatabase.LockKey})"), cancellationToken);
        await CheckDefinitionsAsync(cancellationToken);
        if (!hasTimescale)
        {
            await CreatePartitionsAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override Task FilledAsync(string table, CancellationToken cancellationToken) =>
        ExecuteAsync($"ANALYZE {table}", cancellationToken);

    /// <inheritdoc/>
    protected override async Task WriteAcceptedAsync(IReadOnlyList<AcceptedPoint> rows, CancellationToken cancellationToken)
    {
        await using var copy = await Npgsql.BeginBinaryImportAsync(
            PostgresCopy.Into("accepted", ", is_current, is_new"),
            cancellationToken
        );
        foreach (var row in rows)
        {
            PostgresCopy.Write(copy, row);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task FinishAsync(CancellationToken cancellationToken)
    {
        var subHourly = Series.Where(s => s.Definition.IntervalMinutes < 60).ToList();
        if (hasTimescale || subHourly.Count == 0)
        {
            return Task.CompletedTask;
        }

        var from = Hour(subHourly.Min(s => s.FirstUtc));
        var to = Hour(subHourly.Max(s => s.LastUtc)).AddHours(1);
        var range = $"p.start_utc >= {Literal(from)} AND p.start_utc < {Literal(to)}";
        return ExecuteAsync(PostgresSchema.RollUp(range), cancellationToken);
    }

    private static DateTime Hour(DateTime time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerHour));

    /// <summary>Another batch may have given a reserved series its definition since the append; one that holds nothing yet takes ours.</summary>
    private async Task CheckDefinitionsAsync(CancellationToken cancellationToken)
    {
        const string Select = $"{PostgresSchema.SelectSeries} WHERE series_id = ANY($1)";
        const string Update =
            "UPDATE series SET unit = $2, interval_minutes = $3, time_zone = $4, source = $5, is_simulated = $6 WHERE series_id = $1";
        var rows = await PostgresDatabase.ReadAsync(
            Npgsql,
            Select,
            [Series.Select(s => s.Id).ToArray()],
            row => (Id: row.GetInt32(0), Definition: PostgresSeriesStore.Definition(row), IsHeld: row.GetInt64(11) > 0),
            cancellationToken
        );
        var stored = rows.ToDictionary(r => r.Id);
        foreach (var item in Series)
        {
            var (_, definition, isHeld) = stored[item.Id];
            if (isHeld)
            {
                Definitions.RequireSame(definition, item.Definition);
            }
            else if (definition != item.Definition)
            {
                var d = item.Definition;
                object[] values = [item.Id, d.Unit, d.IntervalMinutes, d.TimeZoneId, d.Source, d.IsSimulated];
                await PostgresDatabase.ReadAsync(Npgsql, Update, values, _ => 0, cancellationToken);
            }
        }
    }

    private async Task CreatePartitionsAsync(CancellationToken cancellationToken)
    {
        const string Select =
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'points'::regclass";
        var existing = await PostgresDatabase.ReadAsync(Npgsql, Select, [], row => row.GetString(0), cancellationToken);
        foreach (var partition in PartitionPlan.Missing(existing.ToHashSet(StringComparer.Ordinal), rowsPerDay))
        {
            await ExecuteAsync(partition, cancellationToken);
        }
    }
}
