namespace OptiBid.Core.Audit;

/// <summary>
/// One at a time inside this process: rows that stand alone and checkpoints. SQLite has one writer and makes the other sleep for longer than a
/// transaction takes; other processes are kept apart by the locks of the database.
/// </summary>
internal sealed class WriteTurn : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Waits for the turn.</summary>
    public Task TakeAsync(CancellationToken cancellationToken) => _turn.WaitAsync(cancellationToken);

    /// <summary>Hands it on.</summary>
    public void Return() => _turn.Release();

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
