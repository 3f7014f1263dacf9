using System.Collections.Concurrent;
using OptiBid.Core.Identity.Access;

namespace OptiBid.Core.Identity.Sessions;

/// <summary>
/// The sessions that this process has seen, with the rights of their users. Read from the store once in <see cref="s_readAgain"/>; what another
/// process changes arrives as an event. Safe for use by many threads at once.
/// </summary>
internal sealed class LiveSessions(ISessionStore store, IFindAccess access, TimeProvider time) : IFindLiveSession
{
    private const int MostEntries = 50_000;
    private static readonly TimeSpan s_readAgain = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_writeUse = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, Entry> _entries = new();

    /// <inheritdoc/>
    public ValueTask<LiveSession?> ExecuteAsync(string token, bool countsAsUse = true, CancellationToken cancellationToken = default)
    {
        if (!SessionToken.TryRead(token, out var id, out var secret))
        {
            return default;
        }

        var now = Now;
        if (
            _entries.TryGetValue(id, out var entry)
            && entry.IsFresh(now)
            && entry.IsWithinLimits(now)
            && !(countsAsUse && entry.NeedsWriting(now))
        )
        {
            if (!SessionToken.Matches(secret, entry.Session!.SecretHash))
            {
                return default;
            }

            if (countsAsUse)
            {
                entry.LastUsedUtc = now;
            }

            return new(entry.Live);
        }

        return new(CheckAsync(id, token, countsAsUse, cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<LiveSession?> ByIdAsync(Guid sessionId, bool countsAsUse = true, CancellationToken cancellationToken = default)
    {
        var now = Now;
        return !countsAsUse && _entries.TryGetValue(sessionId, out var entry) && entry.IsFresh(now) && entry.IsWithinLimits(now)
            ? new(entry.Live)
            : new(CheckAsync(sessionId, null, countsAsUse, cancellationToken));
    }

    /// <summary>Takes an event in.</summary>
    public void Apply(SessionEvent happened)
    {
        if (happened.Kind == SessionEventKind.Ended)
        {
            if (_entries.TryGetValue(happened.SubjectId, out var entry))
            {
                entry.HasEnded = true;
            }

            return;
        }

        foreach (var entry in _entries.Values)
        {
            var session = entry.Session;
            var concerned = happened.Kind == SessionEventKind.UserChanged ? session?.UserId : session?.OrganisationId;
            if (session is null || concerned == happened.SubjectId)
            {
                entry.Forget();
            }
        }
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private async Task<LiveSession?> CheckAsync(Guid id, string? token, bool countsAsUse, CancellationToken cancellationToken)
    {
        if (_entries.Count > MostEntries)
        {
            _entries.Clear();
        }

        // The entry is there before the store is read, so that an event that arrives meanwhile finds it.
        var entry = _entries.GetOrAdd(id, _ => new());
        if (!entry.IsFresh(Now) || !entry.IsWithinLimits(Now))
        {
            await ReadAsync(id, entry, cancellationToken);
        }

        var (session, live) = (entry.Session, entry.Live);
        if (session is null || live is null)
        {
            if (session is null)
            {
                _entries.TryRemove(id, out _);
            }

            return null;
        }

        if (token is not null && (!SessionToken.TryRead(token, out _, out var secret) || !SessionToken.Matches(secret, session.SecretHash)))
        {
            return null;
        }

        var now = Now;
        if (entry.HasEnded || !entry.IsWithinLimits(now))
        {
            return null;
        }

        if (countsAsUse)
        {
            entry.LastUsedUtc = now;
            if (entry.NeedsWriting(now))
            {
                entry.WrittenUtc = now;
                await store.TouchAsync(id, now, cancellationToken);
            }
        }

        return live;
    }

    private async Task ReadAsync(Guid id, Entry entry, CancellationToken cancellationToken)
    {
        await entry.Reading.WaitAsync(cancellationToken);
        try
        {
            // An event while the rights are read makes them be read again.
            for (var attempt = 0; attempt < 3; attempt++)
            {
                var version = entry.Version;
                var session = await store.FindAsync(id, cancellationToken);
                var found = session is null or { EndedAtUtc: not null }
                    ? null
                    : await access.ExecuteAsync(session.UserId, session.OrganisationId, cancellationToken);
                entry.Take(session, found is not null && found.SecurityStamp == session!.SecurityStamp ? found : null, Now);
                if (version == entry.Version)
                {
                    return;
                }
            }
        }
        finally
        {
            entry.Reading.Release();
        }
    }

    private sealed class Entry
    {
        private int _version;
        private long _readTicks;
        private long _usedTicks;

        public SemaphoreSlim Reading { get; } = new(1, 1);

        public Session? Session { get; private set; }

        public LiveSession? Live { get; private set; }

        public bool HasEnded { get; set; }

        public DateTime WrittenUtc { get; set; }

        public int Version => Volatile.Read(ref _version);

        public DateTime LastUsedUtc
        {
            get => new(Volatile.Read(ref _usedTicks), DateTimeKind.Utc);
            set => Volatile.Write(ref _usedTicks, value.Ticks);
        }

        public bool IsFresh(DateTime now) =>
            Session is not null && Live is not null && !HasEnded && now.Ticks - Volatile.Read(ref _readTicks) < s_readAgain.Ticks;

        public bool IsWithinLimits(DateTime now) =>
            Live is { } live
            && now < live.ExpiresAtUtc
            && now - LastUsedUtc < TimeSpan.FromMinutes(Math.Max(1, live.Access.Policy.IdleMinutes));

        public bool NeedsWriting(DateTime now) => now - WrittenUtc >= s_writeUse;

        public void Forget()
        {
            Interlocked.Increment(ref _version);
            Volatile.Write(ref _readTicks, 0);
        }

        public void Take(Session? session, MemberAccess? found, DateTime now)
        {
            Session = session;
            HasEnded |= session is { EndedAtUtc: not null };
            if (session is null || found is null)
            {
                Live = null;
                return;
            }

            LastUsedUtc = session.LastUsedAtUtc > LastUsedUtc ? session.LastUsedAtUtc : LastUsedUtc;
            WrittenUtc = session.LastUsedAtUtc;
            var policyEnd = session.StartedAtUtc.AddHours(Math.Max(1, found.Policy.AbsoluteHours));
            Live = new(
                session.Id,
                found,
                session.Methods,
                session.StartedAtUtc,
                session.VerifiedAtUtc,
                policyEnd < session.ExpiresAtUtc ? policyEnd : session.ExpiresAtUtc,
                session.IdentityProviderId
            );
            Volatile.Write(ref _readTicks, now.Ticks);
        }
    }
}
