using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Data.Postgres;

/// <summary>
/// Gives up the rights of the app's login on each connection that serves one organisation: the role <see cref="RowLevelSecurity.Role"/> is bound
/// by row-level security, and the policies compare with the organisation set here. The pool resets both when the connection goes back.
/// </summary>
internal sealed class TenantConnectionInterceptor : DbConnectionInterceptor
{
    /// <inheritdoc/>
    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = CommandFor(connection, eventData);
        command?.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public override async Task ConnectionOpenedAsync(
        DbConnection connection,
        ConnectionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        await using var command = CommandFor(connection, eventData);
        if (command is not null)
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static DbCommand? CommandFor(DbConnection connection, ConnectionEndEventData eventData)
    {
        var tenant = (eventData.Context as OptiBidDbContext)?.Tenant ?? TenantScope.Nobody;
        if (tenant.SeesAll)
        {
            return null;
        }

        var command = connection.CreateCommand();
        // A Guid in "D" format needs no quoting.
        command.CommandText =
            $"SET ROLE {RowLevelSecurity.Role}; SELECT set_config('{RowLevelSecurity.Setting}', '{tenant.OrganisationId:D}', false)";
        return command;
    }
}
