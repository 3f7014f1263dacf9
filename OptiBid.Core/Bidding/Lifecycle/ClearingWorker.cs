using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Bidding.Lifecycle;

/// <summary>Looks once a minute for bids whose results or real-time prices have come in.</summary>
internal sealed class ClearingWorker(IServiceScopeFactory scopes, TimeProvider time, ILogger<ClearingWorker> log)
    : SystemWorker(scopes, time, log, TimeSpan.FromMinutes(1))
{
    /// <inheritdoc/>
    protected override async Task RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var changed = await services.GetRequiredService<IClearBids>().ExecuteAsync(cancellationToken: cancellationToken);
        if (changed > 0)
        {
            log.LogInformation("{Count} bids were cleared or settled", changed);
        }
    }
}
