using CsCheck;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Blend;

namespace OptiBid.Tests.Core.Forecasting;

public class BlendTests
{
    private const int HistoryDays = 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Weights_are_none_below_zero_and_add_up_to_one_whatever_the_errors()
    {
        Gen.Select(Gen.Int[2, 6], Gen.Int[1, 30])
            .SelectMany(n => Gen.Double[-1e4, 1e4].Array[n.Item1 * n.Item2 * 24].Select(e => (Members: n.Item1, Days: n.Item2, Errors: e)))
            .Sample(
                t =>
                {
                    var errors = Errors(t.Days, t.Members, (d, m, h) => t.Errors[(((d * t.Members) + m) * 24) + h]);
                    var weights = OnlineWeights.Of(errors, [.. Enumerable.Repeat(1.0 / t.Members, t.Members)]);
                    Assert.Equal(OnlineWeights.Blocks, weights.Length);
                    Assert.All(weights, w => Assert.All(w, v => Assert.InRange(v, 0, 1)));
                    Assert.All(weights, w => Assert.Equal(1, w.Sum(), 1e-9));
                },
                iter: 100
            );
    }

    [Fact]
    public void Nothing_wrong_leaves_the_given_weights()
    {
        double[] prior = [0.5, 0.3, 0.2];
        Assert.All(
            OnlineWeights.Of(Errors(28, 3, (_, _, _) => 0), prior),
            w => Assert.All(w.Zip(prior), p => Assert.Equal(p.Second, p.First, 1e-12))
        );
    }

    [Fact]
    public void Weights_are_the_same_in_another_currency()
    {
        double[] prior = [0.4, 0.4, 0.2];
        Gen.Double[-50, 50]
            .Array[28 * 3 * 24]
            .Sample(
                values =>
                {
                    double[][] Weights(double factor) =>
                        OnlineWeights.Of(Errors(28, 3, (d, m, h) => factor * values[(((d * 3) + m) * 24) + h]), prior);
                    Assert.All(
                        Weights(1).Zip(Weights(250)),
                        b => Assert.All(b.First.Zip(b.Second), w => Assert.Equal(w.First, w.Second, 1e-9))
                    );
                },
                iter: 20
            );
    }

    /// <summary>
    /// Variances 1 and 4 without correlation, scaled to a mean of one (0.4, 1.6), pulled to halves by 0.1: the zero of
    /// 0.4 x - 1.6 (1 - x) + 0.1 (2 x - 1) is 1.7 / 2.2.
    /// </summary>
    [Fact]
    public void Two_members_get_the_weights_of_least_variance()
    {
        var errors = Errors(28, 2, (d, m, h) => m == 0 ? (h % 2 == 0 ? 1 : -1) : ((d + (h / 2)) % 2 == 0 ? 2 : -2));
        Assert.All(OnlineWeights.Of(errors, [0.5, 0.5]), w => Assert.Equal(1.7 / 2.2, w[0], 0.01));
    }

    [Fact]
    public void A_member_that_is_good_in_the_evening_weighs_more_there()
    {
        var random = new Random(5);
        var errors = Errors(28, 2, (_, m, h) => ((m == 0) == (h >= 18) ? 1 : 5) * (random.NextDouble() - 0.5));
        var weights = OnlineWeights.Of(errors, [0.5, 0.5]);
        Assert.True(weights[3][0] > weights[0][0] + 0.2, $"evening {weights[3][0]}, night {weights[0][0]}");
    }

    /// <summary>All days 10 too low, but one hour of a spike; the shift is 0.4 of it and no more than of twice the median for the spike.</summary>
    [Fact]
    public void What_was_too_low_in_every_hour_is_raised_and_a_spike_counts_as_twice_the_usual()
    {
        double[][] errors = [.. Enumerable.Range(0, 28).Select(_ => Enumerable.Repeat(10.0, 24).ToArray())];
        errors[0][18] = 5000;
        var shift = InterceptCorrection.Of(errors, 28);
        Assert.Equal(4, shift[3], 1e-9);
        Assert.InRange(shift[18], 4, 8);
        Assert.All(InterceptCorrection.Of([.. errors.Skip(1).Take(7)], 28), s => Assert.InRange(s, 2, 3));
        Assert.All(InterceptCorrection.Of([], 28), s => Assert.Equal(0, s));
    }

