using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using OptiBid.Core.Series;
using OptiBid.Tests.Core.Forecasting;
using OptiBid.Tests.EndToEnd.Support;

namespace OptiBid.Tests.Web.Forecasts;

[Collection(BrowserCollection.Name)]
public class ForecastJourneyTests(BrowserApp app)
{
    private const string Address = "/forecasts?series=ERCOT%2FMADE_UP_HUB%2Fda_lmp&day=2024-04-20&models=ridge,naive-dow";
    private const string BacktestAddress = "/forecasts/backtest?series=ERCOT%2FMADE_UP_HUB%2Fda_lmp";

    [Theory]
    [InlineData(1400, false)]
    [InlineData(1400, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public async Task The_pages_of_forecasts_are_accessible_and_fit(int width, bool dark)
    {
        var page = await app.NewPageAsync(width, dark: dark);
        await SeedAsync();
        var name = $"{width}-{(dark ? "dark" : "light")}";
        await page.OpenAsync(Address, "Forecasts");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Hour by hour" }).WaitForAsync();
        await page.Locator(".ob-chart canvas").WaitForAsync();
        await CheckAsync(page, $"forecasts-{name}");

        await page.OpenAsync(BacktestAddress, "Backtests");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).WaitForAsync();
        await CheckAsync(page, $"backtests-{name}");
        await page.GetByLabel("First day").FillAsync("2024-03-05");
        await page.GetByLabel("Last day").FillAsync("2024-04-25");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "Prediction intervals" }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await page.GetByText("Where it loses").WaitForAsync(new() { Timeout = 60_000 });
        await page.SeeAsync(page.GetByRole(AriaRole.Rowheader, new() { Name = "Quantile regression averaging" }));
        await page.Locator(".ob-chart canvas").WaitForAsync();
        await CheckAsync(page, $"backtest-{name}");
        await page.OpenAsync("/forecasts/backtest", "Backtests");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Delete the backtest of ERCOT") }).First.WaitForAsync();
        await CheckAsync(page, $"backtests-filled-{name}");

        await page.OpenAsync(BacktestAddress, "Backtests");
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "naive-daily", Exact = true }).CheckAsync();
        await page.GetByText("On one window of days").ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "ridge-56", Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "ridge", Exact = true }).UncheckAsync();
        await page.GetByLabel("First day").FillAsync("2024-03-05");
        await page.GetByLabel("Last day").FillAsync("2024-04-25");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare 2 backtests" }).ClickAsync(new() { Timeout = 60_000 });
        await page.GetByRole(AriaRole.Heading, new() { Name = "Who beats whom" }).WaitForAsync(new() { Timeout = 60_000 });
        await CheckAsync(page, $"compare-{name}");

        await page.OpenAsync(Address + "&intervals=true", "Forecasts");
        await page.GetByText("hours came true inside the 90 % band").WaitForAsync(new() { Timeout = 60_000 });
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^What makes the forecast of") }).ClickAsync();
        await page.GetByText("Drivers hour by hour").First.WaitForAsync(new() { Timeout = 60_000, State = WaitForSelectorState.Attached });
        await CheckAsync(page, $"forecasts-fan-{name}");
        Assert.Empty(app.ForeignRequests);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_backtest_is_started_by_keyboard_alone()
    {
        var page = await app.NewPageAsync();
        await SeedAsync();
        await page.OpenAsync(BacktestAddress, "Backtests");
        var last = page.GetByLabel("Last day");
        await last.WaitForAsync();
        await page.GetByLabel("First day").FillAsync("2024-04-20");
        await last.FillAsync("2024-04-25");
        await last.PressAsync("Enter");
        await page.GetByText("Where it loses").WaitForAsync(new() { Timeout = 60_000 });
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_api_forecasts_a_day_and_runs_lists_exports_and_deletes_a_backtest()
    {
        var page = await app.NewPageAsync();
        await SeedAsync();
        // The context of requests beside the page sends the cookie, and unlike a page no origin of its own.
        await page.Context.SetExtraHTTPHeadersAsync([new("Origin", app.App.Url.GetLeftPart(UriPartial.Authority))]);
        var api = page.Context.APIRequest;
        var day = await api.PostAsync(
            "/api/v1/forecasts",
            new()
            {
                DataObject = new
                {
                    market = "ercot",
                    node = "MADE_UP_HUB",
                    day = "2024-03-10",
                    model = "naive-daily",
                },
            }
        );
        Assert.Equal(200, day.Status);
        Assert.Equal(23, (await day.JsonAsync())!.Value.GetProperty("values").GetArrayLength());
        var wrong = await api.PostAsync(
            "/api/v1/forecasts",
            new()
            {
                DataObject = new
                {
                    market = "ERCOT",
                    node = "nowhere",
                    day = "2024-03-10",
                },
            }
        );
        Assert.Equal(404, wrong.Status);

        var started = await api.PostAsync(
            "/api/v1/backtests",
            new()
            {
                DataObject = new
                {
                    market = "ERCOT",
                    node = "MADE_UP_HUB",
                    from = "2024-04-01",
                    to = "2024-04-07",
                    model = "naive-dow",
                    quantiles = true,
                },
            }
        );
        Assert.Equal(202, started.Status);
        var place = started.Headers["location"];
        JsonElement run;
        do
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            run = (await (await api.GetAsync(place)).JsonAsync())!.Value;
        } while (run.GetProperty("summary").GetProperty("isActive").GetBoolean());

        Assert.Equal("done", run.GetProperty("summary").GetProperty("state").GetString());
        Assert.Equal(24, run.GetProperty("outcome").GetProperty("byHour").GetArrayLength());
        Assert.Equal(
            ["conformal", "quantile-averaging"],
            run.GetProperty("outcome").GetProperty("quantiles").EnumerateArray().Select(q => q.GetProperty("method").GetString())
        );
        var lines = (await (await api.GetAsync(place + "/csv")).TextAsync()).Trim().Split('\n');
        Assert.Equal(1 + (7 * 24), lines.Length);
        Assert.EndsWith(",q05,q25,q50,q75,q95", lines[0], StringComparison.Ordinal);
        Assert.Equal(204, (await api.DeleteAsync(place)).Status);
        Assert.Equal(404, (await api.GetAsync(place)).Status);
        await page.Context.CloseAsync();
    }

    private static async Task CheckAsync(IPage page, string name)
    {
        await page.PictureAsync(name, fullPage: true);
        await page.AssertFitsAsync();
        await page.AssertAccessibleAsync();
    }

    /// <summary>Four months of day-ahead prices; appending them again changes nothing.</summary>
    private async Task SeedAsync()
    {
        var memory = new FakeSeriesStore();
        ErcotDesk.Fill(memory, withLoadForecast: false, days: 120);
        var points = await memory.RangeAsync(
            ErcotDesk.Price,
            DateTime.MinValue,
            DateTime.MaxValue,
            cancellationToken: TestContext.Current.CancellationToken
        );
        var definition = (await memory.FindAsync(ErcotDesk.Price, TestContext.Current.CancellationToken))!.Definition;
        var store = app.App.Services.GetRequiredService<ITimeSeriesStore>();
        await using var batch = await store.BeginBatchAsync(TestContext.Current.CancellationToken);
        await batch.AppendAsync(definition, points.ToArray(), TestContext.Current.CancellationToken);
        await batch.CommitAsync(TestContext.Current.CancellationToken);
    }
}
