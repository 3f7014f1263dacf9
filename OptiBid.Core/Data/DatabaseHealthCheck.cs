using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OptiBid.Core.Common;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Data;

/// <summary>The database answers and holds every migration of this build.</summary>
internal sealed class DatabaseHealthCheck(IPlatformContexts contexts, IDatabaseMigrator migrator) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["adapter"] = migrator.ProviderName };
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Database.CanConnectAsync(cancellationToken))
        {
            return data.Say(HealthStatus.Unhealthy, "The database does not answer or does not exist yet");
        }

        var pending = await migrator.PendingAsync(cancellationToken);
        return pending.Count == 0
            ? data.Say(HealthStatus.Healthy, "Answers; no migration is pending")
            : data.Say(HealthStatus.Unhealthy, $"{pending.Count} migrations are pending: {string.Join(", ", pending)}");
    }
}
