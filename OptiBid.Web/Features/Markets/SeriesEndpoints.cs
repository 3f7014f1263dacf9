using System.Globalization;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Web.Api;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Security;

namespace OptiBid.Web.Features.Markets;

/// <summary>REST over the price queries: <c>/api/v1/series</c>.</summary>
internal sealed class SeriesEndpoints : IEndpointModule
{
    /// <summary>What the two value routes take.</summary>
    private sealed record ValuesRequest(
        string? Market,
        string? Node,
        string? Product,
        string? From,
        string? To,
        string? AsOf,
        string? Bucket
    );

    /// <inheritdoc/>
    public void Map(RouteGroupBuilder api)
    {
        var series = api.MapGroup("/series").WithTags("Series");
        series
            .MapGet("/", async (IListSeries list, CancellationToken token) => (await list.ExecuteAsync(token)).ToHttp())
            .RequireAuthorization(Permissions.ReadMarkets)
            .WithSummary("Every series with its definition and extent");
        series
            .MapGet(
                "/values",
                async ([AsParameters] ValuesRequest request, IReadPrices read, CancellationToken token) =>
                    (await ReadAsync(request, read, token)).ToHttp()
            )
            .RequireAuthorization(Permissions.ReadMarkets)
            .WithSummary($"Values of one series in UTC; above {PriceLimits.MaxPoints} rows they come in buckets");
        series
            .MapGet(
                "/values.csv",
                async (
                    [AsParameters] ValuesRequest request,
                    ICurrentUser user,
                    IReadPrices read,
                    IAuditTrail trail,
                    CancellationToken token
                ) =>
                {
                    if (!user.Has(Permissions.ExportMarkets))
                    {
                        return new SimpleFailure(
                            "identity.forbidden",
                            $"This needs the permission {Permissions.ExportMarkets}",
                            FailureKind.Forbidden
                        ).ToProblem();
                    }

                    var answer = await ReadAsync(request, read, token);
                    if (answer.IsSuccess)
                    {
                        await trail.RecordAsync(
                            new("prices.exported", "series", answer.Value.Definition.Key.ToString(), After: request),
                            token
                        );
                    }

                    return answer.Failure is { } failure
                        ? failure.ToProblem()
                        : (IResult)
                            TypedResults.File(
                                Csv.Write(PriceCsv.Rows(answer.Value)),
                                "text/csv",
                                PriceCsv.FileName(answer.Value.Definition.Key)
                            );
                }
            )
            .WithMetadata(new EndsWithSessionAttribute())
            .RequireAuthorization(Permissions.ExportMarkets)
            .WithSummary("The same as CSV");
    }

    private static async Task<Result<PriceRange>> ReadAsync(ValuesRequest request, IReadPrices read, CancellationToken token)
    {
        foreach (var (name, value) in new[] { ("market", request.Market), ("node", request.Node), ("product", request.Product) })
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                return Invalid(name, $"{name} is missing");
            }
        }

        if (Time(request.From) is not { } from)
        {
            return Invalid("from", "from is not a time; expected ISO 8601 in UTC such as 2026-11-24T06:00:00Z");
        }

        if (Time(request.To) is not { } to)
        {
            return Invalid("to", "to is not a time; expected ISO 8601 in UTC such as 2026-11-25T06:00:00Z");
        }

        var asOf = Time(request.AsOf);
        if (request.AsOf is not null && asOf is null)
        {
            return Invalid("asOf", "asOf is not a time; expected ISO 8601 in UTC");
        }

        int? bucket = null;
        if (request.Bucket is not null)
        {
            if (!int.TryParse(request.Bucket, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes))
            {
                return Invalid("bucket", $"bucket is not a number of minutes; expected one of {string.Join(", ", PriceLimits.Buckets)}");
            }

            bucket = minutes;
        }

        var key = new SeriesKey(request.Market!.ToUpperInvariant(), request.Node!, request.Product!.ToLowerInvariant());
        return await read.ExecuteAsync(new(key, from, to, asOf, bucket), token);
    }

    /// <summary>A time with its offset, as UTC; a time without one is read as UTC.</summary>
    private static DateTime? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.UtcDateTime : null;

    private static Failure Invalid(string field, Sentence message) => new SimpleFailure("markets.query_invalid", message) { Field = field };
}
