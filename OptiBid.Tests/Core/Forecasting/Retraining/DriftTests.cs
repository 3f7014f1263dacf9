using CsCheck;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Retraining.Drift;
using OptiBid.Core.Forecasting.Retraining.Jobs;

namespace OptiBid.Tests.Core.Forecasting.Retraining;

public sealed class DriftTests
{
    private static readonly Gen<double[]> s_values = Gen.Double[-1000, 1000].Array[1, 400];

    [Fact]
    public void The_stability_index_is_never_negative_and_nothing_for_the_reference_itself() =>
        Gen.Select(s_values, s_values)
            .Sample(
                (reference, recent) =>
                {
                    var bins = PopulationStability.Fix(reference);
                    Assert.Equal(bins.Edges.Count + 1, bins.Shares.Count);
                    Assert.Equal(bins.Edges.Order(), bins.Edges);
                    Assert.Equal(1, bins.Shares.Sum(), 9);
                    Assert.Equal(0, PopulationStability.Index(bins, reference)!.Value, 12);
                    Assert.True(PopulationStability.Index(bins, recent) >= 0);
                }
            );

    [Fact]
    public void The_stability_index_is_the_sum_of_the_textbook()
    {
        // A hundred values in tenths; the recent ones are all above the median. With half a value added to each bin.
        var bins = PopulationStability.Fix(Enumerable.Range(0, 100).Select(i => (double)i));
        Assert.Equal([10, 20, 30, 40, 50, 60, 70, 80, 90], bins.Edges);
        const double expected = 0.1;
        var (low, high) = (0.5 / 105, 20.5 / 105);
        var psi = (5 * (low - expected) * Math.Log(low / expected)) + (5 * (high - expected) * Math.Log(high / expected));
        var recent = Enumerable.Range(0, 100).Select(i => 50 + (i / 2.0));
        Assert.Equal(psi, PopulationStability.Index(bins, recent)!.Value, 9);
    }

    [Fact]
    public void A_value_that_is_there_all_the_time_has_a_bin_of_its_own()
    {
        var dark = PopulationStability.Fix(Enumerable.Repeat(0.0, 60).Concat(Enumerable.Range(1, 40).Select(i => (double)i)));
        Assert.True(PopulationStability.Index(dark, Enumerable.Repeat(0.5, 100)) > 1);
        var constant = PopulationStability.Fix(Enumerable.Repeat(7.0, 50));
        Assert.Equal([7, Math.BitIncrement(7.0)], constant.Edges);
        Assert.True(PopulationStability.Index(constant, Enumerable.Repeat(8.0, 50)) > 1);
        Assert.True(PopulationStability.Index(constant, Enumerable.Repeat(6.0, 50)) > 1);
        Assert.Equal(0, PopulationStability.Index(constant, Enumerable.Repeat(7.0, 50))!.Value, 9);
        Assert.Null(PopulationStability.Index(constant, [double.NaN]));
        Assert.Throws<ArgumentException>(() => PopulationStability.Fix([double.NaN]));
    }

    [Fact]
    public void Page_Hinkley_is_quiet_while_the_mean_stays_and_alarms_when_it_rises_for_good()
    {
        var random = new Random(7);
        double Next() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var test = new PageHinkley(DriftMeter.Tolerance, DriftMeter.Limit);
        for (var i = 0; i < 60; i++)
        {
            test.Learn(Next());
        }

        for (var i = 0; i < 200; i++)
        {
            test.Add(Next());
            Assert.False(test.IsAlarm);
        }

        var days = 0;
        while (!test.IsAlarm)
        {
            test.Add(Next() + 1.5);
            days++;
        }

        Assert.InRange(days, 3, 20);
    }

    [Fact]
    public void One_wild_day_is_no_drift_and_weeks_of_double_errors_are()
    {
        var first = new DateOnly(2025, 1, 1);
        List<(DateOnly, double, double)> Days(Func<int, double> mae) =>
            [.. Enumerable.Range(0, 120).Select(i => (first.AddDays(i), mae(i), 5.0))];
        double Usual(int i) => 4 * Math.Exp(0.8 * Math.Sin(i * 1.7));

        var quiet = DriftMeter.Errors(Days(i => i == 100 ? 10 * Usual(i) : Usual(i)));
        Assert.Null(quiet[DriftMeter.RecentDays - 2].RollingRmae);
        Assert.Null(quiet[DriftMeter.LearningDays - 1].PageHinkley);
        Assert.True(quiet.All(d => d.PageHinkley is null or <= DriftMeter.Limit));
        var rolling =
            Enumerable.Range(120 - DriftMeter.RecentDays, DriftMeter.RecentDays).Average(i => i == 100 ? 10 * Usual(i) : Usual(i)) / 5;
        Assert.Equal(rolling, quiet[^1].RollingRmae!.Value, 9);

        var drifted = DriftMeter.Errors(Days(i => i >= 90 ? 2 * Usual(i) : Usual(i)));
        Assert.True(drifted[^1].PageHinkley > DriftMeter.Limit);
        Assert.True(drifted[89].PageHinkley <= DriftMeter.Limit);
        Assert.True(drifted[^1].RollingRmae > 1);
    }

    [Fact]
    public void A_season_is_no_drift_and_a_shift_within_it_is()
    {
        // Two years of load with a summer; the window is the first of them.
        var first = new DateOnly(2023, 1, 1);
        double[][] Load(double shift) =>
            [
                .. Enumerable
                    .Range(0, 730)
                    .Select(d =>
                        Enumerable
                            .Range(0, 24)
                            .Select(h =>
                                50
                                + (20 * Math.Sin((d - 100) * 2 * Math.PI / 365))
                                + (5 * Math.Sin((h - 8) * Math.PI / 12))
                                + (2 * Math.Sin(d * 0.9))
                                + (d >= 600 ? shift : 0)
                            )
                            .ToArray()
                    ),
            ];
        var prices = Load(0);
        InputDrift Of(double shift) => DriftMeter.Inputs(new(first, prices, [Load(shift)]), ["price", "load"], (0, 363), 620, 0.25)[1];

        Assert.False(Of(0).IsAlarm);
        Assert.True(Of(0).PsiWholeYear > 0.25);
        Assert.True(Of(0).Psi < Of(0).PsiWholeYear);
        Assert.True(Of(8).IsAlarm);
        Assert.Equal("load", Of(0).Name);
    }

    [Fact]
    public void An_input_without_a_number_is_named_and_does_not_alarm()
    {
        double[][] nothing = [.. Enumerable.Range(0, 60).Select(_ => Enumerable.Repeat(double.NaN, 24).ToArray())];
        var panel = new DailyPanel(new(2025, 1, 1), nothing, []);
        Assert.Equal(new InputDrift("price", null, null, false), Assert.Single(DriftMeter.Inputs(panel, ["price"], (0, 30), 59, 0.25)));
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1.644853627, 0.05)]
    [InlineData(-1.644853627, 0.95)]
    [InlineData(2.326347874, 0.01)]
    [InlineData(6, 9.865876450e-10)]
    public void The_normal_tail_is_that_of_the_tables(double z, double expected) =>
        Assert.InRange(NormalTail.Above(z) / expected, 1 - 1e-6, 1 + 1e-6);
}
