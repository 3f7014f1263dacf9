using CsCheck;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Explained;
using OptiBid.Core.Identity;
using OptiBid.Tests.Core.Forecasting.Kept;

namespace OptiBid.Tests.Core.Forecasting;

/// <summary>What a forecast is made of: drivers add up to it, and a group that says nothing has none.</summary>
public class DriverTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ridge-56")]
    [InlineData("ridge-1456")]
    [InlineData("ridge")]
    [InlineData("lear-84")]
    [InlineData("lear")]
    public void Level_and_drivers_add_up_to_the_forecast(string name)
    {
        var model = (IExplainedForecaster)new ForecasterCatalog().Find(name)!;
        var panel = MadePanel.Of(400);
        var day = name.EndsWith("1456", StringComparison.Ordinal) ? 390 : 150;
        var forecast = model.Forecast(panel, day, Cancel)!;
        var table = model.Explain(panel, day, Cancel)!;
        Assert.Equal([0, 1, DriverTable.Calendar], table.Groups);
        for (var h = 0; h < 24; h++)
        {
            Assert.Equal(forecast[h], table.Level[h] + table.Contributions.Sum(c => c[h]), 1e-6);
        }

        Assert.Contains(table.Contributions[0], v => Math.Abs(v) > 1e-3);
        Assert.Null(model.Explain(panel, 5, Cancel));
    }

    [Fact]
    public void Shares_add_up_are_fair_and_are_the_parts_themselves_where_all_is_straight()
    {
        Gen.Double[-2, 2]
            .Array[1, 6]
            .Sample(parts =>
            {
                var curved = Shapley.Values(parts, Math.Sinh);
                Assert.Equal(Math.Sinh(parts.Sum()), curved.Sum(), 1e-7);
                var straight = Shapley.Values(parts, v => (3 * v) + 7);
                Assert.All(parts.Zip(straight), p => Assert.Equal(3 * p.First, p.Second, 1e-9));
                double[] twice = [.. parts, parts[0], 0];
                var more = Shapley.Values(twice, Math.Sinh);
                Assert.Equal(more[0], more[^2], 1e-7);
                Assert.Equal(0, more[^1], 1e-9);
            });
    }

    [Fact]
    public async Task A_day_of_a_stored_series_names_its_drivers_on_its_own_hours()
    {
        await using var desk = new ErcotDesk(withLoadForecast: true);
        var explain = desk.Get<IExplainForecast>();
        var day = new DateOnly(2024, 11, 3);
        var made = (await explain.ExecuteAsync(ErcotDesk.Price, day, "ridge-56", Cancel)).Value;
        var forecast = (await desk.Get<IForecastDay>().ExecuteAsync(ErcotDesk.Price, day, "ridge-56", Cancel)).Value;
        Assert.Equal(forecast.Values, made.Values);
        Assert.Equal([ErcotDesk.Price.ToString(), ErcotDesk.LoadForecast.ToString(), "calendar"], made.Drivers.Select(d => d.Group));
        for (var i = 0; i < 25; i++)
        {
            Assert.Equal(made.Values[i], made.Level[i] + made.Drivers.Sum(d => d.Values[i]), 1e-6);
        }

        Assert.Equal("forecast.drivers", (await explain.ExecuteAsync(ErcotDesk.Price, day, "naive-daily", Cancel)).Failure!.Code);
        Assert.Equal("model", (await explain.ExecuteAsync(ErcotDesk.Price, day, "x", Cancel)).Failure!.Field);
        desk.User.Held.Remove(Permissions.RunForecasts);
        Assert.Equal(FailureKind.Forbidden, (await explain.ExecuteAsync(ErcotDesk.Price, day, "x", Cancel)).Failure!.Kind);
    }
}
