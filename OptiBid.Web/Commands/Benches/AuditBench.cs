using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OptiBid.Core.Audit.Checkpoints;
using OptiBid.Core.Audit.Verification;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Hosting;

namespace OptiBid.Web.Commands.Benches;

/// <summary>
/// Rows into the audit log as the app writes them (encrypted, hashed, sealed, committed, given a place and covered by signed checkpoints in two
/// places) beside a plain insert of rows of the same size in the same run. One operation is a row; one repetition is 2,048 callers at once.
/// </summary>
internal sealed class AuditBench : IBench
{
    private const int Callers = 2048;
    private const int PlainBatch = 256;

    /// <inheritdoc/>
    public string Name => "audit";

    /// <inheritdoc/>
    public string Summary =>
        "rows a second into the audit log with signed checkpoints, and into a plain table; also PostgreSQL when configured";

    /// <inheritdoc/>
    public async Task<BenchResult> RunAsync(BenchSettings settings, CancellationToken cancellationToken)
    {
        var more = new Dictionary<string, object>(StringComparer.Ordinal);
        var folder = settings.Store ?? Directory.CreateTempSubdirectory("optibid-bench-").FullName;
        try
        {
            var timings = await MeasureAsync(folder, null, settings.Seconds, more, "", cancellationToken);
            var configured = new ConfigurationBuilder().AddEnvironmentVariables().AddEnvironmentVariables("OPTIBID_").Build();
            if (configured.GetConnectionString("Postgres") is { } connection)
            {
                await OnPostgresAsync(connection, folder, settings.Seconds, more, cancellationToken);
            }

            return new BenchResult(timings, more);
        }
        finally
        {
            if (settings.Store is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>In a database of its own, which goes afterwards: the log itself takes nothing back.</summary>
    private static async Task OnPostgresAsync(
        string connection,
        string folder,
        double seconds,
        Dictionary<string, object> more,
        CancellationToken cancellationToken
    )
    {
        var database = $"optibid_bench_{Guid.CreateVersion7():N}";
        await using var server = NpgsqlDataSource.Create(connection);
        await using (var create = server.CreateCommand($"CREATE DATABASE {database}"))
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        try
        {
            var own = new NpgsqlConnectionStringBuilder(connection) { Database = database }.ConnectionString;
            var timings = await MeasureAsync(Path.Combine(folder, "pg"), own, seconds, more, "postgres", cancellationToken);
            more["postgresPerSecond"] = timings.PerSecond;
        }
        finally
        {
            await using var drop = server.CreateCommand($"DROP DATABASE {database} WITH (FORCE)");
            await drop.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private static async Task<BenchTimings> MeasureAsync(
        string folder,
        string? postgres,
        double seconds,
        Dictionary<string, object> more,
        string prefix,
        CancellationToken cancellationToken
    )
    {
        string Named(string name) => prefix.Length == 0 ? name : prefix + char.ToUpperInvariant(name[0]) + name[1..];
        await using var services = Services(folder, postgres);
        Directory.CreateDirectory(folder);
        await services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(cancellationToken);
        await services.GetServices<ISeeder>().MinBy(s => s.Order)!.SeedAsync(cancellationToken);
        await using var scope = services.CreateAsyncScope();
        var trail = scope.ServiceProvider.GetRequiredService<IAuditTrail>();
        var checkpoints = services.GetRequiredService<ICheckpointAudit>();
        await trail.RecordAsync(Event(-1), cancellationToken);
        await checkpoints.ExecuteAsync(cancellationToken);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sequencing = SequenceAsync(checkpoints, stop.Token);
        var timings = await BenchTimings.MeasureAsync(
            seconds / 2,
            async repetition =>
            {
                await Task.WhenAll(
                    Enumerable
                        .Range(0, Callers)
                        .Select(i => Task.Run(() => trail.RecordAsync(Event((repetition * Callers) + i), cancellationToken)))
                );
                if (repetition % 4 == 3)
                {
                    // The time counts until the rows are covered by checkpoints, not only written.
                    await checkpoints.ExecuteAsync(cancellationToken);
                }

                return Callers;
            },
            cancellationToken
        );
        await stop.CancelAsync();
        await sequencing;
        await checkpoints.ExecuteAsync(cancellationToken);
        var outcome = (await scope.ServiceProvider.GetRequiredService<IVerifyAudit>().ExecuteAsync(null, cancellationToken)).Value;
        var plain = await PlainAsync(scope.ServiceProvider, seconds / 4, cancellationToken);
        more[Named("plainPerSecond")] = plain.PerSecond;
        more[Named("ratio")] = timings.PerSecond / plain.PerSecond;
        more[Named("checkpoints")] = outcome.Checkpoints;
        more[Named("verified")] = outcome.Status;
        more[Named("verifyRowsPerSecond")] = outcome.Rows / outcome.Seconds;
        return timings;
    }

    private static AuditEvent Event(long number) =>
        new(
            "bids.saved",
            "bid",
            number.ToString(CultureInfo.InvariantCulture),
            Before: new
            {
                Status = "draft",
                Mw = 50,
                Price = 20.5,
            },
            After: new
            {
                Status = "draft",
                Mw = 60,
                Price = 21.25,
                Email = "trader@example.com",
            },
            Reason: "bench"
        );

    /// <summary>What the worker of the app does.</summary>
    private static async Task SequenceAsync(ICheckpointAudit checkpoints, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await checkpoints.ExecuteAsync(cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Measured enough.
        }
    }

    /// <summary>Rows of the same size into a table without anything, in transactions of the same length.</summary>
    private static async Task<BenchTimings> PlainAsync(IServiceProvider services, double seconds, CancellationToken cancellationToken)
    {
        await using var db = await services
            .GetRequiredService<IDbContextFactory<OptiBidDbContext>>()
            .CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        var connection = db.Database.GetDbConnection();
        await ExecuteAsync(
            connection,
            "CREATE TABLE IF NOT EXISTS bench_plain (id text PRIMARY KEY, payload text, hash text)",
            cancellationToken
        );
        var payload = new string('x', 700);
        return await BenchTimings.MeasureAsync(
            seconds,
            async _ =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await using var insert = connection.CreateCommand();
                insert.Transaction = transaction;
                insert.CommandText = "INSERT INTO bench_plain VALUES (@id, @payload, @hash)";
                var id = Add(insert, "@id");
                Add(insert, "@payload").Value = payload;
                Add(insert, "@hash").Value = payload[..64];
                for (var i = 0; i < PlainBatch; i++)
                {
                    id.Value = Guid.CreateVersion7().ToString();
                    await insert.ExecuteNonQueryAsync(cancellationToken);
                }

                await transaction.CommitAsync(cancellationToken);
                return PlainBatch;
            },
            cancellationToken
        );
    }

    private static DbParameter Add(DbCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        command.Parameters.Add(parameter);
        return parameter;
    }

    private static async Task ExecuteAsync(DbConnection connection, string text, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = text;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static ServiceProvider Services(string folder, string? postgres)
    {
        var configuration = new ConfigurationManager();
        configuration["Storage:Directory"] = folder;
        if (postgres is not null)
        {
            configuration["Database:Provider"] = "Postgres";
            configuration["ConnectionStrings:Postgres"] = postgres;
        }

        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddLogging()
            .AddOptiBidCore(configuration)
            .BuildServiceProvider(validateScopes: true);
    }
}
