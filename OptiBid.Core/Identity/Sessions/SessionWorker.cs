using Microsoft.Extensions.Hosting;

namespace OptiBid.Core.Identity.Sessions;

/// <summary>Receives the session events of other processes, and ends what is open for a session that ran into a limit of time.</summary>
internal sealed class SessionWorker(ISessionBus bus, SessionSignals signals) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(bus.ReceiveAsync(stoppingToken), CheckAsync(stoppingToken));

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_interval);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await signals.CheckAllAsync(cancellationToken);
        }
    }
}
