using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Forecasting.Days.Batches;
using OptiBid.Core.Identity;

namespace OptiBid.Tests.Core.Forecasting.Champions;

public sealed class ForecastBatchTests
{
    private static readonly DateOnly s_day = ErcotDesk.FirstDay.AddDays(90);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<IReadOnlyList<BatchAnswer>> AskAsync(ErcotDesk desk, params IReadOnlyList<BatchItem> items) =>
        (await desk.Get<IForecastBatch>().ExecuteAsync(items, Cancel)).Value;

    private static BatchItem Item(int day, string model) => new(ErcotDesk.Price, s_day.AddDays(day), model);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_forecast_is_the_one_that_is_made_alone(bool corrected)
    {
        await using var desk = await new ErcotDesk(withLoadForecast: true, days: 120).WithRecordsAsync();
        await ChampionSteps.PlanAsync(desk.Get<IServiceProvider>(), desk.User);
        await ChampionSteps.PromoteAsync(desk.Get<IServiceProvider>(), desk.User, "ridge-56");
        if (corrected)
        {
            // Public between the gates of the second and of the third day.
            var alone = (await desk.Get<IForecastDay>().ExecuteAsync(ErcotDesk.Price, s_day.AddDays(2), "naive-daily", Cancel)).Value;
            var definition = (await desk.Store.FindAsync(ErcotDesk.Price, Cancel))!.Definition;
            desk.Store.Add(definition, [new(alone.StartUtc[0].AddDays(-3), 400, alone.GateClosureUtc.AddMinutes(-1), 2)]);
        }

        List<BatchItem> items = [];
        for (var d = 0; d < 5; d++)
        {
            items.AddRange([Item(4 - d, "naive-daily"), Item(d, "ridge-56"), Item(d, "champion")]);
        }

        var answers = await AskAsync(desk, items);
        Assert.Equal(items, answers.Select(a => a.Item));
        foreach (var (item, made, failure) in answers)
        {
            Assert.Null(failure);
            var alone = (await desk.Get<IForecastDay>().ExecuteAsync(item.Target, item.DeliveryDay, item.Model, Cancel)).Value;
            Assert.Equal(alone.Values, made!.Values);
            Assert.Equal(alone.StartUtc, made.StartUtc);
            Assert.Equal(alone.Notes, made.Notes);
            Assert.Equal(alone.Inputs, made.Inputs);
            Assert.Equal(alone.NewestInputPublishedUtc, made.NewestInputPublishedUtc);
            Assert.Equal(alone.Served, made.Served);
        }
    }

    [Fact]
    public async Task A_series_is_read_once_for_all_its_days_and_models()
    {
        await using var desk = new ErcotDesk(days: 120);
        var before = desk.Store.Reads;
        var answers = await AskAsync(
            desk,
            Item(0, "naive-daily"),
            Item(1, "naive-daily"),
            Item(1, "naive-weekly"),
            Item(2, "naive-dow"),
            Item(2, "naive-daily")
        );
        Assert.All(answers, a => Assert.Null(a.Failure));
        Assert.Equal(1, desk.Store.Reads - before);
    }

    [Fact]
    public async Task What_cannot_be_forecast_is_told_in_its_place_and_the_others_are_forecast()
    {
        await using var desk = new ErcotDesk(days: 120);
        var answers = await AskAsync(
            desk,
            Item(0, "naive-daily"),
            Item(0, "oracle"),
            Item(0, "naive-daily") with
            {
                Target = ErcotDesk.Price with { Node = "X" },
            },
            Item(0, "blend"),
            Item(-80, "ridge"),
            Item(0, "naive-daily") with
            {
                DeliveryDay = DateOnly.MinValue,
            },
            Item(1, "naive-weekly")
        );
        Assert.Equal(
            "-,forecast.model,forecast.series,forecast.batch_model,forecast.history,forecast.day,-",
            string.Join(',', answers.Select(a => a.Failure?.Code ?? "-"))
        );
        Assert.All(answers, a => Assert.Equal(a.Failure is null, a.Forecast is not null));
    }

    [Fact]
    public async Task The_permission_comes_first_and_the_number_is_limited()
    {
        await using var desk = new ErcotDesk(days: 60);
        var batch = desk.Get<IForecastBatch>();
        foreach (var count in new[] { 0, BatchLimits.MostItems + 1 })
        {
            var refused = await batch.ExecuteAsync([.. Enumerable.Repeat(Item(0, "naive-daily"), count)], Cancel);
            Assert.Equal(("forecast.batch", "items"), (refused.Failure!.Code, refused.Failure.Field));
        }

        desk.User.Held.Remove(Permissions.RunForecasts);
        Assert.Equal(FailureKind.Forbidden, (await batch.ExecuteAsync([], Cancel)).Failure!.Kind);
    }
}
