using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Forecasting.Uncertainty;
using OptiBid.Core.Forecasting.Uncertainty.Scenarios;
using OptiBid.Core.Identity;

namespace OptiBid.Tests.Core.Forecasting;

/// <summary>Intervals and paths of a delivery day of a stored series.</summary>
public class DayIntervalTests
{
    private static readonly DateOnly s_day = new(2024, 4, 20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("naive-weekly", 0)]
    [InlineData("ridge-56", 89)]
    public async Task A_day_has_quantiles_around_the_same_point_forecast_and_past_forecasts_are_kept_once(string model, int kept)
    {
        await using var desk = await new ErcotDesk().WithRecordsAsync();
        var point = (await desk.Get<IForecastDay>().ExecuteAsync(ErcotDesk.Price, s_day, model, Cancel)).Value;
        var made = (await desk.Get<IForecastIntervals>().ExecuteAsync(ErcotDesk.Price, s_day, model, Cancel)).Value;
        Assert.Equal(point.Values, made.Values);
        Assert.Equal((ErcotDesk.Price.ToString(), s_day.AddDays(-1)), (made.Inputs[0].Series, made.Inputs[0].NewestDay));
        Assert.All(made.Inputs, i => Assert.True(i.PublishedUtc < made.GateClosureUtc));
        Assert.Empty(point.Quantiles);
        Assert.Equal(24, made.Quantiles.Count);
        Assert.InRange(made.LearnedDays, 80, 110);
        Assert.All(made.Quantiles, q => Assert.Equal(q.Order(), q));
        Assert.All(made.Quantiles, q => Assert.Equal(QuantileLevels.Kept.Count, q.Length));
        Assert.All(made.Quantiles, q => Assert.True(q[^1] > q[0]));
        Assert.Equal(kept, await RowsAsync(desk));
        var again = (await desk.Get<IForecastIntervals>().ExecuteAsync(ErcotDesk.Price, s_day, model, Cancel)).Value;
        Assert.Equal(made.Quantiles, again.Quantiles);
        Assert.Equal(kept, await RowsAsync(desk));
    }

    [Theory]
    [InlineData(2024, 11, 3, 25)]
    [InlineData(2025, 3, 9, 23)]
    public async Task On_days_of_a_clock_change_quantiles_and_paths_have_their_hours(int year, int month, int day, int hours)
    {
        await using var desk = await new ErcotDesk().WithRecordsAsync();
        var date = new DateOnly(year, month, day);
        var made = (
            await desk.Get<IMakeScenarios>().ExecuteAsync(ErcotDesk.Price, date, "naive-dow", new ScenarioDraw(40, Keep: 5), Cancel)
        ).Value;
        Assert.Equal(hours, made.Forecast.Quantiles.Count);
        Assert.Equal(5, made.Scenarios.Count);
        Assert.Equal(1, made.Scenarios.Sum(s => s.Probability), 12);
        Assert.All(made.Scenarios, s => Assert.Equal(hours, s.Prices.Length));
        Assert.InRange(made.RankedDays, 100, QuantileLevels.WindowDays);
    }

    [Fact]
    public async Task What_is_public_only_after_the_gate_moves_no_quantile()
    {
        await using var shorter = await new ErcotDesk(days: 111).WithRecordsAsync();
        await using var longer = await new ErcotDesk(days: 140).WithRecordsAsync();
        async Task<IReadOnlyList<double[]>> Of(ErcotDesk desk) =>
            (await desk.Get<IForecastIntervals>().ExecuteAsync(ErcotDesk.Price, s_day, "naive-weekly", Cancel)).Value.Quantiles;
        Assert.Equal(await Of(shorter), await Of(longer));
    }

    [Fact]
    public async Task Too_few_days_before_give_a_note_and_no_paths()
    {
        await using var desk = await new ErcotDesk().WithRecordsAsync();
        var early = new DateOnly(2024, 1, 25);
        var made = (await desk.Get<IForecastIntervals>().ExecuteAsync(ErcotDesk.Price, early, "naive-weekly", Cancel)).Value;
        Assert.Empty(made.Quantiles);
        Assert.Contains(made.Notes, n => n.ToString().StartsWith("no intervals: they need", StringComparison.Ordinal));
        var paths = await desk.Get<IMakeScenarios>().ExecuteAsync(ErcotDesk.Price, early, "naive-weekly", new(), Cancel);
        Assert.Equal("forecast.scenarios", paths.Failure!.Code);
    }

    [Fact]
    public async Task Permission_comes_before_input_and_wrong_input_names_its_field()
    {
        await using var desk = await new ErcotDesk().WithRecordsAsync();
        var (intervals, paths) = (desk.Get<IForecastIntervals>(), desk.Get<IMakeScenarios>());
        Assert.Equal("model", (await intervals.ExecuteAsync(ErcotDesk.Price, s_day, "x", Cancel)).Failure!.Field);
        Assert.Equal("keep", (await paths.ExecuteAsync(ErcotDesk.Price, s_day, "naive-dow", new(10, Keep: 11), Cancel)).Failure!.Field);
        desk.User.Held.Remove(Permissions.RunForecasts);
        Assert.Equal(FailureKind.Forbidden, (await intervals.ExecuteAsync(ErcotDesk.Price, s_day, "x", Cancel)).Failure!.Kind);
        Assert.Equal(FailureKind.Forbidden, (await paths.ExecuteAsync(ErcotDesk.Price, s_day, "x", new(1), Cancel)).Failure!.Kind);
    }

    private static async Task<int> RowsAsync(ErcotDesk desk)
    {
        await using var db = desk.Get<OptiBid.Core.Data.Tenancy.IPlatformContexts>().CreateDbContext();
        return await db.Set<KeptForecastRow>().CountAsync(Cancel);
    }
}
