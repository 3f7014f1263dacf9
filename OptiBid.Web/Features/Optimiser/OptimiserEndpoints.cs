using OptiBid.Core.Bidding.Schedules;
using OptiBid.Core.Identity;
using OptiBid.Web.Api;

namespace OptiBid.Web.Features.Optimiser;

/// <summary>REST over the optimiser: <c>/api/v1/schedules</c>.</summary>
internal sealed class OptimiserEndpoints : IEndpointModule
{
    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api) =>
        api.MapPost(
                "/schedules",
                async (OptimiseDayRequest request, IOptimiseDay optimise, CancellationToken token) =>
                    (await optimise.ExecuteAsync(request, token)).ToHttp()
            )
            .WithTags("Schedules")
            .RequireAuthorization(Permissions.RunOptimiser)
            .WithSummary("The schedule of a battery that earns most on a day: at forecast prices, or in hindsight when no model is named");
}
