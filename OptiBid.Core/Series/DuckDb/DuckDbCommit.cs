using DuckDB.NET.Data;
using OptiBid.Core.Series.Staging;

namespace OptiBid.Core.Series.DuckDb;

/// <summary>The commit of a batch in DuckDB.</summary>
internal sealed class DuckDbCommit(DuckDBConnection connection, IReadOnlyCollection<BatchSeries> series, SeriesCatalogue catalogue)
    : StagedCommit(connection, series)
{
    /// <summary>The series of the batch as they are after it.</summary>
    public IReadOnlyList<CatalogueEntry> Touched { get; private set; } = [];

    /// <inheritdoc/>
    protected override string Position => "rowid";

    /// <inheritdoc/>
    protected override string Literal(DateTime utc) => FormattableString.Invariant($"TIMESTAMP '{utc:yyyy-MM-dd HH:mm:ss.ffffff}'");

    /// <inheritdoc/>
    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var item in Series)
        {
            if (catalogue.Find(item.Definition.Key) is { } held)
            {
                Definitions.RequireSame(held.Definition, item.Definition);
                continue;
            }

            var d = item.Definition;
            await using var command = Command(DuckDbSchema.InsertSeries);
            object[] values =
            [
                item.Id,
                d.Key.Market,
                d.Key.Node,
                d.Key.Product,
                d.Unit,
                d.IntervalMinutes,
                d.TimeZoneId,
                d.Source,
                d.IsSimulated,
            ];
            foreach (var value in values)
            {
                command.Parameters.Add(new DuckDBParameter(value));
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    protected override Task WriteAcceptedAsync(IReadOnlyList<AcceptedPoint> rows, CancellationToken cancellationToken)
    {
        using var appender = new PointAppender((DuckDBConnection)Connection, "accepted", flags: 2);
        foreach (var row in rows)
        {
            appender.Append(row);
        }

        appender.Complete();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task FinishAsync(CancellationToken cancellationToken)
    {
        const string Sql = $"{DuckDbSchema.SelectSeries} WHERE series_id IN (SELECT series_id FROM touched)";
        Touched = DuckDbDatabase.Read((DuckDBConnection)Connection, Sql, [], CatalogueEntry.From, cancellationToken);
        return Task.CompletedTask;
    }
}
