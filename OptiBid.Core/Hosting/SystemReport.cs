using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Hosting;

/// <summary>Health of one part of the platform.</summary>
/// <param name="Name">Name of the check.</param>
/// <param name="Adapter">The adapter in use, or a dash.</param>
/// <param name="Status">Healthy, Degraded or Unhealthy.</param>
/// <param name="Detail">One sentence.</param>
/// <param name="Milliseconds">How long the check took.</param>
public sealed record SystemCheck(string Name, string Adapter, HealthStatus Status, Sentence Detail, double Milliseconds);

/// <summary>Version of one component.</summary>
public sealed record ComponentVersion(string Name, string Version);

/// <summary>Health and versions of this installation.</summary>
public sealed record SystemReport(IReadOnlyList<SystemCheck> Checks, IReadOnlyList<ComponentVersion> Versions)
{
    /// <summary>The worst status of all checks.</summary>
    public HealthStatus Status => Checks.Count == 0 ? HealthStatus.Healthy : Checks.Min(c => c.Status);
}

/// <summary>Runs every registered health check: behind <c>doctor</c> and the system health page.</summary>
public interface IReadSystemReport
{
    /// <summary>The report; needs <see cref="Permissions.ReadSystem"/>.</summary>
    Task<Result<SystemReport>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IReadSystemReport"/>
internal sealed class ReadSystemReport(HealthCheckService checks, ICurrentUser user) : IReadSystemReport
{
    /// <inheritdoc/>
    public async Task<Result<SystemReport>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadSystem))
        {
            return new SimpleFailure("system.forbidden", "The permission system.read is needed.", FailureKind.Forbidden);
        }

        var report = await checks.CheckHealthAsync(cancellationToken);
        return new SystemReport(
            [.. report.Entries.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => Of(e.Key, e.Value))],
            Versions()
        );
    }

    private static SystemCheck Of(string name, HealthReportEntry entry) =>
        new(
            name,
            entry.Data.TryGetValue("adapter", out var adapter) ? adapter.ToString()! : "–",
            entry.Status,
            HealthSentences.Of(entry),
            Math.Round(entry.Duration.TotalMilliseconds, 1)
        );

    private static List<ComponentVersion> Versions() =>
        [
            new("OptiBid", VersionOf(typeof(SystemReport).Assembly)),
            new(".NET", Environment.Version.ToString()),
            new("Entity Framework Core", VersionOf(typeof(Microsoft.EntityFrameworkCore.DbContext).Assembly)),
            new("OR-Tools", VersionOf(typeof(Google.OrTools.ModelBuilder.Solver).Assembly)),
            new("DuckDB.NET", VersionOf(typeof(DuckDB.NET.Data.DuckDBConnection).Assembly)),
            new("Operating system", $"{RuntimeInformation.OSDescription} ({RuntimeInformation.ProcessArchitecture})"),
        ];

    private static string VersionOf(Assembly assembly)
    {
        var text = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return text?.Split('+')[0] ?? assembly.GetName().Version?.ToString() ?? "unknown";
    }
}
