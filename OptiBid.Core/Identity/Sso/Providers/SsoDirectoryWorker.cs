using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OptiBid.Core.Identity.Sso.Enforcement;

namespace OptiBid.Core.Identity.Sso.Providers;

/// <summary>Keeps <see cref="ISsoDirectory"/> fresh, and ends an enforcement whose safety time ran out.</summary>
internal sealed class SsoDirectoryWorker(
    ISsoDirectory directory,
    EnforcementTimer timer,
    TimeProvider time,
    ILogger<SsoDirectoryWorker> log
) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(400);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(s_interval, time);
        try
        {
            while (await ticks.WaitForNextTickAsync(stoppingToken))
            {
                await TryAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await directory.RefreshAsync(cancellationToken);
            await timer.TickAsync(cancellationToken);
        }
        catch (DbException fault)
        {
            // The database comes back; until then the copy serves.
            log.LogWarning("Identity providers could not be read: {Reason}", fault.Message);
        }
    }
}
