using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OptiBid.Core.Identity.Privacy.Erasure;

/// <summary>Looks once an hour for erasures whose time has come.</summary>
internal sealed class PrivacyWorker(IServiceScopeFactory scopes, TimeProvider time, ILogger<PrivacyWorker> log)
    : SystemWorker(scopes, time, log, TimeSpan.FromHours(1))
{
    /// <inheritdoc/>
    protected override async Task RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        foreach (var request in await services.GetRequiredService<IEraseDue>().ExecuteAsync(cancellationToken))
        {
            log.LogInformation("Erasure {RequestId}: {State}", request.Id, request.State);
        }
    }
}
