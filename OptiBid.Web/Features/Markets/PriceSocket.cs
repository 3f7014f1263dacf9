using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Web.Live;

namespace OptiBid.Web.Features.Markets;

/// <summary>
/// <c>/ws/v1/prices?series=MARKET/NODE/product,…</c>: the newest value of up to 20 series as JSON, once at the start and then whenever the store
/// got new ones. Ends with the session or the API key.
/// </summary>
internal static class PriceSocket
{
    private static readonly TimeSpan s_lookBack = TimeSpan.FromDays(2);

    /// <summary>Maps the socket.</summary>
    public static void Map(WebApplication app) =>
        app.Map("/ws/v1/prices", RunAsync).RequireAuthorization(Permissions.ReadMarkets).ExcludeFromDescription();

    private static Task RunAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var (prices, time) = (services.GetRequiredService<IReadPrices>(), services.GetRequiredService<TimeProvider>());
        var sent = new Dictionary<SeriesKey, DateTime>();
        return SeriesSocket.RunAsync(
            context,
            async (key, writeAsync, cancellationToken) =>
            {
                var now = time.GetUtcNow().UtcDateTime;
                var answer = await prices.ExecuteAsync(new(key, now - s_lookBack, now + s_lookBack), cancellationToken);
                if (answer.Failure is { } failure)
                {
                    await writeAsync(
                        new
                        {
                            series = key.ToString(),
                            failure.Code,
                            failure.Message,
                        },
                        cancellationToken
                    );
                }
                else if (answer.Value.Rows is [.., var last] && sent.GetValueOrDefault(key) < last.StartUtc)
                {
                    sent[key] = last.StartUtc;
                    await writeAsync(
                        new
                        {
                            series = key.ToString(),
                            last.StartUtc,
                            last.Value,
                            answer.Value.Definition.Unit,
                            simulated = answer.Value.Definition.IsSimulated,
                        },
                        cancellationToken
                    );
                }
            }
        );
    }
}
