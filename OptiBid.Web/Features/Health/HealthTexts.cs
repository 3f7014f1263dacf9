using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Localization;

namespace OptiBid.Web.Features.Health;

/// <summary>Words for how a part of the installation does.</summary>
internal static class HealthTexts
{
    /// <summary>The status as a word of its own.</summary>
    public static string Status(HealthStatus status, IStringLocalizer L) =>
        status switch
        {
            HealthStatus.Healthy => L["Healthy"],
            HealthStatus.Degraded => L["Degraded"],
            HealthStatus.Unhealthy => L["Unhealthy"],
            _ => status.ToString(),
        };
}
