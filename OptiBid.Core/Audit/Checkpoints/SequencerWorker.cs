using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OptiBid.Core.Audit.Checkpoints;

/// <summary>Wakes the sequencer when enough rows wait.</summary>
internal sealed class SequencerSignal : IDisposable
{
    private readonly SemaphoreSlim _full = new(0, 1);
    private int _waiting;

    /// <summary>Counts rows that were added.</summary>
    public void Count(int rows)
    {
        if (Interlocked.Add(ref _waiting, rows) >= Sequencer.MostRows && _full.CurrentCount == 0)
        {
            try
            {
                _full.Release();
            }
            catch (SemaphoreFullException)
            {
                // Another thread has just woken it.
            }
        }
    }

    /// <summary>Returns when a checkpoint is full, or after a time.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        await _full.WaitAsync(longest, cancellationToken);
        Interlocked.Exchange(ref _waiting, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _full.Dispose();
}

/// <summary>Writes a checkpoint each second, and as soon as one is full.</summary>
internal sealed class SequencerWorker(
    Sequencer sequencer,
    SequencerSignal signal,
    IOptions<AuditOptions> options,
    ILogger<SequencerWorker> log
) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await signal.WaitAsync(options.Value.CheckpointEvery, stoppingToken);
                await sequencer.RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The host stops.
            }
#pragma warning disable CA1031 // A database or disk that does not answer now must not end the worker: the rows wait.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                log.LogError(fault, "The audit log got no checkpoint; the next attempt follows");
            }
        }
    }
}
