namespace OptiBid.Web.Live;

/// <summary>
/// The throttle of one subscriber: remembers which series changed and calls with their newest values, at most once per interval (measured from
/// start to start) and never twice at once. What changes during a call or inside the interval is told with the next call, so the newest value is
/// never lost. Safe for use by many threads at once.
/// </summary>
internal sealed class LiveListener : IDisposable, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private LiveEntry[] _entries;
    private readonly TimeSpan _atLeast;
    private readonly Func<IReadOnlyList<LiveValue>, Task> _onChange;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private readonly Action<LiveListener> _onDispose;
    private ulong[] _changed;
    private long _lastStart;
    private bool _hasRun;
    private bool _busy;
    private bool _disposed;

    /// <summary>A listener to these series.</summary>
    public LiveListener(
        LiveEntry[] entries,
        TimeSpan atLeast,
        Func<IReadOnlyList<LiveValue>, Task> onChange,
        TimeProvider time,
        ILogger log,
        Action<LiveListener> onDispose
    )
    {
        (_entries, _atLeast, _onChange, _time, _log, _onDispose) = (entries, atLeast, onChange, time, log, onDispose);
        _changed = new ulong[(entries.Length + 63) / 64];
        _timer = time.CreateTimer(static s => ((LiveListener)s!).Start(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The series.</summary>
    public ReadOnlySpan<LiveEntry> Entries => _entries;

    /// <summary>Listens to one more series; returns its number.</summary>
    public int Join(LiveEntry entry)
    {
        lock (_gate)
        {
            _entries = [.. _entries, entry];
            Array.Resize(ref _changed, (_entries.Length + 63) / 64);
            return _entries.Length - 1;
        }
    }

    /// <summary>Says that the series with this number has a new value; <see cref="Wake"/> follows when all that came together is marked.</summary>
    public void Mark(int index)
    {
        lock (_gate)
        {
            _changed[index >> 6] |= 1UL << (index & 63);
        }
    }

    /// <summary>Tells what is marked, now or when the interval is over.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (_busy || _disposed || !Array.Exists(_changed, w => w != 0))
            {
                return;
            }

            _busy = true;
            Schedule();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        _timer.Dispose();
        _onDispose(this);
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute() => Start();

    // Called under the gate.
    private void Schedule()
    {
        var wait = _hasRun ? _atLeast - _time.GetElapsedTime(_lastStart) : TimeSpan.Zero;
        if (wait <= TimeSpan.Zero)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else
        {
            // Timers count whole milliseconds and must not fire early.
            _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), Timeout.InfiniteTimeSpan);
        }
    }

    private void Start() => _ = RunAsync();

    private async Task RunAsync()
    {
        LiveValue[] values;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            (_hasRun, _lastStart) = (true, _time.GetTimestamp());
            values = TakeChanged();
        }

        try
        {
            await _onChange(values);
        }
#pragma warning disable CA1031 // One page's fault must not end the feed of the others.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _log.LogWarning(fault, "A live subscriber failed");
        }

        lock (_gate)
        {
            _busy = !_disposed && Array.Exists(_changed, w => w != 0);
            if (_busy)
            {
                Schedule();
            }
        }
    }

    // Called under the gate. The marks are cleared before the values are read: a value that comes later sets its mark again.
    private LiveValue[] TakeChanged()
    {
        var count = 0;
        foreach (var word in _changed)
        {
            count += System.Numerics.BitOperations.PopCount(word);
        }

        var values = new LiveValue[count];
        var at = 0;
        for (var w = 0; w < _changed.Length; w++)
        {
            for (var word = _changed[w]; word != 0; word &= word - 1)
            {
                values[at++] = _entries[(w << 6) + System.Numerics.BitOperations.TrailingZeroCount(word)].Newest!.Value;
            }

            _changed[w] = 0;
        }

        return values;
    }
}
