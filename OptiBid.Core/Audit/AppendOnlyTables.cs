using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Audit;

/// <summary>
/// Makes the tables of the log refuse change in the database itself: no deletion, no change but the one that gives a row its place. Runs at every
/// start. The owner of the database can drop the triggers; the verifier then names what was changed.
/// </summary>
internal sealed class AppendOnlyTables(IPlatformContexts contexts) : ISeeder
{
    private const string Entries = "audit_entries";
    private const string Checkpoints = "audit_checkpoints";
    private const string Refusal = "the audit log is append-only";

    /// <summary>Every column of a row but its place.</summary>
    private static readonly string[] s_fixed =
    [
        "Id",
        "OrganisationId",
        "AtUtc",
        "ActorId",
        "Actor",
        "SessionId",
        "Address",
        "Action",
        "ObjectType",
        "ObjectId",
        "Before",
        "After",
        "Reason",
        "Succeeded",
        "LeafHash",
        "Seal",
    ];

    /// <inheritdoc/>
    public int Order => 50;

    /// <inheritdoc/>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var statement in db.Database.IsSqlite() ? Sqlite() : Postgres())
        {
            await db.Database.ExecuteSqlRawAsync(statement, cancellationToken);
        }
    }

    private static IEnumerable<string> Sqlite()
    {
        var changed = string.Join(" OR ", s_fixed.Select(c => $"OLD.\"{c}\" IS NOT NEW.\"{c}\""));
        yield return $"""
            CREATE TRIGGER IF NOT EXISTS audit_entries_no_update BEFORE UPDATE ON {Entries}
            WHEN OLD."TreeIndex" IS NOT NULL OR NEW."TreeIndex" IS NULL OR {changed}
            BEGIN SELECT RAISE(ABORT, '{Refusal}'); END
            """;
        yield return $"CREATE TRIGGER IF NOT EXISTS audit_entries_no_delete BEFORE DELETE ON {Entries} BEGIN SELECT RAISE(ABORT, '{Refusal}'); END";
        yield return $"CREATE TRIGGER IF NOT EXISTS audit_checkpoints_no_update BEFORE UPDATE ON {Checkpoints} BEGIN SELECT RAISE(ABORT, '{Refusal}'); END";
        yield return $"CREATE TRIGGER IF NOT EXISTS audit_checkpoints_no_delete BEFORE DELETE ON {Checkpoints} BEGIN SELECT RAISE(ABORT, '{Refusal}'); END";
    }

    private static IEnumerable<string> Postgres()
    {
        var changed = string.Join(" OR ", s_fixed.Select(c => $"OLD.\"{c}\" IS DISTINCT FROM NEW.\"{c}\""));
        yield return $"""
            CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{Refusal}'; END $$
            """;
        yield return $"""
            CREATE OR REPLACE TRIGGER audit_entries_no_update BEFORE UPDATE ON {Entries} FOR EACH ROW
            WHEN (OLD."TreeIndex" IS NOT NULL OR NEW."TreeIndex" IS NULL OR {changed}) EXECUTE FUNCTION audit_refuse()
            """;
        yield return $"CREATE OR REPLACE TRIGGER audit_checkpoints_no_update BEFORE UPDATE ON {Checkpoints} FOR EACH ROW EXECUTE FUNCTION audit_refuse()";
        foreach (var table in new[] { Entries, Checkpoints })
        {
            yield return $"CREATE OR REPLACE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse()";
            yield return $"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()";
        }
    }
}
