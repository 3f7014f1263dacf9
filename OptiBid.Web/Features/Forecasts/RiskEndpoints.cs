using OptiBid.Core.Forecasting.Risks;
using OptiBid.Core.Identity;
using OptiBid.Core.Series;
using OptiBid.Web.Api;

namespace OptiBid.Web.Features.Forecasts;

/// <summary>A day to assess.</summary>
/// <param name="Market">Market, such as ERCOT.</param>
/// <param name="Node">Settlement point.</param>
/// <param name="Day">Delivery day.</param>
/// <param name="Product">Product; <c>da_lmp</c> when left out.</param>
public sealed record RiskInput(string Market, string Node, DateOnly Day, string? Product = null);

/// <summary><c>/api/v1/forecasts/risk</c>: probability of spikes and negative prices by hour, and where the daily mean goes.</summary>
internal sealed class RiskEndpoints : IEndpointModule
{
    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api) =>
        api.MapPost("/forecasts/risk", AssessAsync)
            .RequireAuthorization(Permissions.RunForecasts)
            .WithTags("Forecasts")
            .WithSummary("Risks by hour and trend of one delivery day as of its gate closure");

    private static async Task<IResult> AssessAsync(RiskInput input, IAssessDay assess, CancellationToken cancellationToken) =>
        (
            await assess.ExecuteAsync(
                new(input.Market.ToUpperInvariant(), input.Node, input.Product ?? Products.DaLmp),
                input.Day,
                cancellationToken
            )
        ).ToHttp();
}
