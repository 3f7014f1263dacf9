using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Identity;
using OptiBid.Core.Series;
using OptiBid.Web.Live;

namespace OptiBid.Web.Features.Forecasts;

/// <summary>
/// <c>/ws/v1/forecasts?series=MARKET/NODE/product,…</c>: the champion's forecast of the day after the last that is held, of up to 20 series as JSON, once
/// at the start and then whenever another hour of prices of a series came in. Ends with the session or the API key.
/// </summary>
internal static class ForecastSocket
{
    /// <summary>Maps the socket.</summary>
    public static void Map(WebApplication app) =>
        app.Map("/ws/v1/forecasts", RunAsync).RequireAuthorization(Permissions.RunForecasts).ExcludeFromDescription();

    private static Task RunAsync(HttpContext context)
    {
        var newest = context.RequestServices.GetRequiredService<INewestForecast>();
        var sent = new Dictionary<SeriesKey, DateTime>();
        var refused = new Dictionary<SeriesKey, string>();
        return SeriesSocket.RunAsync(
            context,
            async (key, writeAsync, cancellationToken) =>
            {
                var answer = await newest.ExecuteAsync(key, sent.TryGetValue(key, out var known) ? known : null, cancellationToken);
                if (answer.Failure is { } failure)
                {
                    // What stays refused is said once.
                    if (refused.GetValueOrDefault(key) != failure.Message)
                    {
                        refused[key] = failure.Message;
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
                }
                else if (answer.Value is { } made)
                {
                    refused.Remove(key);
                    sent[key] = made.PricesToUtc;
                    await writeAsync(
                        new
                        {
                            series = key.ToString(),
                            made.PricesToUtc,
                            made.Forecast,
                        },
                        cancellationToken
                    );
                }
            }
        );
    }
}
