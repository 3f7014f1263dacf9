using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Logging;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Identity.Sessions.Database;

/// <summary>
/// Session events through a table that every process looks at each <see cref="s_interval"/>. Rows are found by their time with an overlap and
/// taken once, so a transaction that commits late or a clock that is some seconds off loses none.
/// </summary>
internal sealed partial class DatabaseSessionBus(
    IPlatformContexts contexts,
    SessionSignals signals,
    TimeProvider time,
    ILogger<DatabaseSessionBus> logger
) : ISessionBus
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan s_overlap = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(10);
    private readonly Dictionary<Guid, DateTime> _taken = [];
    private readonly Lock _lock = new();
    private DateTime _cleaned;

    /// <inheritdoc/>
    public async Task PublishAsync(IReadOnlyList<SessionEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var happened in events)
        {
            var row = new Row
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                Kind = happened.Kind,
                SubjectId = happened.SubjectId,
                Reason = happened.Reason,
                AtUtc = now,
            };
            db.Add(row);
            lock (_lock)
            {
                _taken[row.Id] = now;
            }
        }

        // This process first: its sessions end even when the database fails now.
        await signals.ApplyAsync(events);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        // Real time: a test that moves the clock of sessions does not want polls by the thousand.
        using var timer = new PeriodicTimer(s_interval);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await PollAsync(cancellationToken);
            }
#pragma warning disable CA1031 // A database that is away for a moment must not end the polling; sessions are read again every half minute anyway.
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(fault);
            }
        }
    }

    /// <summary>Takes in what other processes published; for tests too.</summary>
    internal async Task PollAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var since = now - s_overlap;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Set<Row>().AsNoTracking().Where(r => r.AtUtc >= since).OrderBy(r => r.AtUtc).ToListAsync(cancellationToken);
        List<SessionEvent> fresh = [];
        lock (_lock)
        {
            fresh.AddRange(rows.Where(r => _taken.TryAdd(r.Id, r.AtUtc)).Select(r => new SessionEvent(r.Kind, r.SubjectId, r.Reason)));
            foreach (var old in _taken.Where(t => t.Value < since - s_overlap).Select(t => t.Key).ToList())
            {
                _taken.Remove(old);
            }
        }

        if (fresh.Count > 0)
        {
            await signals.ApplyAsync(fresh);
        }

        if (now - _cleaned > s_kept)
        {
            _cleaned = now;
            var limit = now - s_kept;
            await db.Set<Row>().Where(r => r.AtUtc < limit).ExecuteDeleteAsync(cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Session events of other processes could not be read; trying again")]
    private partial void LogFailed(Exception fault);

    /// <summary>An event on its way to other processes.</summary>
    internal sealed class Row
    {
        /// <summary>Id.</summary>
        public Guid Id { get; init; }

        /// <summary>What it says.</summary>
        public SessionEventKind Kind { get; init; }

        /// <summary>The session, the user or the organisation.</summary>
        public Guid SubjectId { get; init; }

        /// <summary>Why.</summary>
        public string? Reason { get; init; }

        /// <summary>When it was published.</summary>
        public DateTime AtUtc { get; init; }
    }

    /// <summary>The table.</summary>
    internal sealed class Configuration : IEntityTypeConfiguration<Row>
    {
        /// <inheritdoc/>
        public void Configure(EntityTypeBuilder<Row> builder)
        {
            builder.ToTable("session_events");
            builder.Property(r => r.Id).ValueGeneratedNever();
            builder.Property(r => r.Kind).HasConversion<string>().HasMaxLength(30);
            builder.Property(r => r.Reason).HasMaxLength(100);
            builder.HasIndex(r => r.AtUtc);
        }
    }
}
