using OptiBid.Core.Common;
using OptiBid.Core.Solvers;

namespace OptiBid.Core.Bidding.Optimisation;

/// <summary>
/// The linear programme first, binaries only for a window whose solution charges and discharges at once; the binaries are then fixed and the
/// linear programme solved again, so that the value of stored energy always comes from right duals.
/// </summary>
internal sealed class RegulationOptimiser(ILpSolver lp, IMilpSolver milp) : IRegulationOptimiser
{
    private const double Tolerance = 1e-6;

    /// <inheritdoc/>
    public RegulationSchedule Optimise(RegulationCase battery, PriceWindow prices, CancellationToken cancellationToken = default)
    {
        var programme = new StorageProgramme(battery, Check(prices));
        var solution = lp.Solve(programme.Model, cancellationToken: cancellationToken);
        var binaries = solution.HasPoint && programme.ChargesAndDischarges(solution.Values, Tolerance);
        if (binaries)
        {
            programme.AddBinaries();
            solution = milp.Solve(programme.Model, cancellationToken: cancellationToken);
            if (solution.HasPoint)
            {
                programme.FixBinaries(solution.Values);
                solution = lp.Solve(programme.Model, cancellationToken: cancellationToken);
            }
        }

        return solution.HasPoint
            ? programme.Read(solution, binaries)
            : throw new InfeasibleScheduleException(Explain(battery, prices.EnergyUsdPerMwh.Length, solution.Status));
    }

    private static PriceWindow Check(PriceWindow prices)
    {
        ArgumentNullException.ThrowIfNull(prices);
        var energy = prices.EnergyUsdPerMwh;
        var up = prices.RegUpUsdPerMw ?? [];
        var down = prices.RegDownUsdPerMw ?? [];
        if (
            energy.Length == 0
            || (prices.RegUpUsdPerMw is not null && up.Length != energy.Length)
            || (prices.RegDownUsdPerMw is not null && down.Length != energy.Length)
        )
        {
            throw new ArgumentException("the window needs at least one hour and price series of one length", nameof(prices));
        }

        return energy.Concat(up).Concat(down).All(double.IsFinite)
            ? prices
            : throw new ArgumentException("every price must be finite", nameof(prices));
    }

    private static Sentence Explain(RegulationCase b, int hours, SolveStatus status)
    {
        var most = Math.Min(b.MaxEnergy, b.StartEnergy + (b.Efficiency * b.ChargePower * hours));
        var least = Math.Max(b.MinEnergy, b.StartEnergy - Math.Min(b.DischargePower * hours, b.MaxDischargePerDay ?? double.MaxValue));
        return $"no schedule keeps the limits of the battery ({status}): from a state of charge of {b.StartEnergy} the end of {hours} hours can be {least} to {most}, "
            + $"and {b.EndEnergy} is required (limits {b.MinEnergy} to {b.MaxEnergy})";
    }
}
