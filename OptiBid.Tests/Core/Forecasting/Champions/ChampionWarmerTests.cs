using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OptiBid.Core.Common;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Forecasting.Days.Champions;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Identity;

namespace OptiBid.Tests.Core.Forecasting.Champions;

public sealed class ChampionWarmerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static ChampionWarmer Warmer(ErcotDesk desk) => desk.Get<IEnumerable<IHostedService>>().OfType<ChampionWarmer>().Single();

    [Fact]
    public async Task The_next_day_is_forecast_once_after_its_data_came_in_and_the_first_who_asks_finds_it()
    {
        var odd = new OddForecaster("odd", _ => [.. Enumerable.Repeat(7.0, 24)]);
        await using var desk = await new ErcotDesk(
            days: 60,
            before: s => s.AddSingleton<IForecasterCatalog>(new OddCatalog(odd))
        ).WithRecordsAsync();
        Assert.Equal(0, await Warmer(desk).WarmAsync(Cancel));
        await ChampionSteps.PlanAsync(desk.Get<IServiceProvider>(), desk.User);
        await ChampionSteps.PromoteAsync(desk.Get<IServiceProvider>(), desk.User, "odd");

        Assert.Equal(1, await Warmer(desk).WarmAsync(Cancel));
        Assert.Equal(0, await Warmer(desk).WarmAsync(Cancel));
        Assert.Equal(1, odd.Asked);
        var newest = (await desk.Get<INewestForecast>().ExecuteAsync(ErcotDesk.Price, null, Cancel)).Value!;
        Assert.Equal(ErcotDesk.FirstDay.AddDays(60), newest.Forecast.DeliveryDay);
        Assert.False(newest.Forecast.Served!.IsFallback);
        Assert.Equal(1, odd.Asked);
        await using var db = desk.Get<IPlatformContexts>().CreateDbContext();
        Assert.Equal(desk.User.OrganisationId, (await db.Set<KeptForecastRow>().SingleAsync(Cancel)).OrganisationId);

        ErcotDesk.Fill(desk.Store, withLoadForecast: false, days: 61);
        Assert.Equal(1, await Warmer(desk).WarmAsync(Cancel));
        Assert.Equal(2, odd.Asked);

        // Another version in production is forecast without waiting for data.
        await ChampionSteps.PromoteAsync(desk.Get<IServiceProvider>(), desk.User, "naive-daily");
        Assert.Equal(1, await Warmer(desk).WarmAsync(Cancel));
        Assert.Equal(0, await Warmer(desk).WarmAsync(Cancel));
    }

    [Fact]
    public async Task The_newest_forecast_comes_with_another_hour_of_prices_and_needs_the_permission()
    {
        await using var desk = await new ErcotDesk(days: 60).WithRecordsAsync();
        var forecast = desk.Get<INewestForecast>();
        var first = (await forecast.ExecuteAsync(ErcotDesk.Price, null, Cancel)).Value!;
        Assert.True(first.Forecast.Served!.IsFallback);
        Assert.Null((await forecast.ExecuteAsync(ErcotDesk.Price, first.PricesToUtc, Cancel)).Value);
        ErcotDesk.Fill(desk.Store, withLoadForecast: false, days: 61);
        var next = (await forecast.ExecuteAsync(ErcotDesk.Price, first.PricesToUtc, Cancel)).Value!;
        Assert.Equal(first.Forecast.DeliveryDay.AddDays(1), next.Forecast.DeliveryDay);
        var unknown = await forecast.ExecuteAsync(ErcotDesk.Price with { Node = "X" }, null, Cancel);
        Assert.Equal(FailureKind.NotFound, unknown.Failure!.Kind);
        desk.User.Held.Remove(Permissions.RunForecasts);
        Assert.Equal(FailureKind.Forbidden, (await forecast.ExecuteAsync(ErcotDesk.Price, null, Cancel)).Failure!.Kind);
    }
}
