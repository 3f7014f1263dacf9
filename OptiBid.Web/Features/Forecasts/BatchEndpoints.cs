using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Forecasting.Days.Batches;
using OptiBid.Core.Identity;
using OptiBid.Core.Series;
using OptiBid.Web.Api;

namespace OptiBid.Web.Features.Forecasts;

/// <summary>Forecasts to make in one call.</summary>
/// <param name="Items">1 to 200 of them.</param>
public sealed record BatchInput(IReadOnlyList<ForecastInput> Items);

/// <summary>Why there is no forecast.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Message">In words.</param>
/// <param name="Field">The field at fault, or null.</param>
public sealed record BatchError(string Code, string Message, string? Field);

/// <summary>A forecast or an error.</summary>
/// <param name="Forecast">The forecast, or null.</param>
/// <param name="Error">Why there is none, or null.</param>
public sealed record BatchOutput(DayForecast? Forecast, BatchError? Error);

/// <summary>The answers of a batch.</summary>
/// <param name="Items">One for each item, in their order.</param>
public sealed record BatchOutputs(IReadOnlyList<BatchOutput> Items);

/// <summary><c>/api/v1/forecasts/batch</c>: several day forecasts in one call.</summary>
internal sealed class BatchEndpoints : IEndpointModule
{
    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api) =>
        api.MapPost("/forecasts/batch", ForecastAsync)
            .RequireAuthorization(Permissions.RunForecasts)
            .WithTags("Forecasts")
            .WithSummary("Forecast up to 200 delivery days of one or several series in one call");

    private static async Task<IResult> ForecastAsync(BatchInput input, IForecastBatch batch, CancellationToken cancellationToken)
    {
        if (input.Items.Any(i => i is null))
        {
            return TypedResults.BadRequest();
        }

        var items = input.Items.Select(i => new BatchItem(
            new(i.Market.ToUpperInvariant(), i.Node, i.Product ?? Products.DaLmp),
            i.Day,
            i.Model ?? ForecastsEndpoints.DefaultModel
        ));
        return (await batch.ExecuteAsync([.. items], cancellationToken))
            .Map(answers => new BatchOutputs([.. answers.Select(a => new BatchOutput(a.Forecast, ErrorOf(a.Failure)))]))
            .ToHttp();
    }

    private static BatchError? ErrorOf(Failure? failure) => failure is null ? null : new(failure.Code, failure.Message, failure.Field);
}
