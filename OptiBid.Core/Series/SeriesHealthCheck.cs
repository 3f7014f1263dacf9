using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

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
            return HealthCheckResult.Healthy(string.Create(CultureInfo.InvariantCulture, $"Answers; {series.Count:N0} series"), data);
        }
        catch (SeriesStoreBusyException fault)
        {
            // The embedded store has one owner: a verb beside a running app sees this.
            return HealthCheckResult.Degraded(fault.Message, fault, data);
        }
    }
}
