using CsCheck;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Uncertainty;

namespace OptiBid.Tests.Core.Forecasting;

/// <summary>Predictive quantiles: the regression, the methods that make them, their scores.</summary>
public class QuantileTests
{
    [Fact]
    public void A_regression_on_a_constant_gives_a_sample_quantile()
    {
        double[] sample = [7, 1, 5, 3, 9, 2, 8];
        double[][] constant =
        [
            [1, 1, 1, 1, 1, 1, 1],
        ];
        foreach (var (level, quantile) in new[] { (0.05, 1.0), (0.2, 2), (0.5, 5), (0.8, 8), (0.95, 9) })
        {
            Assert.Equal(quantile, QuantileRegression.Fit(constant, sample, level)[0], 1e-6);
        }
    }

    [Fact]
    public void No_line_through_points_of_the_sample_has_a_smaller_loss()
    {
        (
            from x in Gen.Double[-5, 5].Array[12]
            from y in Gen.Double[-5, 5].Array[12]
            from level in Gen.Double[0.02, 0.98]
            select (x, y, level)
        ).Sample(
            sample =>
            {
                var (x, y, level) = sample;
                double[][] columns =
                [
                    [.. Enumerable.Repeat(1.0, 12)],
                    x,
                ];
                var fit = QuantileRegression.Fit(columns, y, level);
                var loss = Loss(fit[0], fit[1]);

                // A solution lies on as many points as there are coefficients (Koenker and Bassett 1978, theorem 3.1): try them all.
                for (var i = 0; i < 12; i++)
                {
                    for (var j = 0; j < i; j++)
                    {
                        if (Math.Abs(x[i] - x[j]) > 1e-6)
                        {
                            var slope = (y[i] - y[j]) / (x[i] - x[j]);
                            Assert.True(loss <= Loss(y[i] - (slope * x[i]), slope) + 1e-6);
                        }
                    }
                }

                double Loss(double a, double b) => Enumerable.Range(0, 12).Sum(i => QuantileRegression.Loss(y[i], a + (b * x[i]), level));
            },
            iter: 300
        );
    }

    [Fact]
    public void Two_inputs_that_are_the_same_do_not_stop_a_regression()
    {
        var random = new Random(5);
        double[] x = [.. Enumerable.Range(0, 100).Select(_ => random.NextDouble() * 50)];
        double[] y = [.. x.Select(v => v + random.NextDouble())];
        var fit = QuantileRegression.Fit(
            [
                [.. Enumerable.Repeat(1.0, 100)],
                x,
                [.. x],
            ],
            y,
            0.5
        );
        Assert.Equal(1, fit[1] + fit[2], 0.05);
    }

    [Fact]
    public void Conformal_intervals_hold_what_they_say_and_go_on_doing_so_when_errors_double()
    {
        var random = new Random(11);
        var method = new ConformalQuantiles();
        var (actual, quantiles) = (new List<double>(), new List<double[]>());
        for (var day = 0; day < 900; day++)
        {
            double[] point = [.. Enumerable.Range(0, 24).Select(h => 30 + (10 * Math.Sin(h)) + day % 7)];
            var spread = day < 450 ? 2 : 6;
            double[] price = [.. point.Select((p, h) => p + (spread * (1 + h / 24.0) * Normal(random)))];
            if (method.Quantiles(point, []) is { } made)
            {
                actual.AddRange(price);
                quantiles.AddRange(made);
            }

            method.Observe(point, [], price);
        }

        Assert.Equal((900 - QuantileLevels.FewestDays) * 24, actual.Count);
        Assert.All(quantiles, q => Assert.Equal(q.Order(), q));
        var errors = ProbabilisticErrors.Of(actual, quantiles);
        Assert.InRange(errors.Coverage90, 89, 91);
        Assert.InRange(errors.Coverage50, 48.5, 51.5);
        var late = ProbabilisticErrors.Of([.. actual.TakeLast(100 * 24)], [.. quantiles.TakeLast(100 * 24)]);
        Assert.InRange(late.Coverage90, 87, 93);
        Assert.True(late.Width90 > 1.8 * ProbabilisticErrors.Of([.. actual.Take(300 * 24)], [.. quantiles.Take(300 * 24)]).Width90);
    }

    [Fact]
    public void Averaging_finds_the_member_that_knows_and_its_spread()
    {
        var random = new Random(2);
        var method = new QuantileAveraging(1);
        for (var day = 0; day < 150; day++)
        {
            double[] price = [.. Enumerable.Range(0, 24).Select(_ => 20 + (30 * random.NextDouble()))];
            double[] good = [.. price.Select(p => p + (2 * (random.NextDouble() - 0.5)))];
            double[] noise = [.. price.Select(_ => 50 * random.NextDouble())];
            if (day == 149)
            {
                var quantiles = method.Quantiles(good, [good, noise])!;
                for (var h = 0; h < 24; h++)
                {
                    Assert.Equal(good[h], quantiles[h][49], 0.6);
                    Assert.InRange(quantiles[h][94] - quantiles[h][4], 1.2, 2.4);
                }
            }

            method.Observe(good, [good, noise], price);
        }
    }

