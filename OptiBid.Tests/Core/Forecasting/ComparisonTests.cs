using CsCheck;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Comparisons;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Tests.Core.Forecasting.Kept;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Forecasting;

/// <summary>Models side by side: tests of every pair, the confidence set, groups of hours, what a forecast is worth to a battery.</summary>
public class ComparisonTests
{
    [Fact]
    public void Published_forecasts_give_the_published_significance_and_the_better_one_is_in_the_set()
    {
        var report = ModelComparison.Of([Published("LEAR Ensemble"), Published("DNN Ensemble")]);
        Assert.Equal(728, report.Days.Count);
        Assert.Equal(["DNN Ensemble", "LEAR Ensemble", "naive-daily", "naive-dow", "naive-weekly"], report.Models.Select(m => m.Model));
        Assert.Equal([2.8622, 3.0130, 4.4315, 4.8458, 6.2936], report.Models.Select(m => Math.Round(m.Errors.Mae, 4)));
        var pair = report.Pairs.Single(p => p.First == "LEAR Ensemble" && p.Second == "DNN Ensemble");
        Assert.Equal(3.52, pair.Statistic!.Value, 2);
        Assert.InRange(pair.P!.Value, 1e-4, 4e-4);
        Assert.InRange(pair.HolmP!.Value, pair.P.Value, 20 * pair.P.Value);
        Assert.Equal(20, report.Pairs.Count);
        Assert.Equal(1, report.Models[0].ConfidenceP);
        Assert.Equal(["DNN Ensemble"], report.Models.Where(m => m.IsInSet).Select(m => m.Model));
        Assert.All(report.Models, m => Assert.InRange(report.CapturePercent(m.Value.Revenue)!.Value, 50, 100));
        Assert.Equal(report.PersistenceRevenue, report.Models.Single(m => m.Model == "naive-daily").Value.Revenue, 6);
    }

    [Fact]
    public void Each_kind_of_group_adds_up_to_the_whole()
    {
        var report = Made("naive-weekly", "ridge-56");
        foreach (var model in report.Models)
        {
            foreach (var groups in new[] { model.ByHour, model.ByMonth, model.ByWeekday, model.ByLevel })
            {
                Assert.Equal(model.Errors.N, groups.Sum(g => g.N));
                Assert.Equal(model.Errors.Mae, groups.Sum(g => g.Mae * g.N) / model.Errors.N, 9);
            }

            Assert.Equal("Monday", model.ByWeekday[0].Label);
        }

        Assert.Equal(report.Bands.Select(b => b.Label), report.Models[0].ByLevel.Select(g => g.Label));
        Assert.Equal(["0-5", "5-25", "25-75", "75-95", "95-99", "99-100"], report.Bands.Select(b => b.Label));
        Assert.All(report.Bands.Zip(report.Bands.Skip(1)), b => Assert.True(b.First.To <= b.Second.From));
        var lines = ComparisonCsv.Figures(report).ToList();
        Assert.All(lines, l => Assert.Equal(4, l.Count(c => c == ',')));
        Assert.Contains(lines, l => l.StartsWith("ridge-56,mae,price_level 99-100,", StringComparison.Ordinal));
    }

    [Fact]
    public void Models_that_say_the_same_are_not_told_apart()
    {
        var days = Backtest("ridge-56");
        var report = ModelComparison.Of([new("one", days), new("two", days)]);
        var pair = report.Pairs.Single(p => p.First == "one" && p.Second == "two");
        Assert.Equal((null, null, null), (pair.Statistic, pair.P, pair.HolmP));
        Assert.Equal(report.Models.Single(m => m.Model == "one").ConfidenceP, report.Models.Single(m => m.Model == "two").ConfidenceP, 12);
        Assert.True(report.Models.Single(m => m.Model == "two").IsInSet);
    }

    [Fact]
    public void Only_days_that_all_have_count_and_none_is_refused()
    {
        var days = Backtest("ridge-56");
        var report = ModelComparison.Of([new("one", days), new("two", [.. days.Skip(3)])]);
        Assert.Equal(days.Skip(3).Select(d => d.Day), report.Days);
        Assert.Throws<ArgumentException>(() => ModelComparison.Of([]));
        Assert.Throws<ArgumentException>(() => ModelComparison.Of([new("one", days), new("one", days)]));
        Assert.Throws<ArgumentException>(() => ModelComparison.Of([new("one", [days[0]]), new("two", [days[1]])]));
    }

    [Fact]
    public void Holm_steps_down_as_in_his_paper()
    {
        // Holm 1979: p values 0.01, 0.04, 0.03, 0.005 become 0.03, 0.06, 0.06, 0.02.
        double[] p = [0.01, 0.04, 0.03, 0.005];
        var made = PairTests.Corrected([.. p.Select((v, i) => new PairTest("a", $"{i}", 1, v, null)), new("a", "same", null, null, null)]);
        Assert.Equal([0.03, 0.06, 0.06, 0.02], made.Take(4).Select(t => Math.Round(t.HolmP!.Value, 12)));
        Assert.Null(made[4].HolmP);
    }

