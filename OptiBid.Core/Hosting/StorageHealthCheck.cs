using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OptiBid.Core.Common;

namespace OptiBid.Core.Hosting;

/// <summary>The folder of the embedded stores takes writes and has room.</summary>
internal sealed class StorageHealthCheck(IOptions<StorageOptions> options) : IHealthCheck
{
    private const long LowBytes = 512L << 20;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var folder = Path.GetFullPath(options.Value.Directory);
        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["adapter"] = "Folder" };
        if (!Directory.Exists(folder))
        {
            return data.Say(HealthStatus.Unhealthy, $"{folder} does not exist yet");
        }

        var probe = Path.Combine(folder, $".probe-{Guid.CreateVersion7()}");
        try
        {
            await File.WriteAllBytesAsync(probe, [1], cancellationToken);
            File.Delete(probe);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return data.Say(HealthStatus.Unhealthy, $"{folder} takes no writes: {fault.Message}", fault);
        }

        var free = new DriveInfo(folder).AvailableFreeSpace;
        return data.Say(
            free < LowBytes ? HealthStatus.Degraded : HealthStatus.Healthy,
            $"{folder}: {free / (double)(1 << 30):N1} GiB free"
        );
    }
}
