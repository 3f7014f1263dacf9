using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Bidding.Lifecycle;

/// <summary>Looks once a minute for bids whose results or real-time prices have come in.</summary>
internal sealed class ClearingWorker(IServiceScopeFactory scopes, TimeProvider time, ILogger<ClearingWorker> log) : BackgroundService
{
    private static readonly TimeSpan s_period = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_period, time);
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
            var changed = await scope.ServiceProvider.GetRequiredService<IClearBids>().ExecuteAsync(cancellationToken: cancellationToken);
            if (changed > 0)
            {
                log.LogInformation("{Count} bids were cleared or settled", changed);
            }
        }
#pragma warning disable CA1031 // A store that does not answer now must not end the worker: the next minute tries again.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.LogError(fault, "clearing failed; the next run is in a minute");
        }
    }
}
