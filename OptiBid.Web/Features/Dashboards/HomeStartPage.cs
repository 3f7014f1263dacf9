using OptiBid.Core.Dashboards.Boards;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Dashboards;

/// <inheritdoc cref="IStartPage"/>
internal sealed class HomeStartPage(IHomeDashboard home) : IStartPage
{
    /// <inheritdoc/>
    public async Task<string?> FindAsync(CancellationToken cancellationToken = default) =>
        await home.FindAsync(cancellationToken) is { } id ? $"dashboards/{id}" : null;
}
