using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Audit;
using OptiBid.Core.Audit.Checkpoints;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Audit.Verification;
using OptiBid.Core.Common;
using OptiBid.Core.Cryptography;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Postgres;
using OptiBid.Core.Data.Sqlite;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Core.Network;
using OptiBid.Tests.Core.Portfolios;

namespace OptiBid.Tests.Core.Audit;

/// <summary>An audit log on a database of its own, and the owner of that database who means no good.</summary>
internal sealed class AuditDesk : IAsyncDisposable
{
    public static readonly Guid OtherOrganisation = new("01990000-0000-7000-8000-0000000000d9");

    private readonly string _folder = Directory.CreateTempSubdirectory("optibid-audit-").FullName;
    private readonly ServiceProvider _services;
    private readonly AsyncServiceScope _scope;

    private AuditDesk(Func<string, IPlatformContexts> contexts, Dictionary<string, string?> settings, ICurrentUser? user)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(contexts(_folder));
        services.AddSingleton<IDbContextFactory<OptiBidDbContext>>(p => new Factory(p.GetRequiredService<IPlatformContexts>()));
        services.AddSingleton(user ?? new FakeUser([.. Permissions.All]));
        services.AddCryptography(configuration, _folder).AddNetwork(configuration).AddAudit(configuration, _folder);
        _services = services.BuildServiceProvider();
        _scope = _services.CreateAsyncScope();
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<AuditDesk> OnSqliteAsync(Dictionary<string, string?>? settings = null, ICurrentUser? user = null) =>
        CreateAsync(
            folder => new SqliteContexts(
                new DbContextOptionsBuilder<SqliteOptiBidDbContext>()
                    .UseSqlite($"Data Source={Path.Combine(folder, "optibid.db")};Pooling=False")
                    .Options
            ),
            settings,
            user
        );

    public static Task<AuditDesk> OnPostgresAsync(string connection) =>
        CreateAsync(
            _ => new PostgresContexts(new DbContextOptionsBuilder<PostgresOptiBidDbContext>().UseNpgsql(connection).Options),
            null,
            null
        );

    public string SecondPlaceFile => Path.Combine(_folder, "audit", "checkpoints.jsonl");

    public string Folder => _folder;

    public IAuditTrail Trail => Get<IAuditTrail>();

    public Sequencer Sequencer => Get<Sequencer>();

    public T Get<T>()
        where T : notnull => _scope.ServiceProvider.GetRequiredService<T>();

    public OptiBidDbContext Db() => Get<IPlatformContexts>().CreateDbContext();

    /// <summary>Rows with the actions <c>test.0</c> …, each fourth of another organisation, under checkpoints of ten rows.</summary>
    public async Task FillAsync(int rows, int perCheckpoint = 10)
    {
        for (var i = 0; i < rows; i++)
        {
            await Trail.RecordAsync(
                new($"test.{i}", "thing", $"{i}", Before: new { Value = i }, After: new { Value = i + 1, Email = $"p{i}@example.com" })
                {
                    OrganisationId = i % 4 == 3 ? OtherOrganisation : null,
                },
                Token
            );
            if ((i + 1) % perCheckpoint == 0)
            {
                await Sequencer.RunAsync(Token);
            }
        }

        await Sequencer.RunAsync(Token);
    }

    /// <summary>Runs SQL as the owner, with the protection of the tables removed.</summary>
    public async Task AsOwnerAsync(params string[] statements)
    {
        await using var db = Db();
        var triggers = db.Database.IsSqlite()
            ? await db
                .Database.SqlQueryRaw<string>("SELECT 'DROP TRIGGER ' || name AS Value FROM sqlite_master WHERE type = 'trigger'")
                .ToListAsync(Token)
            : await db
                .Database.SqlQueryRaw<string>(
                    """SELECT DISTINCT 'DROP TRIGGER ' || tgname || ' ON ' || tgrelid::regclass AS "Value" FROM pg_trigger WHERE NOT tgisinternal"""
                )
                .ToListAsync(Token);
        foreach (var statement in triggers.Append("DROP INDEX IF EXISTS \"IX_audit_entries_TreeIndex\"").Concat(statements))
        {
            await db.Database.ExecuteSqlRawAsync(statement, Token);
        }
    }

    /// <summary>Gives a row the hash of its content, as a clever owner does.</summary>
    public async Task RehashAsync(long index)
    {
        await using var db = Db();
        var row = await db.Set<AuditEntry>().SingleAsync(e => e.TreeIndex == index, Token);
        row.LeafHash = EntryRecord.LeafOf(row);
        await db.SaveChangesAsync(Token);
    }

    public async Task<AuditVerification> VerifyAsync()
    {
        var result = await Get<IVerifyAudit>().ExecuteAsync(cancellationToken: Token);
        Assert.Null(result.Failure);
        return result.Value;
    }

    public async ValueTask DisposeAsync()
    {
        await _scope.DisposeAsync();
        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<AuditDesk> CreateAsync(
        Func<string, IPlatformContexts> contexts,
        Dictionary<string, string?>? settings,
        ICurrentUser? user
    )
    {
        var desk = new AuditDesk(contexts, settings ?? [], user);
        await using (var db = desk.Db())
        {
            await db.Database.EnsureCreatedAsync(Token);
        }

        foreach (var seeder in desk._services.GetServices<ISeeder>())
        {
            await seeder.SeedAsync(Token);
            await seeder.SeedAsync(Token);
        }

        return desk;
    }

    private sealed class Factory(IPlatformContexts contexts) : IDbContextFactory<OptiBidDbContext>
    {
        public OptiBidDbContext CreateDbContext() => contexts.CreateDbContext();
    }
}
