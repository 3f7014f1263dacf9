using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Notifications.Inbox;

/// <summary>Forgets old notifications, once a day.</summary>
internal sealed class InboxRetention(IPlatformContexts contexts, TimeProvider time, ILogger<InboxRetention> logger) : BackgroundService
{
    /// <summary>Deletes what is older than <see cref="InboxRules.KeptDays"/> days; who read it goes with it.</summary>
    internal async Task<int> ForgetAsync(CancellationToken cancellationToken)
    {
        var oldest = time.GetUtcNow().UtcDateTime.AddDays(-InboxRules.KeptDays);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<InboxEvent>().Where(e => e.CreatedAtUtc < oldest).ExecuteDeleteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromDays(1), time);
        do
        {
            try
            {
                await ForgetAsync(stoppingToken);
            }
            catch (DbException fault)
            {
                logger.LogWarning(fault, "Old notifications were not forgotten; tried again tomorrow");
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
