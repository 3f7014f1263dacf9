using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.ApiKeys;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Adapters;

/// <summary>What PostgreSQL itself refuses, whatever the code above it does.</summary>
public sealed class RowLevelSecurityTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("AttackCase", "6")]
    public async Task Raw_sql_sees_one_organisation_and_cannot_write_into_another()
    {
        var (alpha, beta) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var (contexts, services) = await OpenAsync();
        await using var provider = services;
        await using (var db = contexts.CreateDbContext())
        {
            db.AddRange(Account(alpha), Account(alpha), Account(beta));
            await db.SaveChangesAsync(Cancel);
        }

        foreach (var (organisation, rows) in new[] { (alpha, 2), (beta, 1), (Guid.Empty, 0), (Guid.CreateVersion7(), 0), (alpha, 2) })
        {
            await using var db = contexts.CreateDbContextOf(organisation);
            Assert.Equal(
                rows,
                await db.Database.SqlQueryRaw<int>("SELECT count(*)::int AS \"Value\" FROM service_accounts").SingleAsync(Cancel)
            );
            Assert.Equal(rows, await db.Set<ServiceAccount>().IgnoreQueryFilters().CountAsync(Cancel));
        }

        await using var mine = contexts.CreateDbContextOf(alpha);
        Assert.Equal(
            0,
            await mine.Database.ExecuteSqlAsync($"UPDATE service_accounts SET \"Name\" = 'x' WHERE \"OrganisationId\" = {beta}", Cancel)
        );
        Assert.Equal(0, await mine.Database.ExecuteSqlAsync($"DELETE FROM service_accounts WHERE \"OrganisationId\" = {beta}", Cancel));
        var forged = await Assert.ThrowsAsync<PostgresException>(() =>
            mine.Database.ExecuteSqlAsync(
                $"INSERT INTO service_accounts (\"Id\", \"OrganisationId\", \"Name\", \"Permissions\", \"CreatedAtUtc\") VALUES ({Guid.CreateVersion7()}, {beta}, 'forged', ARRAY['x'], now())",
                Cancel
            )
        );
        Assert.Equal("42501", forged.SqlState);
        var moved = await Assert.ThrowsAsync<PostgresException>(() =>
            mine.Database.ExecuteSqlAsync($"UPDATE service_accounts SET \"OrganisationId\" = {beta}", Cancel)
        );
        Assert.Equal("42501", moved.SqlState);
        // What belongs to no organisation is out of the role's reach.
        foreach (var table in new[] { "users", "sessions", "signing_keys", "refresh_tokens", "data_protection_keys" })
        {
#pragma warning disable EF1002 // Names from the list above.
            var refused = await Assert.ThrowsAsync<PostgresException>(() =>
                mine.Database.SqlQueryRaw<int>($"SELECT count(*)::int AS \"Value\" FROM {table}").SingleAsync(Cancel)
            );
#pragma warning restore EF1002
            Assert.Equal("42501", refused.SqlState);
        }
    }

    [Fact]
    [Trait("AttackCase", "6")]
    public async Task A_pooled_connection_forgets_whose_it_was()
    {
        var alpha = Guid.CreateVersion7();
        var (contexts, services) = await OpenAsync(";Maximum Pool Size=1");
        await using var provider = services;
        await using (var db = contexts.CreateDbContext())
        {
            db.Add(Account(alpha));
            await db.SaveChangesAsync(Cancel);
        }

        for (var turn = 0; turn < 5; turn++)
        {
            await using (var mine = contexts.CreateDbContextOf(alpha))
            {
                Assert.Equal(1, await mine.Set<ServiceAccount>().CountAsync(Cancel));
            }

            await using (var nobody = contexts.CreateDbContextOf(Guid.Empty))
            {
                Assert.Equal(
                    0,
                    await nobody.Database.SqlQueryRaw<int>("SELECT count(*)::int AS \"Value\" FROM service_accounts").SingleAsync(Cancel)
                );
            }

            await using var all = contexts.CreateDbContext();
            Assert.Equal(
                "",
                await all
                    .Database.SqlQueryRaw<string>("SELECT coalesce(current_setting('app.organisation', true), '') AS \"Value\"")
                    .SingleAsync(Cancel)
            );
            Assert.Equal(1, await all.Set<ServiceAccount>().CountAsync(Cancel));
        }
    }

    private async Task<(IPlatformContexts Contexts, ServiceProvider Services)> OpenAsync(string more = "")
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["Database:Provider"] = "Postgres",
                    ["ConnectionStrings:Postgres"] = await postgres.CreateDatabaseAsync() + more,
                }
            )
            .Build();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddData(configuration, "")
            .BuildServiceProvider();
        await services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(Cancel);
        return (services.GetRequiredService<IPlatformContexts>(), services);
    }

    private static ServiceAccount Account(Guid organisation) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = organisation,
            Name = Guid.CreateVersion7().ToString(),
            Permissions = ["markets.read"],
            CreatedAtUtc = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc),
        };
}
