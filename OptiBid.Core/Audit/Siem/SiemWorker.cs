using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OptiBid.Core.Audit.Checkpoints;
using OptiBid.Core.Audit.Entries;
using OptiBid.Core.Audit.Explorer;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Audit.Siem;

/// <summary>How far a sink is.</summary>
internal sealed class AuditCursor
{
    public required string Sink { get; init; }

    /// <summary>Index of the next row to send.</summary>
    public long Next { get; set; }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<AuditCursor>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<AuditCursor> builder)
        {
            builder.ToTable("audit_cursors");
            builder.HasKey(c => c.Sink);
            builder.Property(c => c.Sink).HasMaxLength(40);
        }
    }
}

/// <summary>Registers the export to other systems.</summary>
internal static class SiemServices
{
    /// <summary>Adds the sinks and their worker.</summary>
    public static void AddSiem(this IServiceCollection services)
    {
        services.AddSingleton<ISiemSink, FileSink>();
        services.AddSingleton<ISiemSink, WebhookSink>();
        services.AddSingleton<ISiemSink, SyslogSink>();
        services.AddSingleton<SiemDelivery>();
        services.AddSingleton<IHostedService, SiemWorker>();
    }
}

/// <summary>Moves rows from the log to a sink. The cursor moves after the sink has taken them: at least once, never skipped.</summary>
internal sealed class SiemDelivery(IPlatformContexts contexts, SubjectKeys keys, IOptions<AuditOptions> options)
{
    /// <summary>Sends one batch; the number of rows sent.</summary>
    public async Task<int> SendAsync(ISiemSink sink, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var cursor = await db.Set<AuditCursor>().SingleOrDefaultAsync(c => c.Sink == sink.Name, cancellationToken);
        if (cursor is null)
        {
            cursor = new() { Sink = sink.Name };
            db.Add(cursor);
        }

        var rows = await db.Set<AuditEntry>()
            .AsNoTracking()
            .Where(e => e.TreeIndex >= cursor.Next)
            .OrderBy(e => e.TreeIndex)
            .Take(options.Value.Siem.Batch)
            .ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            return 0;
        }

        var events = rows.Select(r => new SiemEvent(r.ToRow(keys), r.OrganisationId, SignedCheckpoint.Hex(r.LeafHash))).ToList();
        await sink.SendAsync(events, cancellationToken);
        cursor.Next = rows[^1].TreeIndex!.Value + 1;
        await db.SaveChangesAsync(cancellationToken);
        return rows.Count;
    }
}

/// <summary>Feeds each sink by itself: one that fails waits, doubling its pause, and holds up no other.</summary>
internal sealed class SiemWorker(
    IEnumerable<ISiemSink> sinks,
    SiemDelivery delivery,
    IOptions<AuditOptions> options,
    TimeProvider time,
    ILogger<SiemWorker> log
) : BackgroundService
{
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(sinks.Where(s => s.IsOn).Select(s => FeedAsync(s, stoppingToken)));

    private async Task FeedAsync(ISiemSink sink, CancellationToken stoppingToken)
    {
        var pause = s_idle;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var isBusy = await delivery.SendAsync(sink, stoppingToken) == options.Value.Siem.Batch;
                pause = s_idle;
                if (!isBusy)
                {
                    await Task.Delay(s_idle, time, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A receiver that fails must not end the worker: the rows wait for it.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                log.LogWarning(fault, "The audit log was not delivered to {Sink}; again in {Pause}", sink.Name, pause);
                await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < options.Value.Siem.LongestPause ? pause * 2 : options.Value.Siem.LongestPause;
            }
        }
    }
}
