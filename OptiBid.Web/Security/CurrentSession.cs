using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Web.Security;

/// <summary>The session of an HTTP request, set by whatever authenticated it.</summary>
internal static class CurrentSession
{
    private static readonly object s_key = new();

    /// <summary>The session, or null for an anonymous request.</summary>
    public static LiveSession? Of(HttpContext context) => context.Items.TryGetValue(s_key, out var live) ? (LiveSession?)live : null;

    /// <summary>Remembers the session.</summary>
    public static void Set(HttpContext context, LiveSession live) => context.Items[s_key] = live;
}

/// <summary>The session of a circuit, where there is no HTTP request to ask. Scoped to the circuit.</summary>
internal sealed class CircuitSession
{
    /// <summary>True in a circuit, whether its session lives or not.</summary>
    public bool IsCircuit { get; private set; }

    /// <summary>The session as of now; null outside circuits and after its end.</summary>
    public LiveSession? Live { get; private set; }

    /// <summary>Why the session ended, or null while it lives.</summary>
    public string? EndReason { get; private set; }

    /// <summary>Where the circuit was opened from.</summary>
    public SessionOrigin Origin { get; private set; } = new(null, null);

    /// <summary>Called once when the session ends; from any thread.</summary>
    public Action? Ended { get; set; }

    /// <summary>Called when the rights changed; from any thread.</summary>
    public Action? Changed { get; set; }

    /// <summary>Binds the circuit to its session.</summary>
    public void Open(LiveSession? live, SessionOrigin origin)
    {
        (IsCircuit, Live, Origin) = (true, live, origin);
    }

    /// <summary>Takes the rights as of now.</summary>
    public void Take(LiveSession live)
    {
        if (EndReason is null)
        {
            Live = live;
            Changed?.Invoke();
        }
    }

    /// <summary>Nothing works in this circuit any more.</summary>
    public void End(string reason)
    {
        if (EndReason is null)
        {
            (Live, EndReason) = (null, reason);
            Ended?.Invoke();
        }
    }
}
