using System.Collections.Concurrent;

namespace OptiBid.Core.Dashboards.Boards;

/// <inheritdoc cref="IDashboardSignals"/>
internal sealed class DashboardSignals : IDashboardSignals
{
    private readonly ConcurrentDictionary<Listener, byte> _listeners = new();

    /// <inheritdoc/>
    public void Publish(DashboardSignal signal)
    {
        foreach (var listener in _listeners.Keys)
        {
            listener.OnSignal(signal);
        }
    }

    /// <inheritdoc/>
    public IDisposable Listen(Action<DashboardSignal> onSignal)
    {
        var listener = new Listener(this, onSignal);
        _listeners[listener] = 0;
        return listener;
    }

    private sealed class Listener(DashboardSignals signals, Action<DashboardSignal> onSignal) : IDisposable
    {
        public Action<DashboardSignal> OnSignal => onSignal;

        public void Dispose() => signals._listeners.TryRemove(this, out _);
    }
}
