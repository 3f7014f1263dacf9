using Npgsql;
using OptiBid.Core.Series;
using OptiBid.Core.Series.Postgres;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Adapters;

public sealed class PostgresSeriesStoreTests(PostgresServer server) : SeriesStoreContract
{
    private string _connectionString = "";

    protected override async Task<ITimeSeriesStore> OpenEmptyAsync()
    {
        _connectionString = await server.CreateDatabaseAsync();
        return new PostgresSeriesStore(_connectionString);
    }

    [Fact]
    public async Task Two_processes_may_open_the_same_database_at_once()
    {
        await using var other = new PostgresSeriesStore(_connectionString);
        await Task.WhenAll(
            other.InitialiseAsync(TestContext.Current.CancellationToken),
            Store.InitialiseAsync(TestContext.Current.CancellationToken)
        );
        Assert.Empty(await other.ListAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith("Postgres", other.AdapterName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_days_get_a_partition_each_and_sparse_history_one_a_month()
    {
        var cancel = TestContext.Current.CancellationToken;
        var day = new DateTime(2024, 5, 1, 0, 0, 0, DateTimeKind.Utc);
        await using (var batch = await Store.BeginBatchAsync(cancel))
        {
            var hourly = Enumerable.Range(0, 24 * 365).Select(i => new SeriesPoint(day.AddYears(-3).AddHours(i), i, day)).ToArray();
            await batch.AppendAsync(new(new("PJM", "A", Products.DaLmp), "$/MWh", 60, "UTC", "test", false), hourly, cancel);
            await batch.CommitAsync(cancel);
        }

        await using (var batch = await Store.BeginBatchAsync(cancel))
        {
            for (var node = 0; node < 20; node++)
            {
                var ticks = Enumerable.Range(0, 288).Select(i => new SeriesPoint(day.AddMinutes(5 * i), i, day)).ToArray();
                await batch.AppendAsync(new(new("PJM", $"N{node}", Products.RtLmp), "$/MWh", 5, "UTC", "test", false), ticks, cancel);
            }

            await batch.CommitAsync(cancel);
        }

        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync(cancel);
        Assert.Equal(
            12L,
            await ScalarAsync(
                "SELECT count(*) FROM pg_inherits WHERE inhparent = 'timeseries.points'::regclass AND inhrelid::regclass::text LIKE 'timeseries.points_m%'"
            )
        );
        Assert.Equal(
            1L,
            await ScalarAsync(
                "SELECT count(*) FROM pg_inherits WHERE inhparent = 'timeseries.points'::regclass AND inhrelid::regclass::text = 'timeseries.points_d20240501'"
            )
        );
        Assert.Equal(20L * 24, await ScalarAsync("SELECT count(*) FROM timeseries.points_hourly WHERE product = 'rt_lmp'"));
        Assert.Equal(24L * 365, await ScalarAsync("SELECT count(*) FROM timeseries.points_hourly WHERE product = 'da_lmp'"));
        Assert.Equal(24L * 365 + 20 * 288, await ScalarAsync("SELECT count(*) FROM timeseries.points_current"));

        async Task<object?> ScalarAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync(cancel);
        }
    }
}
