using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Postgres;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Portfolios;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Data;

/// <summary>One organisation never sees, changes or makes rows of another: through the filters everywhere, and without them on PostgreSQL.</summary>
public sealed class TenancyTests(PostgresServer postgres) : IAsyncLifetime
{
    private static readonly Guid s_ada = new("01990000-0000-7000-8000-00000000aaaa");
    private static readonly Guid s_bob = new("01990000-0000-7000-8000-00000000bbbb");
    private readonly string _folder = Directory.CreateTempSubdirectory("optibid-tenancy-").FullName;
    private readonly List<ServiceProvider> _hosts = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    [Trait("AttackCase", "1")]
    public async Task A_scope_reads_and_writes_rows_of_its_organisation_only(string provider)
    {
        var host = await HostAsync(provider);
        await AddAsync(host, s_ada, "Ada's battery");
        await AddAsync(host, s_bob, "Bob's battery");
        await using (var db = Of(host, s_ada))
        {
            Assert.Equal("Ada's battery", (await db.Set<Asset>().SingleAsync(Cancel)).Name);
            Assert.Equal(0, await db.Set<Asset>().CountAsync(a => a.OrganisationId == s_bob, Cancel));
            db.Add(NewAsset(s_bob, "planted"));
            await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync(Cancel));
        }

        await using (var nobody = Of(host, null))
        {
            Assert.Empty(await nobody.Set<Asset>().ToListAsync(Cancel));
        }