    [Fact]
    public void A_window_that_was_right_for_four_weeks_is_believed()
    {
        var right = new Fake((panel, day) => panel.Prices[day]);
        var wrong = new Fake((panel, day) => [.. panel.Prices[day].Select(p => p + 10)]);
        var panel = Panel(HistoryDays + 40);
        var blend = new BlendForecaster([right, wrong], right);
        var day = HistoryDays + 35;
        Assert.All(
            blend.Forecast(panel, day, Cancel)!.Zip(panel.Prices[day]),
            p => Assert.InRange(p.First - p.Second, 0, 1) // Equal weights would be 3.75 too high.
        );
        Assert.All(blend.Forecast(panel, 5, Cancel)!.Zip(panel.Prices[5]), p => Assert.Equal(3.75, p.First - p.Second, 1e-9));
    }

    [Fact]
    public void The_next_day_asks_for_itself_alone_and_a_corrected_price_for_the_days_after_it()
    {
        var model = new Fake((panel, day) => panel.Prices[day - 1]);
        var blend = new BlendForecaster([model], new Fake((_, _) => null));
        var panel = Panel(HistoryDays + 40);
        var day = HistoryDays + 30;
        blend.Forecast(panel, day, Cancel);
        Assert.Equal(OnlineWeights.Days + 1, model.Asked);
        blend.Forecast(panel with { Prices = [.. panel.Prices] }, day + 1, Cancel);
        Assert.Equal(OnlineWeights.Days + 2, model.Asked);
        double[][] corrected = [.. panel.Prices];
        corrected[day - 2] = [.. corrected[day - 2].Select(p => p + 1)];
        blend.Forecast(panel with { Prices = corrected }, day + 1, Cancel);
        // The day itself and the two days between it and the correction.
        Assert.Equal(OnlineWeights.Days + 5, model.Asked);
    }

    [Fact]
    public void Without_history_for_the_windows_the_networks_answer_and_without_both_nobody()
    {
        var prices = new double[24];
        var panel = Panel(HistoryDays);
        Assert.Same(prices, new BlendForecaster([new Fake((_, _) => null)], new Fake((_, _) => prices)).Forecast(panel, 10, Cancel));
        Assert.Null(new BlendForecaster([new Fake((_, _) => null)], new Fake((_, _) => null)).Forecast(panel, 10, Cancel));
    }

    private static double[][][] Errors(int days, int members, Func<int, int, int, double> error) =>
        [
            .. Enumerable
                .Range(0, days)
                .Select(d =>
                    Enumerable.Range(0, members).Select(m => Enumerable.Range(0, 24).Select(h => error(d, m, h)).ToArray()).ToArray()
                ),
        ];

    private static DailyPanel Panel(int days)
    {
        var random = new Random(3);
        return new(
            new(2024, 1, 1),
            [.. Enumerable.Range(0, days).Select(_ => Enumerable.Range(0, 24).Select(_ => random.NextDouble() * 50).ToArray())],
            []
        );
    }

    /// <summary>A model of one window that needs <see cref="HistoryDays"/> days.</summary>
    private sealed class Fake(Func<DailyPanel, int, double[]?> forecast) : IEnsembleForecaster
    {
        private int _asked;

        public int Asked => _asked;

        public ForecasterInfo Info { get; } = new("fake", "test", "none", HistoryDays);

        public IReadOnlyList<EnsembleMember> Members { get; } = [new(HistoryDays, null)];

        public double[]? Forecast(DailyPanel panel, int day, CancellationToken cancellationToken = default) =>
            ForecastMembers(panel, day, cancellationToken)?[0];

        public double[][]? ForecastMembers(DailyPanel panel, int day, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _asked);
            return day < 2 || forecast(panel, day) is not { } prices ? null : [prices];
        }

        public double[] Combine(double[][] members, int day) => members[0];
    }
}
