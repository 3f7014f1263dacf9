using OptiBid.Core.Bidding.Optimisation;
using OptiBid.Core.Bidding.Replays;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Portfolios.Batteries;
using OptiBid.Core.Series;
using OptiBid.Core.Solvers.OrTools;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Bidding;

/// <summary>The capture study of the reference note "bidding", section 8: CAISO 2020 day-ahead, 100 MW / 400 MWh, 359 days.</summary>
public class CaptureStudyTests
{
    [Fact]
    public void Perfect_foresight_persistence_and_tb4_agree_with_the_published_study()
    {
        var report = Replay(ReplayStrategy.Perfect, "naive-weekly");
        Assert.Equal(359, report.PerDay.Count);
        Assert.Equal(7_559_678, report.PerfectUsd, 7_559_678 * 0.0001);
        Assert.Equal(0.967, report.PersistenceUsd / report.PerfectUsd, 0.0005);
        Assert.Equal(7_774_586, report.Tb4Usd, 1.0);
        Assert.Equal(report.PerfectUsd, report.RevenueUsd, 0.01);
    }

    [Fact]
    public void The_attribution_adds_up_to_the_revenue_and_never_beats_perfect_foresight()
    {
        var report = Replay(ReplayStrategy.Forecast, "naive-weekly");
        var a = report.Attribution;
        Assert.Equal(report.RevenueUsd, a.DayAheadSoldUsd + a.DayAheadBoughtUsd + a.RealTimeDeviationUsd + a.VariableCostUsd, 0.01);
        Assert.Equal(report.RevenueUsd, a.PerfectForesightUsd - a.ForecastLossUsd, 0.01);
        Assert.All(report.PerDay, d => Assert.True(d.RevenueUsd <= d.PerfectUsd + 0.01));
        Assert.Equal(0.936, report.RevenueUsd / report.PerfectUsd, 0.0005);
    }

    private static ReplayReport Replay(ReplayStrategy strategy, string model)
    {
        var input = DerVetCase.Read(SharedData.PathOf("battery-caiso-2020"));
        var definition = new SeriesDefinition(new("CAISO", "DERVET", Products.DaLmp), "$/MWh", 60, "UTC", "test", false);
        var points = input
            .StartLocal.Select(
                (t, i) =>
                {
                    var start = DateTime.SpecifyKind(t, DateTimeKind.Utc);
                    return new SeriesPoint(start, input.Prices.EnergyUsdPerMwh[i] * 1000, start.Date.AddHours(-10.5));
                }
            )
            .ToList();
        var desk = new DeskReplay(
            new BatteryOptimiser(new RegulationOptimiser(new GlopSolver(), new HighsMilpSolver())),
            new ForecasterCatalog()
        );
        var request = new ReplayRequest(
            new BatterySpec("Study", 100, 400, 0.85),
            "CAISO",
            null,
            new(2020, 1, 8),
            new(2020, 12, 31),
            strategy,
            model,
            2
        );
        return desk.Run(request, [new FileSeries(definition, points)], null, TestContext.Current.CancellationToken).Value;
    }
}
