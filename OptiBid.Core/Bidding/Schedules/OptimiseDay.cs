using System.Diagnostics;
using OptiBid.Core.Bidding.Optimisation;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Core.Portfolios.Batteries;
using OptiBid.Core.Series;

namespace OptiBid.Core.Bidding.Schedules;

/// <inheritdoc cref="IOptimiseDay"/>
internal sealed class OptimiseDay(
    IFindAsset assets,
    IForecastDay forecasts,
    DayPriceReader prices,
    IBatteryOptimiser optimiser,
    ICurrentUser user
) : IOptimiseDay
{
    /// <inheritdoc/>
    public async Task<Result<OptimisedDay>> ExecuteAsync(OptimiseDayRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!user.Has(Permissions.RunOptimiser))
        {
            return BiddingFailures.Forbidden(Permissions.RunOptimiser);
        }

        if (BiddingFailures.NoSuchMarketDay(request.Day) is { } noDay)
        {
            return noDay;
        }

        var found = await assets.ExecuteAsync(request.AssetId, cancellationToken);
        if (found.Failure is { } missing)
        {
            return missing;
        }

        var asset = found.Value;
        if (asset.Battery is not { } battery)
        {
            return BiddingFailures.NotABattery(asset.Draft.Name);
        }

        var actual = await prices.ReadAsync(asset.Draft.Market, asset.Draft.Node, Products.DaLmp, request.Day, cancellationToken);
        return request.Model is { } model
            ? await FromForecastAsync(asset, battery, actual, request.Day, model, cancellationToken)
            : await InHindsightAsync(asset, battery, actual, request, cancellationToken);
    }

    private async Task<Result<OptimisedDay>> FromForecastAsync(
        AssetView asset,
        BatterySpec battery,
        DayPrices? actual,
        DateOnly day,
        string model,
        CancellationToken cancellationToken
    )
    {
        var key = new SeriesKey(asset.Draft.Market, asset.Draft.Node, Products.DaLmp);
        var answer = await forecasts.ExecuteAsync(key, day, model, cancellationToken);
        if (answer.Failure is { } failure)
        {
            return failure;
        }

        var forecast = answer.Value;
        var calendar = actual?.Calendar ?? MarketCalendar.For(asset.Draft.Market);
        return Optimise(
            asset,
            battery,
            new PriceWindow([.. forecast.Values]),
            calendar.HoursOf(day),
            forecast,
            actual?.Values ?? [.. forecast.Values.Select(_ => (double?)null)],
            forecast.IsSimulated,
            calendar.TimeZoneId,
            cancellationToken
        );
    }

    private async Task<Result<OptimisedDay>> InHindsightAsync(
        AssetView asset,
        BatterySpec battery,
        DayPrices? actual,
        OptimiseDayRequest request,
        CancellationToken cancellationToken
    )
    {
        var (market, node) = (asset.Draft.Market, asset.Draft.Node);
        if (actual is null || !actual.IsComplete)
        {
            return BiddingFailures.NoPrices(market, node, request.Day);
        }

        var held = actual.HeldHours;
        var window = new PriceWindow([.. held.Select(h => actual.Values[h]!.Value)]);
        if (request.WithRegulation)
        {
            var up = await prices.ReadAsync(market, node, Products.DaRegUp, request.Day, cancellationToken);
            var down = await prices.ReadAsync(market, node, Products.DaRegDown, request.Day, cancellationToken);
            if (up is null || down is null || held.Any(h => up.Values[h] is null || down.Values[h] is null))
            {
                return new SimpleFailure(
                    "bidding.no_regulation_prices",
                    $"the store holds no regulation prices of {market} {node} for every hour of {request.Day:yyyy-MM-dd}"
                );
            }

            window = window with
            {
                RegUpUsdPerMw = [.. held.Select(h => up.Values[h]!.Value)],
                RegDownUsdPerMw = [.. held.Select(h => down.Values[h]!.Value)],
            };
        }

        return Optimise(
            asset,
            battery,
            window,
            [.. held.Select(h => actual.Hours[h])],
            null,
            [.. held.Select(h => actual.Values[h])],
            actual.IsSimulated,
            actual.Calendar.TimeZoneId,
            cancellationToken
        );
    }

    private Result<OptimisedDay> Optimise(
        AssetView asset,
        BatterySpec battery,
        PriceWindow window,
        IReadOnlyList<MarketHour> hours,
        DayForecast? forecast,
        IReadOnlyList<double?> actual,
        bool isSimulated,
        string timeZoneId,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var begin = Stopwatch.GetTimestamp();
            var schedule = optimiser.Optimise(battery, window, cancellationToken);
            var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            return new OptimisedDay(asset, hours, schedule, forecast, actual, isSimulated, timeZoneId, seconds);
        }
        catch (InfeasibleScheduleException fault)
        {
            return BiddingFailures.Infeasible(fault.Text);
        }
    }
}
