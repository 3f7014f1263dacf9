using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OptiBid.Core.Common;
using OptiBid.Core.Hosting;

namespace OptiBid.Web.Commands;

/// <summary><c>doctor</c>: health of every part with the adapter in use. Exit status 1 when one is unhealthy.</summary>
internal sealed class DoctorVerb : ICliVerb
{
    private readonly Option<string?> _store = new("--store") { Description = "Folder of the embedded stores" };

    /// <inheritdoc/>
    public Command Build() => new Command("doctor", "Check every part of this installation") { _store }.Does(RunAsync);

    private async Task<Result<CliAnswer>> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        await using var services = HostSettings.BuildVerbServices(parse.GetValue(_store));
        await using var scope = services.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<IReadSystemReport>().ExecuteAsync(cancellationToken);
        return result.Map(report =>
        {
            var lines = report.Checks.Select(c =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{c.Status, -10} {c.Name, -12} {c.Adapter, -10} {c.Milliseconds, 8:F1} ms  {c.Detail}"
                )
            );
            var versions = report.Versions.Select(v => $"{v.Name} {v.Version}");
            return new CliAnswer(report, string.Join('\n', [.. lines, "", .. versions]), report.Status == HealthStatus.Unhealthy ? 1 : 0);
        });
    }
}
