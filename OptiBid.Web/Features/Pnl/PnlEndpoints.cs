using OptiBid.Core.Bidding.Pnl;
using OptiBid.Core.Identity;
using OptiBid.Web.Api;

namespace OptiBid.Web.Features.Pnl;

/// <summary>REST over profit and loss: <c>/api/v1/pnl</c>.</summary>
internal sealed class PnlEndpoints : IEndpointModule
{
    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api) =>
        api.MapGet(
                "/pnl",
                async (DateOnly from, DateOnly to, IReadPnl read, CancellationToken token, Guid? assetId = null) =>
                    (await read.ExecuteAsync(from, to, assetId, token)).ToHttp()
            )
            .WithTags("P&L")
            .RequireAuthorization(Permissions.ReadPnl)
            .WithSummary("Settled bids of a range of days with their baselines");
}
