using CsCheck;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Kernel;
using OptiBid.Core.Forecasting.Models.Linear;

namespace OptiBid.Tests.Core.Forecasting;

public class KernelTests
{
    [Fact]
    public void A_factor_times_itself_is_the_matrix()
    {
        Gen.Int[1, 23]
            .SelectMany(n => Gen.Double[-1, 1].Array[n * n].Select(a => (n, a)))
            .Sample(
                (n, a) =>
                {
                    var rows = a.Chunk(n).ToArray();
                    var matrix = Gram.Of(rows);
                    var factor = Cholesky.Factor(matrix, 0.5);
                    for (var i = 0; i < n; i++)
                    {
                        for (var j = 0; j <= i; j++)
                        {
                            var product = Enumerable.Range(0, j + 1).Sum(k => factor[i][k] * factor[j][k]);
                            Assert.Equal(matrix[i][j] + (i == j ? 0.5 : 0), product, 1e-10);
                        }
                    }
                },
                iter: 200
            );
    }

    [Fact]
    public void Another_currency_or_unit_gives_the_same_forecast_in_it()
    {
        var panel = PjmPanel.Get();
        var day = panel.IndexOf(new(2014, 6, 17));
        var plain = KernelModel.Forecast(panel, day, 84, 0.2)!;
        Gen.Select(Gen.Double[0.05, 20], Gen.Double[-100, 100], Gen.Double[0.001, 1000])
            .Sample(
                (factor, shift, unit) =>
                {
                    var other = panel with
                    {
                        Prices = [.. panel.Prices[..day].Select(p => p.Select(v => (v * factor) + shift).ToArray())],
                        Exogenous =
                        [
                            .. panel.Exogenous.Select(e => e[..(day + 1)].Select(p => p.Select(v => v * unit).ToArray()).ToArray()),
                        ],
                    };
                    var forecast = KernelModel.Forecast(other, day, 84, 0.2)!;
                    Assert.All(
                        forecast.Zip(plain),
                        f => Assert.Equal((f.Second * factor) + shift, f.First, 1e-6 * (1 + Math.Abs(f.First)))
                    );
                },
                iter: 20
            );
    }

    [Fact]
    public void A_day_like_one_before_has_its_prices_when_there_is_no_noise()
    {
        // Weeks that repeat: the day to forecast has been seen, inputs and all.
        var prices = Enumerable.Range(0, 70).Select(d => Day(d % 7, 30)).ToArray();
        var load = Enumerable.Range(0, 71).Select(d => Day(d % 7, 90)).ToArray();
        var panel = new DailyPanel(new(2024, 1, 1), prices, [load]);
        var forecast = KernelModel.Forecast(panel, 70, 70, 1e-9)!;
        Assert.All(forecast.Zip(Day(0, 30)), f => Assert.Equal(f.Second, f.First, 1e-4));

        static double[] Day(int weekday, double level) =>
            [.. Enumerable.Range(0, 24).Select(h => level + (3 * weekday) + (10 * Math.Sin(h + weekday)))];
    }

    [Fact]
    public void A_window_of_which_nothing_alike_is_known_falls_back_on_its_mean_and_stays_finite()
    {
        var flat = Enumerable.Range(0, 60).Select(_ => Enumerable.Repeat(25.0, 24).ToArray()).ToArray();
        var panel = new DailyPanel(new(2024, 1, 1), flat, []);
        Assert.All(KernelModel.Forecast(panel, 60, 56, 0.2)!, p => Assert.Equal(25, p, 1e-9));
    }

    [Fact]
    public void It_is_closer_than_ridge_on_days_before_the_test_split()
    {
        var panel = PjmPanel.Get();
        var catalog = new ForecasterCatalog();
        var days = Enumerable.Range(0, 12).Select(i => panel.Days - 728 - 364 + (i * 30)).ToArray();
        Assert.True(Mae("kernel-728") < Mae("ridge-728"), "kernel against ridge");

        double Mae(string model) =>
            days.Average(d =>
                ForecastErrors.Of(panel.Prices[d], catalog.Find(model)!.Forecast(panel, d, TestContext.Current.CancellationToken)!).Mae
            );
    }
}