    [Fact]
    public void The_score_of_a_normal_distribution_is_the_one_in_the_literature()
    {
        // CRPS of N(0, 1) at y, which 99 levels meet within 0.02: y (2 Phi(y) - 1) + 2 phi(y) - 1 / sqrt(pi) (Gneiting and Raftery 2007, section 4.2).
        double[] quantiles = [.. Enumerable.Range(0, QuantileLevels.Count).Select(k => Probit(QuantileLevels.At(k)))];
        foreach (var (y, crps) in new[] { (0.0, 0.23369), (1.0, 0.60244), (-2.0, 1.45279) })
        {
            Assert.Equal(crps, ProbabilisticErrors.Of([y], [quantiles]).Crps, 0.02);
        }

        var two = ProbabilisticErrors.Of([0, 5], [quantiles, quantiles]);
        Assert.Equal((2, 50.0, 50.0), (two.N, two.Coverage50, two.Coverage90));
        Assert.Equal(2 * 1.64485, two.Width90, 1e-4);
    }

    [Fact]
    public void Quantiles_that_fall_are_not_finite_or_are_too_few_are_refused()
    {
        double[] rising = [.. Enumerable.Range(0, 99).Select(k => (double)k)];
        Assert.Throws<ArgumentException>(() => ProbabilisticErrors.Of([], []));
        Assert.Throws<ArgumentException>(() => ProbabilisticErrors.Of([1, 2], [rising]));
        Assert.Throws<ArgumentException>(() => ProbabilisticErrors.Of([1], [rising[..98]]));
        Assert.Throws<ArgumentException>(() =>
            ProbabilisticErrors.Of(
                [1],
                [
                    [.. rising.Reverse()],
                ]
            )
        );
        Assert.Throws<ArgumentException>(() => ProbabilisticErrors.Of([double.NaN], [rising]));
        Assert.Throws<ArgumentException>(() =>
            ProbabilisticErrors.Of(
                [1],
                [
                    [.. rising[..98], double.PositiveInfinity],
                ]
            )
        );
    }

    [Fact]
    public void A_backtest_scores_quantiles_and_what_comes_later_moves_none_of_them()
    {
        var panel = PjmPanel.Get();
        var model = new ForecasterCatalog().Find("ridge-84")!;
        var (from, to) = (new DateOnly(2017, 1, 20), new DateOnly(2017, 2, 2));
        var plain = Run(panel, false);
        var report = Run(panel, true);
        Assert.Equal(plain.Errors, report.Errors);
        Assert.Empty(plain.Quantiles);
        Assert.Equal(["conformal", "quantile-averaging"], report.Quantiles.Select(q => q.Method));
        Assert.All(report.Quantiles, q => Assert.InRange(q.Errors.Coverage90, 75, 100));
        Assert.All(report.Quantiles, q => Assert.Equal(q.Errors.Crps, q.DailyCrps.Average(), 9));
        Assert.All(report.Quantiles, q => Assert.True(q.Errors.Crps < report.Errors.Mae));
        var poisoned = Run(PjmPanel.Poisoned(panel, panel.IndexOf(from) + 5), true);
        for (var day = 0; day <= 5; day++)
        {
            Assert.Equal(report.Days[day].Quantiles, poisoned.Days[day].Quantiles);
        }

        Assert.EndsWith(",window_84,q05,q25,q50,q75,q95", BacktestCsv.Rows(report.Days, report.Members).First(), StringComparison.Ordinal);

        BacktestReport Run(DailyPanel data, bool quantiles) =>
            new RunBacktest().Execute(new(data, model, from, to) { Quantiles = quantiles }, TestContext.Current.CancellationToken).Value;
    }

    [Fact]
    public void Quantiles_without_days_to_learn_from_are_a_failure_that_says_so()
    {
        var panel = PjmPanel.Get();
        var model = new ForecasterCatalog().Find("ridge-84")!;
        var day = panel.FirstDay.AddDays(model.Info.MinimumHistoryDays + 5);
        var result = new RunBacktest().Execute(new(panel, model, day, day) { Quantiles = true }, TestContext.Current.CancellationToken);
        Assert.Contains("28 days before the first", result.Failure!.Message, StringComparison.Ordinal);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>The standard normal quantile by bisection of its distribution function (Abramowitz and Stegun 7.1.26).</summary>
    private static double Probit(double level)
    {
        var (low, high) = (-10.0, 10.0);
        for (var i = 0; i < 80; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Phi(middle) < level ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static double Phi(double z)
    {
        var x = Math.Abs(z) / Math.Sqrt(2);
        var t = 1 / (1 + (0.3275911 * x));
        var erf =
            1
            - (((((((((1.061405429 * t) - 1.453152027) * t) + 1.421413741) * t) - 0.284496736) * t) + 0.254829592) * t * Math.Exp(-x * x));
        return z >= 0 ? 0.5 * (1 + erf) : 0.5 * (1 - erf);
    }
}
