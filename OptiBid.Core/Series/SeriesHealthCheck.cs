using Microsoft.Extensions.Diagnostics.HealthChecks;
using OptiBid.Core.Common;

namespace OptiBid.Core.Series;

/// <summary>The time-series store answers.</summary>
internal sealed class SeriesHealthCheck(ITimeSeriesStore store) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["adapter"] = store.AdapterName };
        try
        {
            var series = await store.ListAsync(cancellationToken);
            return data.Say(HealthStatus.Healthy, $"Answers; {series.Count:N0} series");
        }
        catch (SeriesStoreBusyException fault)
        {
            // The embedded store has one owner: a verb beside a running app sees this.
            return data.Say(HealthStatus.Degraded, Sentence.FromString(fault.Message), fault);
        }
    }
}
