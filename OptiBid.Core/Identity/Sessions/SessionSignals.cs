using System.Collections.Concurrent;

namespace OptiBid.Core.Identity.Sessions;

/// <summary>Tells what is open over a long time (circuits, hubs, sockets, downloads) that its session has ended or has other rights.</summary>
public interface ISessionSignals
{
    /// <summary>Watches a session until the watch is disposed.</summary>
    /// <param name="session">The session or API key.</param>
    /// <param name="find">Asks for it again, without counting as use: limits of time are found this way.</param>
    ISessionWatch Watch(LiveSession session, Func<CancellationToken, ValueTask<LiveSession?>> find);
}

/// <summary>A watch over one session.</summary>
public interface ISessionWatch : IDisposable
{
    /// <summary>Cancelled when the session ends.</summary>
    CancellationToken Ended { get; }

    /// <summary>Why it ended.</summary>
    string? Reason { get; }

    /// <summary>The session as of now.</summary>
    LiveSession Session { get; }

    /// <summary>Called after <see cref="Session"/> took other rights.</summary>
    Action? Changed { get; set; }
}

/// <summary>Reasons of an end that somebody else than the ender looks at.</summary>
public static class SessionEnds
{
    /// <summary>A new session took its place: new sign-in, step-up, change of organisation.</summary>
    public const string Replaced = "replaced";

    /// <summary>The user signed out.</summary>
    public const string SignedOut = "signed out";

    /// <summary>Idle for too long, past its end, or no longer allowed.</summary>
    public const string Lapsed = "lapsed";
}

/// <inheritdoc cref="ISessionSignals"/>
internal sealed class SessionSignals(LiveSessions sessions) : ISessionSignals
{
    private readonly ConcurrentDictionary<Watched, byte> _watched = new();

    /// <summary>Takes events in that this process published or received.</summary>
    public async Task ApplyAsync(IReadOnlyList<SessionEvent> events)
    {
        foreach (var happened in events)
        {
            sessions.Apply(happened);
            KeyEvents?.Invoke(happened);
        }

        foreach (var watch in _watched.Keys)
        {
            var end = events.FirstOrDefault(e => e.Kind == SessionEventKind.Ended && e.SubjectId == watch.Session.Id);
            if (end is not null)
            {
                await watch.EndAsync(end.Reason ?? SessionEnds.Lapsed);
            }
            else if (
                events.Any(e =>
                    e.Kind == SessionEventKind.UserChanged && e.SubjectId == watch.Session.Access.UserId
                    || e.Kind == SessionEventKind.OrganisationChanged && e.SubjectId == watch.Session.Access.OrganisationId
                )
            )
            {
                await watch.CheckAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>Every event, for the cache of API keys.</summary>
    public Action<SessionEvent>? KeyEvents { get; set; }

    /// <summary>Ends the watches of sessions that ran into a limit of time.</summary>
    public async Task CheckAllAsync(CancellationToken cancellationToken)
    {
        foreach (var watch in _watched.Keys)
        {
            await watch.CheckAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ISessionWatch Watch(LiveSession session, Func<CancellationToken, ValueTask<LiveSession?>> find)
    {
        var watch = new Watched(this, session, find);
        _watched.TryAdd(watch, 0);
        return watch;
    }

    private sealed class Watched : ISessionWatch
    {
        private readonly SessionSignals _owner;
        private readonly Func<CancellationToken, ValueTask<LiveSession?>> _find;
        private readonly CancellationTokenSource _ended = new();

        public Watched(SessionSignals owner, LiveSession session, Func<CancellationToken, ValueTask<LiveSession?>> find)
        {
            (_owner, _find, Session) = (owner, find, session);
            Ended = _ended.Token;
        }

        public Action? Changed { get; set; }

        public CancellationToken Ended { get; }

        public string? Reason { get; private set; }

        public LiveSession Session { get; private set; }

        public async Task EndAsync(string reason)
        {
            if (_owner._watched.TryRemove(this, out _))
            {
                Reason = reason;
                await _ended.CancelAsync();
                _ended.Dispose();
            }
        }

        public async Task CheckAsync(CancellationToken cancellationToken)
        {
            var now = await _find(cancellationToken);
            if (now is null)
            {
                await EndAsync(SessionEnds.Lapsed);
            }
            else if (!ReferenceEquals(now.Access, Session.Access))
            {
                Session = now;
                Changed?.Invoke();
            }
        }

        public void Dispose()
        {
            if (_owner._watched.TryRemove(this, out _))
            {
                _ended.Dispose();
            }
        }
    }
}
