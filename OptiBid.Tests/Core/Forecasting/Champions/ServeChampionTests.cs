using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OptiBid.Core.Common;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Identity;

namespace OptiBid.Tests.Core.Forecasting.Champions;

public sealed class ServeChampionTests
{
    private static readonly DateOnly s_day = ErcotDesk.FirstDay.AddDays(100);

    /// <summary>A day on which the windows of all linear models are short: they answer at once.</summary>
    private static readonly DateOnly s_early = ErcotDesk.FirstDay.AddDays(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<ErcotDesk> DeskAsync(params IReadOnlyList<IForecaster> odd) =>
        await new ErcotDesk(days: 120, before: s => s.AddSingleton<IForecasterCatalog>(new OddCatalog(odd))).WithRecordsAsync();

    private static Task PlanAsync(ErcotDesk desk) => ChampionSteps.PlanAsync(desk.Get<IServiceProvider>(), desk.User);

    private static async Task ChampionAsync(ErcotDesk desk, string forecaster)
    {
        await PlanAsync(desk);
        await ChampionSteps.PromoteAsync(desk.Get<IServiceProvider>(), desk.User, forecaster);
    }

    private static Task<Result<DayForecast>> AskAsync(ErcotDesk desk, DateOnly day, string model = ServedModels.Champion) =>
        desk.Get<IForecastDay>().ExecuteAsync(ErcotDesk.Price, day, model, Cancel);

    private static async Task<ServedForecast> ServedAsync(ErcotDesk desk, DateOnly day)
    {
        var forecast = (await AskAsync(desk, day)).Value;
        Assert.All(forecast.Values, v => Assert.True(double.IsFinite(v)));
        Assert.Equal(forecast.Model, forecast.Served!.By);
        Assert.Equal(ServedModels.Champion, forecast.Asked);
        return forecast.Served;
    }

    [Fact]
    public async Task The_version_in_production_answers_as_its_forecaster_would_and_is_named()
    {
        await using var desk = await DeskAsync();
        await ChampionAsync(desk, "ridge-56");
        var plain = (await AskAsync(desk, s_day, "ridge-56")).Value;
        Assert.Null(plain.Served);
        Assert.Equal("ridge-56", plain.Asked);
        foreach (var name in new[] { "champion", "Champion" })
        {
            var served = (await AskAsync(desk, s_day, name)).Value;
            Assert.Equal(plain.Values, served.Values);
            Assert.Equal(new ServedForecast("champion", "ridge-56", "price", 1, null), served.Served);
            Assert.False(served.Served!.IsFallback);
        }

        // The next version in production is the next to answer.
        await ChampionSteps.PromoteAsync(desk.Get<IServiceProvider>(), desk.User, "naive-daily");
        Assert.Equal(new ServedForecast("champion", "naive-daily", "price", 2, null), await ServedAsync(desk, s_day));
    }

    [Fact]
    public async Task A_forecast_is_made_once_and_kept()
    {
        var odd = new OddForecaster("odd", _ => [.. Enumerable.Repeat(7.0, 24)]);
        await using var desk = await DeskAsync(odd);
        await ChampionAsync(desk, "odd");
        var first = (await AskAsync(desk, s_day)).Value;
        Assert.Equal(first.Values, (await AskAsync(desk, s_day)).Value.Values);
        Assert.Equal(1, odd.Asked);
        await using var db = desk.Get<IPlatformContexts>().CreateDbContext();
        Assert.Equal(desk.User.OrganisationId, (await db.Set<KeptForecastRow>().SingleAsync(Cancel)).OrganisationId);

        // A price that comes in changes what the forecast depends on.
        var start = first.StartUtc[0].AddDays(-1);
        desk.Store.Change(ErcotDesk.Price, p => p.StartUtc == start ? p with { Value = p.Value + 1 } : p);
        await AskAsync(desk, s_day);
        Assert.Equal(2, odd.Asked);
    }

    [Fact]
    public async Task Without_a_champion_another_model_answers_and_says_why()
    {
        await using var desk = await DeskAsync();
        Assert.Equal(
            new ServedForecast("champion", "lasso", null, null, "no retraining plan names a registered model for ERCOT/MADE_UP_HUB/da_lmp"),
            await ServedAsync(desk, s_early)
        );

        await PlanAsync(desk);
        Assert.Equal(
            new ServedForecast("champion", "lasso", "price", null, "the registered model price has no version in production"),
            await ServedAsync(desk, s_early)
        );

        await ChampionSteps.PromoteAsync(desk.Get<IServiceProvider>(), desk.User, "a net of somebody");
        var foreign = await ServedAsync(desk, s_early);
        Assert.True(foreign.IsFallback);
        Assert.Contains("names no forecaster of this platform", foreign.Reason!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_champion_of_another_organisation_is_not_served()
    {
        await using var desk = await DeskAsync();
        await ChampionAsync(desk, "naive-daily");
        desk.User.OrganisationId = Guid.CreateVersion7();
        var served = await ServedAsync(desk, s_early);
        Assert.Null(served.Registered);
        Assert.StartsWith("no retraining plan", served.Reason!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_champion_that_fails_or_says_nothing_is_replaced()
    {
        await using var throwing = await DeskAsync(new OddForecaster("odd", _ => throw new InvalidOperationException("broken")));
        await ChampionAsync(throwing, "odd");
        Assert.Equal(new ServedForecast("champion", "lasso", "price", null, "odd failed"), await ServedAsync(throwing, s_early));

        await using var mad = await DeskAsync(new OddForecaster("odd", _ => [.. Enumerable.Repeat(double.NaN, 24)]));
        await ChampionAsync(mad, "odd");
        Assert.Equal("odd failed", (await ServedAsync(mad, s_early)).Reason!.ToString());

        await using var silent = await DeskAsync(new OddForecaster("odd", _ => null));
        await ChampionAsync(silent, "odd");
        Assert.Contains("odd needs 1", (await ServedAsync(silent, s_early)).Reason!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_champion_that_takes_too_long_is_replaced()
    {
        var clock = new FakeTimeProvider(new(2025, 4, 1, 0, 0, 0, TimeSpan.Zero));
        var slow = new OddForecaster(
            "slow",
            cancellation =>
            {
                clock.Advance(TimeSpan.FromSeconds(21));
                cancellation.ThrowIfCancellationRequested();
                return [.. Enumerable.Repeat(7.0, 24)];
            }
        );
        await using var desk = await new ErcotDesk(
            days: 120,
            before: s => s.AddSingleton<IForecasterCatalog>(new OddCatalog(slow)).AddSingleton<TimeProvider>(clock)
        ).WithRecordsAsync();
        await ChampionAsync(desk, "slow");
        Assert.Equal(
            new ServedForecast("champion", "lasso", "price", null, "slow took longer than 20 s"),
            await ServedAsync(desk, s_early)
        );
    }

    [Fact]
    public async Task Where_the_history_is_too_short_for_all_the_last_of_the_chain_answers()
    {
        await using var desk = await DeskAsync();
        await ChampionAsync(desk, "ridge");
        var served = await ServedAsync(desk, ErcotDesk.FirstDay.AddDays(10));
        Assert.Equal("naive-dow", served.By);
        var reason = served.Reason!.ToString();
        Assert.Contains("ridge needs 21", reason, StringComparison.Ordinal);
        Assert.Contains("lasso needs", reason, StringComparison.Ordinal);
        // The champion is not asked a second time as a stand-in.
        Assert.Equal(2, reason.Split("ridge needs").Length);
        var nothing = await AskAsync(desk, ErcotDesk.FirstDay.AddDays(3));
        Assert.Equal("forecast.history", nothing.Failure!.Code);
    }

    [Fact]
    public async Task The_permission_comes_first_and_an_unknown_series_is_not_found()
    {
        await using var desk = await DeskAsync();
        var unknown = await desk.Get<IForecastDay>()
            .ExecuteAsync(ErcotDesk.Price with { Node = "X" }, s_day, ServedModels.Champion, Cancel);
        Assert.Equal(FailureKind.NotFound, unknown.Failure!.Kind);
        desk.User.Held.Remove(Permissions.RunForecasts);
        Assert.Equal(FailureKind.Forbidden, (await AskAsync(desk, s_day)).Failure!.Kind);
    }

    [Fact]
    public async Task Intervals_and_drivers_are_those_of_the_model_that_answers()
    {
        await using var desk = await DeskAsync();
        await ChampionAsync(desk, "naive-weekly");
        var made = (await desk.Get<IForecastIntervals>().ExecuteAsync(ErcotDesk.Price, s_day, ServedModels.Champion, Cancel)).Value;
        var plain = (await desk.Get<IForecastIntervals>().ExecuteAsync(ErcotDesk.Price, s_day, "naive-weekly", Cancel)).Value;
        Assert.Equal(1, made.Served!.Version);
        Assert.Equal(plain.Quantiles, made.Quantiles);
        var explain = desk.Get<IExplainForecast>();
        Assert.Equal("forecast.drivers", (await explain.ExecuteAsync(ErcotDesk.Price, s_day, "champion", Cancel)).Failure!.Code);

        await ChampionSteps.PromoteAsync(desk.Get<IServiceProvider>(), desk.User, "ridge-56");
        var drivers = (await explain.ExecuteAsync(ErcotDesk.Price, s_day, "champion", Cancel)).Value;
        Assert.Equal(("ridge-56", 2), (drivers.Model, drivers.Served!.Version));
        Assert.Equal((await AskAsync(desk, s_day)).Value.Values, drivers.Values);
    }
}
