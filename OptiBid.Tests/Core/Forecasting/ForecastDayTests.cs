using CsCheck;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Series;

namespace OptiBid.Tests.Core.Forecasting;

public class ForecastDayTests
{
    private static readonly DateOnly s_day = new(2024, 9, 17);

    [Theory]
    [InlineData("2024-03-10", 23)]
    [InlineData("2024-03-11", 24)]
    [InlineData("2024-11-03", 25)]
    [InlineData("2024-11-04", 24)]
    public async Task A_forecast_has_the_hours_of_its_day(string day, int hours)
    {
        await using var desk = new ErcotDesk(withLoadForecast: true);
        var date = DateOnly.ParseExact(day, "yyyy-MM-dd", null);
        foreach (var model in new[] { "naive-daily", "ridge-56" })
        {
            var forecast = (
                await desk.Get<IForecastDay>().ExecuteAsync(ErcotDesk.Price, date, model, TestContext.Current.CancellationToken)
            ).Value;
            Assert.Equal(hours, forecast.Values.Count);
            Assert.All(forecast.Values, v => Assert.True(double.IsFinite(v)));
            var (from, to) = MarketCalendar.For("ERCOT").DayBounds(date);
            Assert.Equal(Enumerable.Range(0, hours).Select(h => from.AddHours(h)), forecast.StartUtc);
            Assert.Equal(to, forecast.StartUtc[^1].AddHours(1));
            Assert.True(forecast.IsSimulated);
        }
    }

    [Fact]
    public async Task Every_input_is_older_than_the_gate_on_any_day()
    {
        await using var desk = new ErcotDesk(withLoadForecast: true);
        await Gen.Int[30, 454]
            .SampleAsync(
                async offset =>
                {
                    var forecast = await Forecast(desk, "naive-dow", ErcotDesk.FirstDay.AddDays(offset));
                    Assert.True(forecast.NewestInputPublishedUtc < forecast.GateClosureUtc);
                    Assert.Equal(GateSchedule.InstantUtc("ERCOT", Gate.DayAheadClose, forecast.DeliveryDay), forecast.GateClosureUtc);
                },
                iter: 25,
                threads: 1
            );
    }

    [Fact]
    public async Task What_is_published_from_gate_closure_on_does_not_move_a_forecast_by_one_bit()
    {
        await using var desk = new ErcotDesk(withLoadForecast: true);
        var honest = await Forecast(desk, "ridge-56");
        foreach (var key in new[] { ErcotDesk.Price, ErcotDesk.LoadForecast })
        {
            desk.Store.Change(key, p => p.PublishedAtUtc >= honest.GateClosureUtc ? p with { Value = p.Value * 1000 } : p);
        }

        Assert.Equal(honest.Values, (await Forecast(desk, "ridge-56")).Values);
    }

    [Fact]
    public async Task A_correction_is_seen_when_it_was_public_before_the_gate_and_not_when_it_came_with_its_closure()
    {
        await using var desk = new ErcotDesk();
        var honest = await Forecast(desk, "naive-daily");
        var start = honest.StartUtc[0].AddDays(-1);
        var definition = (await desk.Store.FindAsync(ErcotDesk.Price, TestContext.Current.CancellationToken))!.Definition;
        desk.Store.Add(definition, [new(start, 500, honest.GateClosureUtc, 2)]);
        Assert.Equal(honest.Values, (await Forecast(desk, "naive-daily")).Values);
        desk.Store.Add(definition, [new(start, 400, honest.GateClosureUtc.AddMinutes(-1), 3)]);
        Assert.Equal(400, (await Forecast(desk, "naive-daily")).Values[0]);
    }

    [Fact]
    public async Task Short_gaps_are_filled_and_named_and_long_ones_refused_and_named()
    {
        await using var desk = new ErcotDesk();
        var (from, _) = MarketCalendar.For("ERCOT").DayBounds(s_day.AddDays(-1));
        var before = await Forecast(desk, "naive-daily");
        desk.Store.RemoveWhere(ErcotDesk.Price, p => p.StartUtc == from.AddHours(5));
        var bridged = await Forecast(desk, "naive-daily");
        Assert.Equal((before.Values[4] + before.Values[6]) / 2, bridged.Values[5], 9);
        Assert.Contains(
            bridged.Notes,
            n => n.ToString().Contains("1 h from 2024-09-16 HE 06: mean of the neighbours", StringComparison.Ordinal)
        );

        desk.Store.RemoveWhere(ErcotDesk.Price, p => p.StartUtc >= from && p.StartUtc < from.AddHours(24));
        var repeated = await Forecast(desk, "naive-daily");
        Assert.Contains(
            repeated.Notes,
            n => n.ToString().Contains("24 h from 2024-09-16 HE 01: the same hours of the week before", StringComparison.Ordinal)
        );

        desk.Store.RemoveWhere(ErcotDesk.Price, p => p.StartUtc >= from.AddDays(-6) && p.StartUtc < from.AddHours(24));
        var refused = await desk.Get<IForecastDay>()
            .ExecuteAsync(ErcotDesk.Price, s_day, "naive-daily", TestContext.Current.CancellationToken);
        Assert.Equal("forecast.history", refused.Failure!.Code);
        Assert.Contains("168 h from 2024-09-10 HE 01: not filled", refused.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_load_forecast_is_used_where_there_is_one_and_its_absence_is_said()
    {
        await using var without = new ErcotDesk();
        await using var with = new ErcotDesk(withLoadForecast: true);
        var (plain, informed) = (await Forecast(without, "ridge-84"), await Forecast(with, "ridge-84"));
        Assert.NotEqual(plain.Values, informed.Values);
        Assert.Contains(plain.Notes, n => n.ToString().StartsWith("prices only", StringComparison.Ordinal));
        Assert.Contains(informed.Notes, n => n.ToString() == "with ERCOT/ERCOT/load_forecast");
    }

    [Fact]
    public async Task Unknown_series_unknown_model_short_history_and_missing_permission_are_failures()
    {
        await using var desk = new ErcotDesk();
        var forecast = desk.Get<IForecastDay>();
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Equal(
            "forecast.series",
            (await forecast.ExecuteAsync(ErcotDesk.Price with { Node = "X" }, s_day, "ridge", cancellation)).Failure!.Code
        );
        Assert.Equal("forecast.model", (await forecast.ExecuteAsync(ErcotDesk.Price, s_day, "oracle", cancellation)).Failure!.Code);
        Assert.Equal(
            "forecast.history",
            (await forecast.ExecuteAsync(ErcotDesk.Price, new(2024, 1, 15), "ridge", cancellation)).Failure!.Code
        );
        Assert.Equal(
            "forecast.history",
            (await forecast.ExecuteAsync(ErcotDesk.Price, new(2026, 1, 15), "naive-daily", cancellation)).Failure!.Code
        );
        desk.User.Held.Remove(Permissions.RunForecasts);
        Assert.Equal(
            OptiBid.Core.Common.FailureKind.Forbidden,
            (await forecast.ExecuteAsync(ErcotDesk.Price, s_day, "ridge", cancellation)).Failure!.Kind
        );
    }

    private static async Task<DayForecast> Forecast(ErcotDesk desk, string model, DateOnly? day = null) =>
        (await desk.Get<IForecastDay>().ExecuteAsync(ErcotDesk.Price, day ?? s_day, model, TestContext.Current.CancellationToken)).Value;
}
