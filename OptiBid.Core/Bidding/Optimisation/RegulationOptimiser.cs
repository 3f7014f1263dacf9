using OptiBid.Core.Solvers;

namespace OptiBid.Core.Bidding.Optimisation;

/// <summary>
/// Energy and regulation together: the linear programme first, binaries only for a window whose solution charges and discharges at once.
/// Per hour the variables are energy at the start, charge, discharge, and regulation up and down on the charge and discharge side.
/// </summary>
internal sealed class RegulationOptimiser(ILpSolver lp, IMilpSolver milp) : IRegulationOptimiser
{
    private const int PerHour = 7;
    private const double Tolerance = 1e-6;

    /// <inheritdoc/>
    public RegulationSchedule Optimise(RegulationCase battery, PriceWindow prices, CancellationToken cancellationToken = default)
    {
        var (energy, up, down) = Check(prices);
        var model = Build(battery, energy, up, down);
        var solution = lp.Solve(model, cancellationToken: cancellationToken);
        var binaries = solution.HasPoint && ChargesAndDischarges(solution.Values, energy.Length);
        if (binaries)
        {
            AddBinaries(model, battery, energy.Length);
            solution = milp.Solve(model, cancellationToken: cancellationToken);
        }

        return solution.HasPoint
            ? Read(battery, energy, up, down, solution.Values, binaries)
            : throw new InfeasibleScheduleException(
                $"no schedule keeps the limits of the battery ({solution.Status}): state of charge {battery.MinEnergy} to {battery.MaxEnergy}, "
                    + $"{battery.EndEnergy} at both ends"
            );
    }

    private static (double[] Energy, double[] Up, double[] Down) Check(PriceWindow prices)
    {
        ArgumentNullException.ThrowIfNull(prices);
        var energy = prices.EnergyUsdPerMwh;
        var up = prices.RegUpUsdPerMw ?? new double[energy.Length];
        var down = prices.RegDownUsdPerMw ?? new double[energy.Length];
        if (energy.Length == 0 || up.Length != energy.Length || down.Length != energy.Length)
        {
            throw new ArgumentException("the window needs at least one hour and price series of one length", nameof(prices));
        }

        return energy.Concat(up).Concat(down).All(double.IsFinite)
            ? (energy, up, down)
            : throw new ArgumentException("every price must be finite", nameof(prices));
    }

    private static LpModel Build(RegulationCase b, double[] price, double[] up, double[] down)
    {
        var model = new LpModel();
        const double infinity = double.PositiveInfinity;
        var eou = b.UpThroughput;
        var eod = b.DownThroughput;
        for (var h = 0; h < price.Length; h++)
        {
            var first = h == 0;
            model.AddVariable(first ? b.EndEnergy : b.MinEnergy, first ? b.EndEnergy : b.MaxEnergy, 0);
            model.AddVariable(0, b.ChargePower, price[h]);
            model.AddVariable(0, b.DischargePower, b.VariableCost - price[h]);
            // Energy called: up is 'eou' of the offer delivered, down is 'eod' drawn; on the charge side up means charging less.
            model.AddVariable(0, infinity, -up[h] - (price[h] * eou));
            model.AddVariable(0, infinity, -up[h] - (price[h] * eou) + (b.VariableCost * eou));
            model.AddVariable(0, infinity, -down[h] + (price[h] * eod));
            model.AddVariable(0, infinity, -down[h] + (price[h] * eod) - (b.VariableCost * eod));
        }

        var last = model.AddVariable(b.EndEnergy, b.EndEnergy, 0);
        for (var h = 0; h < price.Length; h++)
        {
            AddHour(model, b, h * PerHour, h + 1 < price.Length ? (h + 1) * PerHour : last);
        }

        return model;
    }

    private static void AddHour(LpModel model, RegulationCase b, int at, int next)
    {
        var (ene, ch, dis, upCh, upDis, dnCh, dnDis) = (at, at + 1, at + 2, at + 3, at + 4, at + 5, at + 6);
        var (rte, eou, eod, hours) = (b.Efficiency, b.UpThroughput, b.DownThroughput, b.RegulationHours);
        const double free = double.NegativeInfinity;
        model.AddRow(0, 0, (next, 1), (ene, -1), (dis, 1), (ch, -rte), (upDis, eou), (dnDis, -eod), (upCh, rte * eou), (dnCh, -rte * eod));
        model.AddRow(free, 0, (dnDis, 1), (dis, -1));
        model.AddRow(free, b.DischargePower, (upDis, 1), (dis, 1));
        model.AddRow(free, 0, (upCh, 1), (ch, -1));
        model.AddRow(free, b.ChargePower, (dnCh, 1), (ch, 1));
        model.AddRow(0, double.PositiveInfinity, (upDis, 2 * eou), (dnDis, -2 * eod), (upCh, (1 + rte) * eou), (dnCh, -(1 + rte) * eod));
        model.AddRow(free, b.MaxEnergy, (ene, 1), (dnCh, rte * hours), (dnDis, hours));
        model.AddRow(free, -b.MinEnergy, (ene, -1), (upCh, rte * hours), (upDis, hours));
    }

    private static bool ChargesAndDischarges(double[] x, int hours)
    {
        for (var h = 0; h < hours; h++)
        {
            if (x[(h * PerHour) + 1] > Tolerance && x[(h * PerHour) + 2] > Tolerance)
            {
                return true;
            }
        }

        return false;
    }

    private static void AddBinaries(LpModel model, RegulationCase b, int hours)
    {
        for (var h = 0; h < hours; h++)
        {
            var charging = model.AddVariable(0, 1, 0, isInteger: true);
            model.AddRow(double.NegativeInfinity, 0, ((h * PerHour) + 1, 1), (charging, -b.ChargePower));
            model.AddRow(double.NegativeInfinity, b.DischargePower, ((h * PerHour) + 2, 1), (charging, b.DischargePower));
        }
    }

    private static RegulationSchedule Read(RegulationCase b, double[] price, double[] up, double[] down, double[] x, bool binaries)
    {
        double energy = 0;
        double regUp = 0;
        double regDown = 0;
        double called = 0;
        double cost = 0;
        var hours = new RegulationHour[price.Length];
        for (var h = 0; h < price.Length; h++)
        {
            var at = h * PerHour;
            var hour = new RegulationHour(x[at + 1], x[at + 2], x[at + 3], x[at + 4], x[at + 5], x[at + 6], x[at]);
            var calledDischarge = (b.UpThroughput * hour.UpDischarge) - (b.DownThroughput * hour.DownDischarge);
            var calledCharge = (b.UpThroughput * hour.UpCharge) - (b.DownThroughput * hour.DownCharge);
            energy += price[h] * (hour.Charge - hour.Discharge);
            regUp -= up[h] * (hour.UpCharge + hour.UpDischarge);
            regDown -= down[h] * (hour.DownCharge + hour.DownDischarge);
            called -= price[h] * (calledDischarge + calledCharge);
            cost += b.VariableCost * (hour.Discharge + calledDischarge);
            hours[h] = hour;
        }

        return new(energy + regUp + regDown + called + cost, energy, regUp, regDown, called, cost, binaries, hours);
    }
}
