using OptiBid.Core.Forecasting.Risks;
using OptiBid.Core.Identity;

namespace OptiBid.Tests.Core.Forecasting;

public class AssessDayTests
{
    [Fact]
    public async Task A_day_has_risks_for_its_hours_and_a_trend_and_nothing_behind_the_gate_moves_them()
    {
        await using var desk = new ErcotDesk(withLoadForecast: true, days: 480);
        var day = ErcotDesk.FirstDay.AddDays(470);
        var assessed = await Assess(desk, day);
        Assert.Equal(24, assessed.Hours.Count);
        Assert.All(assessed.Hours, h => Assert.InRange(h.Spike, 0, 1));
        Assert.True(assessed.NewestInputPublishedUtc < assessed.GateClosureUtc);
        Assert.True(assessed.IsSimulated);
        Assert.InRange(assessed.Trend.UpProbability, 0, 1);
        desk.Store.Change(ErcotDesk.Price, p => p.PublishedAtUtc >= assessed.GateClosureUtc ? p with { Value = p.Value * 1000 } : p);
        var again = await Assess(desk, day);
        Assert.Equal(assessed.Hours, again.Hours);
        Assert.Equal(assessed.Trend, again.Trend);
    }

    [Fact]
    public async Task A_short_history_is_a_sentence_and_a_missing_permission_comes_first()
    {
        await using var desk = new ErcotDesk();
        var early = await desk.Get<IAssessDay>()
            .ExecuteAsync(ErcotDesk.Price, ErcotDesk.FirstDay.AddDays(400), TestContext.Current.CancellationToken);
        Assert.Equal("forecast.history", early.Failure!.Code);
        desk.User.Held.Remove(Permissions.RunForecasts);
        var refused = await desk.Get<IAssessDay>().ExecuteAsync(ErcotDesk.Price, ErcotDesk.FirstDay, TestContext.Current.CancellationToken);
        Assert.Equal("forecast.forbidden", refused.Failure!.Code);
    }

    private static async Task<AssessedDay> Assess(ErcotDesk desk, DateOnly day) =>
        (await desk.Get<IAssessDay>().ExecuteAsync(ErcotDesk.Price, day, TestContext.Current.CancellationToken)).Value;
}
