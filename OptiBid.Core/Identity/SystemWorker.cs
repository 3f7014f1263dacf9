using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OptiBid.Core.Identity;

/// <summary>Does something again and again as the system. A run that fails is logged; the next one tries again.</summary>
internal abstract class SystemWorker(IServiceScopeFactory scopes, TimeProvider time, ILogger log, TimeSpan every) : BackgroundService
{
    /// <summary>One run, in a scope of its own.</summary>
    protected abstract Task RunAsync(IServiceProvider services, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RunOnceAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateSystemScope();
            await RunAsync(scope.ServiceProvider, cancellationToken);
        }
#pragma warning disable CA1031 // A store that does not answer now must not end the worker: the next run tries again.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.LogError(fault, "{Worker} failed; the next run is in {Every}", GetType().Name, every);
        }
    }
}
