using System.Globalization;
using OptiBid.Core.Bidding.Optimisation;
using OptiBid.Core.Common;
using OptiBid.Core.Solvers.OrTools;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Bidding;

public class RegulationOptimiserTests
{
    private static readonly RegulationOptimiser s_optimiser = new(new GlopSolver(), new HighsMilpSolver());

    [Fact]
    public void The_caiso_2020_case_is_matched_day_by_day_to_the_cent()
    {
        var folder = SharedData.PathOf("battery-caiso-2020");
        var input = DerVetCase.Read(folder);
        var rows = File.ReadLines(Path.Combine(folder, "expected_objective_values.csv")).Select(l => l.Split(',')).ToList();
        // The fixed O&M column repeats the year's 10,000 on each day; the first column is the day.
        var parts = Enumerable.Range(1, rows[0].Length - 1).Where(i => !rows[0][i].Contains("fixed_om", StringComparison.Ordinal)).ToList();
        var total = 0.0;
        for (var day = 0; day < 366; day++)
        {
            var hours = new Range(day * 24, (day + 1) * 24);
            var prices = new PriceWindow(
                input.Prices.EnergyUsdPerMwh[hours],
                input.Prices.RegUpUsdPerMw![hours],
                input.Prices.RegDownUsdPerMw![hours]
            );
            var schedule = s_optimiser.Optimise(input.Battery, prices, TestContext.Current.CancellationToken);
            var expected = parts.Sum(i => double.Parse(rows[day + 1][i], CultureInfo.InvariantCulture));
            Assert.Equal(expected, schedule.Objective, 0.01);
            Assert.All(schedule.Hours, h => Assert.True(h.Charge < 1e-6 || h.Discharge < 1e-6));
            Assert.All(schedule.Hours, h => Assert.InRange(h.EnergyStart, -1e-6, 4000 + 1e-6));
            total += schedule.Objective;
        }

        Assert.Equal(-177621.6315, total, 0.001);
    }

    [Fact]
    public void Negative_prices_never_make_the_battery_charge_and_discharge_at_once()
    {
        var battery = new RegulationCase(1, 1, 0, 4, 0, 0, 0.85, 0.3, 0.15, 1, 0);
        var prices = new PriceWindow([-20, -30, -25, -20, -10, 5, 40, 60]);
        var schedule = s_optimiser.Optimise(battery, prices, TestContext.Current.CancellationToken);
        Assert.True(schedule.UsedBinaries);
        Assert.All(schedule.Hours, h => Assert.True(h.Charge < 1e-6 || h.Discharge < 1e-6));
    }

    [Fact]
    public void A_price_that_is_not_a_number_and_series_of_two_lengths_are_refused()
    {
        var battery = new RegulationCase(1, 1, 0, 4, 0, 0, 0.85, 0.3, 0.15, 1, 0);
        Assert.Throws<ArgumentException>(() => s_optimiser.Optimise(battery, new([1, double.NaN]), TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => s_optimiser.Optimise(battery, new([1, 2], [1]), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_case_that_is_not_one_is_refused_with_its_file()
    {
        var folder = Directory.CreateTempSubdirectory("optibid");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "model_parameters.json"), "{\"tags\":{}}");
            var fault = Assert.Throws<BadInputException>(() => DerVetCase.Read(folder.FullName));
            Assert.EndsWith("model_parameters.json", fault.InputSource, StringComparison.Ordinal);
            Assert.Contains("Battery", fault.Reason.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
