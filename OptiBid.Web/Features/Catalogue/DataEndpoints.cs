using System.Globalization;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Features;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Catalogue;
using OptiBid.Core.Series;
using OptiBid.Web.Api;

namespace OptiBid.Web.Features.Catalogue;

/// <summary><c>/api/v1/data</c>: the stored series, and the features that models read.</summary>
internal sealed class DataEndpoints : IEndpointModule
{
    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api)
    {
        var data = api.MapGroup("/data").WithTags("Data");
        data.MapGet("/series", async (IListCatalogue list, CancellationToken token) => (await list.ExecuteAsync(token)).ToHttp())
            .RequireAuthorization(Permissions.ReadMarkets)
            .WithSummary("Every stored series with its extent and its missing intervals");
        data.MapGet("/series/coverage", CoverageAsync)
            .RequireAuthorization(Permissions.ReadMarkets)
            .WithSummary("Gaps, versions and newest publication of one series, counted from each of its values");
        data.MapGet("/features", (IListFeatures list) => list.Execute().ToHttp())
            .RequireAuthorization(Permissions.ReadForecasts)
            .WithSummary("The features with their publication rules, and which model reads what");
        data.MapGet("/features/day", DayAsync)
            .RequireAuthorization(Permissions.ReadForecasts)
            .WithSummary("The features of one delivery day with value and publication, as of its gate closure");
    }

    private static async Task<IResult> CoverageAsync(
        string? market,
        string? node,
        string? product,
        IDescribeSeries describe,
        CancellationToken cancellationToken
    )
    {
        if (Missing(("market", market), ("node", node), ("product", product)) is { } missing)
        {
            return missing.ToProblem();
        }

        return (await describe.ExecuteAsync(Key(market!, node!, product!), cancellationToken)).ToHttp();
    }

    private static async Task<IResult> DayAsync(
        string? market,
        string? node,
        DateOnly? day,
        IReadFeatureDay read,
        CancellationToken cancellationToken,
        string? product = null
    )
    {
        if (Missing(("market", market), ("node", node), ("day", day?.ToString("O", CultureInfo.InvariantCulture))) is { } missing)
        {
            return missing.ToProblem();
        }

        return (await read.ExecuteAsync(Key(market!, node!, product ?? Products.DaLmp), day!.Value, cancellationToken)).ToHttp();
    }

    private static SimpleFailure? Missing(params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        foreach (var (name, value) in fields)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                return new SimpleFailure("markets.query_invalid", $"{name} is missing") { Field = name };
            }
        }

        return null;
    }

    private static SeriesKey Key(string market, string node, string product) =>
        new(market.ToUpperInvariant(), node, product.ToLowerInvariant());
}
