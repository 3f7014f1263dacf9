using Microsoft.Extensions.Options;

namespace OptiBid.Core.Forecasting.Days.Batches;

/// <summary>The threads that batches of all callers share, so that many calls at once do not take more than one. Safe for many threads.</summary>
internal sealed class BatchLanes(IOptions<ForecastingOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.Value.Threads, options.Value.Threads);

    /// <summary>Runs work as soon as a lane is free.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            return await work();
        }
        finally
        {
            _free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
