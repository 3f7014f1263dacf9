using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace OptiBid.Core.Data;

/// <summary>
/// One statement for many rows inside the transaction of a context, without tracking them: prepared once on SQLite, one round trip on PostgreSQL.
/// Values are stored as the model stores them.
/// </summary>
/// <param name="sql">The statement with a parameter <c>@p0</c>, <c>@p1</c> ... for each column.</param>
/// <param name="types">How the model stores each column.</param>
internal sealed class RowStatement(string sql, IReadOnlyList<RelationalTypeMapping> types)
{
    /// <summary>The insert of whole entities.</summary>
    /// <typeparam name="T">An entity with a table of its own and no generated values.</typeparam>
    public static async Task InsertAsync<T>(OptiBidDbContext db, IEnumerable<T> rows, CancellationToken cancellationToken)
        where T : class
    {
        var entity = db.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is no entity");
        var columns = entity.GetProperties().ToList();
        var names = string.Join(", ", columns.Select(c => $"\"{c.GetColumnName()}\""));
        var places = string.Join(", ", columns.Select((_, i) => $"@p{i}"));
        var insert = new RowStatement(
            $"INSERT INTO \"{entity.GetTableName()}\" ({names}) VALUES ({places})",
            [.. columns.Select(c => c.GetRelationalTypeMapping())]
        );
        var getters = columns.Select(c => c.GetGetter()).ToArray();
        await insert.RunAsync(db, rows.Select(row => getters.Select(g => g.GetClrValue(row)).ToArray()), cancellationToken);
    }

    /// <summary>Runs it for each row; the number of rows it changed.</summary>
    /// <exception cref="DbUpdateException">The database refused a row.</exception>
    public async Task<int> RunAsync(OptiBidDbContext db, IEnumerable<object?[]> rows, CancellationToken cancellationToken)
    {
        var transaction =
            db.Database.CurrentTransaction?.GetDbTransaction() ?? throw new InvalidOperationException("there is no transaction");
        var connection = db.Database.GetDbConnection();
        try
        {
            return connection.CanCreateBatch
                ? await BatchAsync(connection, transaction, rows, cancellationToken)
                : await OneByOneAsync(connection, transaction, rows, cancellationToken);
        }
        catch (DbException fault)
        {
            throw new DbUpdateException("The rows could not be written: " + fault.Message, fault);
        }
    }

    private async Task<int> BatchAsync(
        DbConnection connection,
        DbTransaction transaction,
        IEnumerable<object?[]> rows,
        CancellationToken cancellationToken
    )
    {
        await using var factory = connection.CreateCommand();
        await using var batch = connection.CreateBatch();
        batch.Transaction = transaction;
        foreach (var row in rows)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = sql;
            for (var i = 0; i < types.Count; i++)
            {
                command.Parameters.Add(Parameter(factory, i, row[i]));
            }

            batch.BatchCommands.Add(command);
        }

        return batch.BatchCommands.Count == 0 ? 0 : await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<int> OneByOneAsync(
        DbConnection connection,
        DbTransaction transaction,
        IEnumerable<object?[]> rows,
        CancellationToken cancellationToken
    )
    {
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Names of the model and places for values.
        command.CommandText = sql;
#pragma warning restore CA2100
        var changed = 0;
        foreach (var row in rows)
        {
            for (var i = 0; i < types.Count; i++)
            {
                if (command.Parameters.Count < types.Count)
                {
                    command.Parameters.Add(Parameter(command, i, row[i]));
                }
                else
                {
                    command.Parameters[i].Value = types[i].Converter is { } converter
                        ? converter.ConvertToProvider(row[i]) ?? DBNull.Value
                        : row[i] ?? DBNull.Value;
                }
            }

            changed += await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return changed;
    }

    private DbParameter Parameter(DbCommand command, int column, object? value) =>
        types[column].CreateParameter(command, $"@p{column}", value, nullable: true);
}
