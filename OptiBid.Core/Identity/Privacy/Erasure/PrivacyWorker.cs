using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OptiBid.Core.Identity.Privacy.Erasure;

/// <summary>Looks once an hour for erasures whose time has come.</summary>
internal sealed class PrivacyWorker(IServiceScopeFactory scopes, TimeProvider time, ILogger<PrivacyWorker> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), time);
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
            foreach (var request in await scope.ServiceProvider.GetRequiredService<IEraseDue>().ExecuteAsync(cancellationToken))
            {
                log.LogInformation("Erasure {RequestId}: {State}", request.Id, request.State);
            }
        }
#pragma warning disable CA1031 // A store that does not answer now must not end the worker: the next hour tries again.
        catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
        {
            log.LogError(fault, "erasing personal data failed; the next run is in an hour");
        }
    }
}
