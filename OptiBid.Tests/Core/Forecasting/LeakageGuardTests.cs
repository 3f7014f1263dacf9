using CsCheck;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Tests.Core.Forecasting;

public class LeakageGuardTests
{
    [Fact]
    public void Every_value_a_model_may_see_was_public_before_the_gate_closed()
    {
        var panel = WithLateValues(PjmPanel.Get());
        var guard = new LeakageGuard(panel);
        var late = 0;
        Gen.Int[8, panel.Days - 1]
            .Sample(
                day =>
                {
                    var view = guard.View(day);
                    double[][][] seen = [view.Panel.Prices, .. view.Panel.Exogenous];
                    var wrong = 0;
                    double[][][] truth = [panel.Prices, .. panel.Exogenous];
                    for (var s = 0; s < seen.Length; s++)
                    {
                        for (var d = 0; d < seen[s].Length; d++)
                        {
                            for (var h = 0; h < 24; h++)
                            {
                                // What is left of a row was public; a stand-in comes from the week before; the future is not there.
                                var known = d < day + (s == 0 ? 0 : 1);
                                var isPublic = panel.Vintage!.PublishedUtc[s][d][h] < guard.GateOf(day);
                                late += known && !isPublic ? 1 : 0;
                                var expected =
                                    !known ? double.NaN
                                    : isPublic ? truth[s][d][h]
                                    : d < 7 ? double.NaN
                                    : seen[s][d - 7][h];
                                wrong += expected.Equals(seen[s][d][h]) ? 0 : 1;
                            }
                        }
                    }

                    Assert.Equal(0, wrong);
                    Assert.True(view.NewestPublishedUtc < guard.GateOf(day));
                },
                iter: 20,
                threads: 1
            );
        Assert.True(late > 0);
    }

    [Theory]
    [InlineData("naive-daily")]
    [InlineData("naive-weekly")]
    [InlineData("naive-dow")]
    [InlineData("ridge-56")]
    [InlineData("ridge")]
    [InlineData("lear")]
    [InlineData("kernel")]
    [InlineData("dnn")]
    public void Prices_after_the_gate_times_a_thousand_do_not_move_a_forecast_by_one_bit(string name)
    {
        var panel = PjmPanel.Get();
        var day = panel.IndexOf(new(2014, 7, 3));
        var model = new ForecasterCatalog().Find(name)!;
        var honest = model.Forecast(panel, day, TestContext.Current.CancellationToken);
        Assert.Equal(honest, model.Forecast(PjmPanel.Poisoned(panel, day), day, TestContext.Current.CancellationToken));
        Assert.Equal(honest, model.Forecast(new LeakageGuard(panel).View(day).Panel, day, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_poisoned_future_does_not_move_a_backtest_by_one_bit()
    {
        var panel = PjmPanel.Get();
        var from = panel.IndexOf(new(2013, 9, 1));
        var poisoned = PjmPanel.Poisoned(panel, from + 3);
        var model = new ForecasterCatalog().Find("ridge-84")!;
        var honest = Run(panel, model, 3);
        Assert.Equal(honest.Days.Select(d => d.Forecast), Run(poisoned, model, 3).Days.Select(d => d.Forecast));

        BacktestReport Run(DailyPanel data, IForecaster forecaster, int days) =>
            new RunBacktest()
                .Execute(
                    new(data, forecaster, data.FirstDay.AddDays(from), data.FirstDay.AddDays(from + days - 1)),
                    TestContext.Current.CancellationToken
                )
                .Value;
    }

    [Fact]
    public void A_canary_that_reads_the_price_of_the_day_itself_is_caught_and_its_input_named()
    {
        var panel = PjmPanel.Get();
        var result = new RunBacktest().Execute(
            new(panel, new Canary(), new(2017, 1, 1), new(2017, 1, 7)) { Threads = 1 },
            TestContext.Current.CancellationToken
        );
        var leak = Assert.IsType<LeakFound>(result.Failure);
        Assert.Equal(
            "Zonal COMED price of 2017-01-01, public 2016-12-31 13:30Z, gate closure 2016-12-31 10:00Z",
            Assert.Single(leak.Inputs).ToString()
        );
    }

    [Fact]
    public void What_is_public_too_late_is_withheld_reported_and_replaced_by_the_week_before()
    {
        var panel = PjmPanel.Get();
        var day = panel.IndexOf(new(2017, 1, 10));
        var late = panel.Vintage!.GateClosureUtc[day];
        var published = panel.Vintage.PublishedUtc[0].Select(r => r.ToArray()).ToArray();
        Array.Fill(published[day - 1], late, 10, 14);
        var data = panel with { Vintage = panel.Vintage with { PublishedUtc = [published, .. panel.Vintage.PublishedUtc.Skip(1)] } };
        var report = new RunBacktest()
            .Execute(
                new(data, NaiveForecaster.Daily, panel.FirstDay.AddDays(day), panel.FirstDay.AddDays(day)),
                TestContext.Current.CancellationToken
            )
            .Value;
        var withheld = Assert.Single(report.Withheld);
        Assert.Equal(("Zonal COMED price", 1, 14), (withheld.Series, withheld.LagDays, withheld.Values));
        Assert.Equal([.. panel.Prices[day - 1][..10], .. panel.Prices[day - 8][10..]], report.Days[0].Forecast);
    }

    [Fact]
    public void Data_that_is_only_public_after_every_gate_is_a_failure_and_not_a_forecast()
    {
        var panel = PjmPanel.Get();
        var never = Enumerable
            .Range(0, panel.Days)
            .Select(_ => Enumerable.Repeat(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), 24).ToArray());
        var data = panel with
        {
            Vintage = panel.Vintage! with
            {
                PublishedUtc =
                [
                    [.. never],
                    .. panel.Vintage!.PublishedUtc.Skip(1),
                ],
            },
        };
        var result = new RunBacktest().Execute(
            new(data, NaiveForecaster.Weekly, new(2017, 1, 1), new(2017, 1, 2)),
            TestContext.Current.CancellationToken
        );
        Assert.Equal("forecast.not_public", result.Failure!.Code);
    }

    private static DailyPanel WithLateValues(DailyPanel panel)
    {
        // Every fifth day, the afternoon prices come out two days late.
        var published = panel.Vintage!.PublishedUtc[0].Select(r => r.ToArray()).ToArray();
        for (var d = 0; d < published.Length; d += 5)
        {
            for (var h = 12; h < 24; h++)
            {
                published[d][h] = published[d][h].AddDays(2);
            }
        }

        return panel with
        {
            Vintage = panel.Vintage with { PublishedUtc = [published, .. panel.Vintage.PublishedUtc.Skip(1)] },
        };
    }

    /// <summary>Leaks on purpose: it answers with the price it is asked for.</summary>
    private sealed class Canary : IForecaster
    {
        public ForecasterInfo Info { get; } = new("canary", "leak", "the price of D", 1);

        public double[]? Forecast(DailyPanel panel, int day, CancellationToken cancellationToken = default) => [.. panel.Prices[day]];
    }
}