    [Fact]
    public void A_set_of_equal_models_keeps_them_all_about_as_often_as_it_says()
    {
        var kept = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var losses = Enumerable
                .Range(0, 3)
                .Select(_ => Enumerable.Range(0, 200).Select(_ => 10 + random.NextDouble()).ToArray())
                .ToArray();
            kept += ConfidenceSet.PValues(losses).All(p => p >= ModelComparison.SetLevel) ? 1 : 0;
        }

        Assert.InRange(kept, 30, 40);
    }

    [Fact]
    public void The_battery_earns_what_no_other_schedule_on_full_hours_beats_and_keeps_its_limits()
    {
        Gen.Double[-50, 200]
            .Array[24]
            .Sample(
                prices =>
                {
                    var schedule = SpreadBattery.Best(prices);
                    var stored = 0.0;
                    foreach (var mw in schedule)
                    {
                        Assert.InRange(mw, -1 - 1e-9, 1 + 1e-9);
                        stored += mw > 0 ? -mw : -mw * 0.85;
                        Assert.InRange(stored, -1e-9, 4 + 1e-9);
                    }

                    Assert.Equal(0, stored, 9);
                    var random = new Random(1);
                    for (var trial = 0; trial < 20; trial++)
                    {
                        Assert.True(SpreadBattery.Value(Some(random), prices) <= SpreadBattery.Value(schedule, prices) + 1e-6);
                    }
                },
                iter: 50
            );
        double[] flat = [.. Enumerable.Repeat(30.0, 24)];
        Assert.All(SpreadBattery.Best(flat), mw => Assert.Equal(0, mw));
        Assert.Equal(4 * (100.0 - 1), SpreadBattery.TopBottom([.. Enumerable.Repeat(100.0, 12), .. Enumerable.Repeat(1.0, 12)]), 9);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1.6448536269514722, 0.95)]
    [InlineData(-2.3263478740408408, 0.01)]
    [InlineData(-6, 9.865876450376981e-10)]
    public void The_normal_distribution_is_that_of_the_tables(double z, double p)
    {
        Assert.Equal(1, Normal.Cdf(z) / p, 9);
        Assert.Equal(z, Normal.Quantile(p), 8);
        Assert.Equal(1, Normal.Cdf(z) + Normal.Cdf(-z), 12);
    }

    /// <summary>Some schedule that is allowed: charge and discharge alike, all emptied in the last hours.</summary>
    private static double[] Some(Random random)
    {
        var schedule = new double[24];
        var stored = 0.0;
        for (var h = 0; h < 20; h++)
        {
            var draw = (2 * random.NextDouble()) - 1;
            var mw = draw > 0 ? Math.Min(draw, stored) : -Math.Min(-draw, (4 - stored) / 0.85);
            stored += mw > 0 ? -mw : -mw * 0.85;
            schedule[h] = mw;
        }

        for (var h = 20; h < 24; h++)
        {
            schedule[h] = Math.Min(1, stored);
            stored -= schedule[h];
        }

        return schedule;
    }

    private static ComparisonReport Made(params string[] models) =>
        ModelComparison.Of([.. models.Select(m => new ComparedForecasts(m, Backtest(m)))]);

    private static IReadOnlyList<BacktestDay> Backtest(string model) =>
        new RunBacktest()
            .Execute(
                new(
                    MadePanel.Of(160),
                    new ForecasterCatalog().Find(model)!,
                    MadePanel.FirstDay.AddDays(100),
                    MadePanel.FirstDay.AddDays(159)
                ),
                TestContext.Current.CancellationToken
            )
            .Value.Days;

    private static ComparedForecasts Published(string column)
    {
        var table = HourlyTable.Read(SharedData.PathOf("epf_forecasts/Forecasts_PJM_DNN_LEAR_ensembles.csv.gz"));
        var panel = PjmPanel.Get();
        var first = DateOnly.FromDateTime(table.Start);
        return new(
            column,
            [
                .. table
                    .Columns[column]
                    .Chunk(24)
                    .Select(
                        (forecast, i) =>
                        {
                            var day = panel.IndexOf(first.AddDays(i));
                            double[] Naive(NaiveForecaster model) => model.Forecast(panel, day, TestContext.Current.CancellationToken)!;
                            return new BacktestDay(
                                first.AddDays(i),
                                panel.Prices[day],
                                forecast,
                                Naive(NaiveForecaster.Weekly),
                                Naive(NaiveForecaster.DayOfWeekAware),
                                Naive(NaiveForecaster.Daily),
                                []
                            );
                        }
                    ),
            ]
        );
    }
}
