using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Bidding.Offers;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Postgres;
using OptiBid.Core.Data.Sqlite;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Portfolios.Batteries;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Adapters;

/// <summary>The records on both providers: migrations build the model, nothing is pending, and what is written comes back.</summary>
public class RecordsDatabaseTests(PostgresServer postgres)
{
    [Fact]
    public async Task Sqlite_is_migrated_keeps_a_bid_and_has_no_pending_model_change()
    {
        var folder = Directory.CreateTempSubdirectory("optibid").FullName;
        try
        {
            var file = Path.Combine(folder, "optibid.db");
            var options = new DbContextOptionsBuilder<SqliteOptiBidDbContext>().UseSqlite($"Data Source={file};Pooling=False").Options;
            await CheckAsync(() => new SqliteOptiBidDbContext(options) { Tenant = TenantScope.Everybody }, folder);
            await using var db = new SqliteOptiBidDbContext(options);
            var mode = await db.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync(Token);
            Assert.Equal("wal", mode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Postgres_is_migrated_keeps_a_bid_and_has_no_pending_model_change()
    {
        var connection = await postgres.CreateDatabaseAsync();
        var options = new DbContextOptionsBuilder<PostgresOptiBidDbContext>().UseNpgsql(connection).Options;
        await CheckAsync(() => new PostgresOptiBidDbContext(options) { Tenant = TenantScope.Everybody }, ".");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task CheckAsync(Func<OptiBidDbContext> create, string folder)
    {
        var migrator = new DatabaseMigrator(new Factory(create), folder);
        await migrator.MigrateAsync(Token);
        await migrator.MigrateAsync(Token);
        Assert.Empty(await migrator.PendingAsync(Token));

        await using var db = create();
        Assert.False(db.Database.HasPendingModelChanges(), "the model differs from the migrations: run eng/regenerate-migrations.sh");
        var start = new DateTime(2026, 11, 1, 5, 0, 0, DateTimeKind.Utc);
        var bid = new Bid
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = Guid.CreateVersion7(),
            AssetId = Guid.CreateVersion7(),
            AssetName = "Battery",
            Market = "ERCOT",
            Node = "HB_NORTH",
            Day = new(2026, 11, 1),
            Battery = new BatterySpec("Battery", 100, 400, 0.85),
            Offers = [new HourOffer(start, [new(-250, -100), new(12.34m, 0.1m)])],
            GateClosureUtc = start,
        };
        bid.Become(BidStatus.Submitted, "Ada", "submitted", start);
        db.Add(bid);
        await db.SaveChangesAsync(Token);

        await using var fresh = create();
        var read = await fresh.Set<Bid>().SingleAsync(b => b.Id == bid.Id, Token);
        Assert.Equal(bid.Battery, read.Battery);
        Assert.Equal(bid.Offers[0].Points, read.Offers[0].Points);
        Assert.Equal((bid.Day, bid.GateClosureUtc, DateTimeKind.Utc), (read.Day, read.GateClosureUtc, read.GateClosureUtc.Kind));

        // The unique key of live bids holds at the database, whatever two processes do.
        var twice = new Bid
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = bid.OrganisationId,
            AssetId = bid.AssetId,
            AssetName = "Battery",
            Market = "ERCOT",
            Node = "HB_NORTH",
            Day = bid.Day,
        };
        twice.Become(BidStatus.Submitted, "Ada", "submitted", start);
        fresh.Add(twice);
        await Assert.ThrowsAsync<DbUpdateException>(() => fresh.SaveChangesAsync(Token));
    }

    private sealed class Factory(Func<OptiBidDbContext> create) : IPlatformContexts
    {
        public OptiBidDbContext CreateDbContext() => create();

        public OptiBidDbContext CreateDbContextOf(Guid organisationId) => create();
    }
}