        await using var platform = host.GetRequiredService<IPlatformContexts>().CreateDbContext();
        Assert.Equal(2, await platform.Set<Asset>().CountAsync(Cancel));
    }

    [Fact]
    [Trait("AttackCase", "6")]
    public async Task With_the_filters_off_postgres_still_shows_one_organisation()
    {
        var host = await HostAsync("Postgres");
        await AddAsync(host, s_ada, "Ada's battery");
        await AddAsync(host, s_bob, "Bob's battery");
        await using (var db = Of(host, s_ada))
        {
            Assert.Equal(["Ada's battery"], await db.Set<Asset>().IgnoreQueryFilters().Select(a => a.Name).ToListAsync(Cancel));
            Assert.Equal(
                1,
                await db.Database.SqlQueryRaw<int>("SELECT count(*)::int AS \"Value\" FROM portfolio_assets").SingleAsync(Cancel)
            );
            Assert.Equal(
                0,
                await db.Set<Asset>()
                    .IgnoreQueryFilters()
                    .Where(a => a.OrganisationId == s_bob)
                    .ExecuteUpdateAsync(s => s.SetProperty(a => a.Name, "stolen"), Cancel)
            );
            Assert.Equal(0, await db.Set<Asset>().IgnoreQueryFilters().Where(a => a.OrganisationId == s_bob).ExecuteDeleteAsync(Cancel));
            var moved = await Assert.ThrowsAsync<PostgresException>(() =>
                db.Set<Asset>().IgnoreQueryFilters().ExecuteUpdateAsync(s => s.SetProperty(a => a.OrganisationId, s_bob), Cancel)
            );
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, moved.SqlState);
            // Accounts and sessions are out of reach altogether.
            var accounts = await Assert.ThrowsAsync<PostgresException>(() =>
                db.Database.SqlQueryRaw<int>("SELECT count(*)::int AS \"Value\" FROM users").SingleAsync(Cancel)
            );
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, accounts.SqlState);
        }

        await using var nobody = Of(host, null);
        Assert.Empty(await nobody.Set<Asset>().IgnoreQueryFilters().ToListAsync(Cancel));
    }

    [Fact]
    [Trait("AttackCase", "6")]
    public async Task A_pooled_connection_does_not_remember_the_organisation_before()
    {
        var host = await HostAsync("Postgres", pool: 1);
        await AddAsync(host, s_ada, "Ada's battery");
        await AddAsync(host, s_bob, "Bob's battery");
        for (var i = 0; i < 20; i++)
        {
            await using (var ada = Of(host, s_ada))
            {
                Assert.Equal("Ada's battery", (await ada.Set<Asset>().IgnoreQueryFilters().SingleAsync(Cancel)).Name);
            }

            await using (var platform = host.GetRequiredService<IPlatformContexts>().CreateDbContext())
            {
                Assert.Equal(2, await platform.Set<Asset>().CountAsync(Cancel));
            }

            await using (var bob = Of(host, s_bob))
            {
                Assert.Equal("Bob's battery", (await bob.Set<Asset>().IgnoreQueryFilters().SingleAsync(Cancel)).Name);
            }
        }
    }

    [Fact]
    public async Task Every_table_with_an_organisation_has_row_level_security_and_the_role_cannot_bypass_it()
    {
        var host = await HostAsync("Postgres");
        await using var db = host.GetRequiredService<IPlatformContexts>().CreateDbContext();
        var bare = await db
            .Database.SqlQueryRaw<string>(
                """
                SELECT c.table_name::text AS "Value" FROM information_schema.columns c
                JOIN pg_class t ON t.relname = c.table_name AND t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace
                WHERE c.table_schema = 'public' AND c.column_name = 'OrganisationId' AND NOT (t.relrowsecurity AND t.relforcerowsecurity)
                """
            )
            .ToListAsync(Cancel);
        Assert.Empty(bare.Except(s_crossing));
        foreach (var table in s_crossing)
        {
            var reachable = await db
                .Database.SqlQuery<bool>(
                    $"SELECT has_table_privilege({RowLevelSecurity.Role}, {table}, 'SELECT, INSERT, UPDATE, DELETE') AS \"Value\""
                )
                .SingleAsync(Cancel);
            Assert.False(reachable, $"the role of one organisation may touch {table}");
        }

        var role = await db
            .Database.SqlQueryRaw<bool>(
                $"SELECT rolsuper OR rolbypassrls OR rolcanlogin AS \"Value\" FROM pg_roles WHERE rolname = '{RowLevelSecurity.Role}'"
            )
            .SingleAsync(Cancel);
        Assert.False(role);
    }

    /// <summary>Tables that name an organisation but are read before one is known; the tenant's role cannot touch them at all.</summary>
    private static readonly string[] s_crossing = ["sessions", "pending_sign_ins"];

    private async Task<ServiceProvider> HostAsync(string provider, int? pool = null)
    {
        var settings = new Dictionary<string, string?> { ["Database:Provider"] = provider };
        if (provider == "Postgres")
        {
            var connection = await postgres.CreateDatabaseAsync();
            settings["ConnectionStrings:Postgres"] = pool is null
                ? connection
                : new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = pool.Value }.ConnectionString;
        }

        var host = new ServiceCollection()
            .AddData(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), _folder)
            .AddScoped<Who>()
            .AddScoped<ITenant>(p => p.GetRequiredService<Who>())
            .BuildServiceProvider(validateScopes: true);
        _hosts.Add(host);
        await host.GetRequiredService<IDatabaseMigrator>().MigrateAsync(Cancel);
        return host;
    }

    private static OptiBidDbContext Of(ServiceProvider host, Guid? organisation)
    {
        using var scope = host.CreateScope();
        scope.ServiceProvider.GetRequiredService<Who>().OrganisationId = organisation;
        return scope.ServiceProvider.GetRequiredService<IDbContextFactory<OptiBidDbContext>>().CreateDbContext();
    }

    private static async Task AddAsync(ServiceProvider host, Guid organisation, string name)
    {
        await using var db = Of(host, organisation);
        db.Add(NewAsset(organisation, name));
        await db.SaveChangesAsync(Cancel);
    }

    private static Asset NewAsset(Guid organisation, string name) =>
        Asset.From(
            new AssetDraft(name, AssetKind.Battery, "ERCOT", "HB_NORTH", 100, 400, 0.85),
            organisation,
            "test",
            new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)
        );

    private sealed class Who : ITenant
    {
        public Guid? OrganisationId { get; set; }
    }
}
