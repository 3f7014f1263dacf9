using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OptiBid.Core.Common;

namespace OptiBid.Core.Markets.Simulated;

/// <summary>Fills the history of the simulated market before the app serves.</summary>
internal sealed class SimulatedHistorySeeder(SimulatedMarket market) : ISeeder
{
    /// <inheritdoc/>
    public int Order => 300;

    /// <inheritdoc/>
    public Task SeedAsync(CancellationToken cancellationToken) => market.CatchUpAsync(cancellationToken);
}

/// <summary>Ticks the simulated market at every five-minute boundary; what was missed while the app was down is filled at the first tick.</summary>
internal sealed class SimulatedFeed(SimulatedMarket market, TimeProvider time, ILogger<SimulatedFeed> log) : BackgroundService
{
    /// <summary>Time between two ticks.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await market.CatchUpAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // A store that does not answer must not end the feed: the next tick fills the gap.
                log.LogError(fault, "The simulated market could not append; it tries again at the next interval");
            }

            var now = time.GetUtcNow();
            var next = new DateTimeOffset(now.Ticks - (now.Ticks % Interval.Ticks), TimeSpan.Zero) + Interval;
            await Task.Delay(next - now, time, stoppingToken);
        }
    }
}
