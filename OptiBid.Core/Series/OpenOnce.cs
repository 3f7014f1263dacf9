namespace OptiBid.Core.Series;

/// <summary>Opens something when it is first asked for, once for all who ask; an opening that fails is tried again by the next. Safe for use by many threads.</summary>
internal sealed class OpenOnce<T>(Func<CancellationToken, Task<T>> open) : IDisposable
    where T : class
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile T? _opened;

    /// <summary>What was opened, or null.</summary>
    public T? Opened => _opened;

    /// <summary>What is open.</summary>
    public async Task<T> GetAsync(CancellationToken cancellationToken)
    {
        if (_opened is { } opened)
        {
            return opened;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _opened ??= await open(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Forgets what was opened; who asked for it closes it.</summary>
    public void Dispose()
    {
        _opened = null;
        _gate.Dispose();
    }
}
