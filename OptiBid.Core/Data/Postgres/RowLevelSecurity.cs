using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Data.Postgres;

/// <summary>
/// Row-level security made from the model: each table of an <see cref="IOwnedByOrganisation"/> entity gets a policy, so a new one cannot be
/// forgotten. Connections of one organisation run as <see cref="Role"/>, which may touch these tables only; tables without an owner
/// (accounts, sessions, keys) are out of its reach.
/// </summary>
internal static class RowLevelSecurity
{
    /// <summary>Role without login, without BYPASSRLS, owner of nothing.</summary>
    public const string Role = "optibid_tenant";

    /// <summary>Setting of the connection that holds the organisation's id.</summary>
    public const string Setting = "app.organisation";

    /// <summary>Creates the role, the grants and the policies. Idempotent.</summary>
    public static async Task ApplyAsync(OptiBidDbContext db, CancellationToken cancellationToken)
    {
        var sql = new StringBuilder(
            $"""
            DO $$ BEGIN
              IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{Role}') THEN CREATE ROLE {Role} NOLOGIN NOBYPASSRLS; END IF;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
            DO $$ BEGIN
              IF NOT pg_has_role(current_user, '{Role}', 'MEMBER') THEN EXECUTE format('GRANT {Role} TO %I', current_user); END IF;
            END $$;
            GRANT USAGE ON SCHEMA public TO {Role};

            """
        );
        foreach (var type in db.Model.GetEntityTypes().Where(t => typeof(IOwnedByOrganisation).IsAssignableFrom(t.ClrType)))
        {
            var table = StoreObjectIdentifier.Table(type.GetTableName()!, type.GetSchema());
            var column = type.FindProperty(nameof(IOwnedByOrganisation.OrganisationId))!.GetColumnName(table);
            var name = $"\"{table.Name}\"";
            var owner = $"\"{column}\" = NULLIF(current_setting('{Setting}', true), '')::uuid";
            sql.Append(
                CultureInfo.InvariantCulture,
                $"""
                ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
                ALTER TABLE {name} FORCE ROW LEVEL SECURITY;
                DROP POLICY IF EXISTS tenant ON {name};
                CREATE POLICY tenant ON {name} TO {Role} USING ({owner}) WITH CHECK ({owner});
                DROP POLICY IF EXISTS platform ON {name};
                CREATE POLICY platform ON {name} TO CURRENT_USER USING (true) WITH CHECK (true);
                GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO {Role};

                """
            );
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // Two processes that start at once take turns.
        await db.Database.ExecuteSqlRawAsync("SELECT pg_advisory_xact_lock(7262641)", cancellationToken);
#pragma warning disable EF1002 // Names from the model and constants only.
        await db.Database.ExecuteSqlRawAsync(sql.Replace("{", "{{").Replace("}", "}}").ToString(), cancellationToken);
#pragma warning restore EF1002
        await transaction.CommitAsync(cancellationToken);
    }
}
