using OptiBid.Core.Solvers;

namespace OptiBid.Core.Bidding.Optimisation;

/// <summary>
/// The linear programme of one window: per hour energy at the start, charge and discharge, and with regulation prices also regulation up and
/// down on the charge and the discharge side (formulation of EPRI DER-VET's day-ahead and frequency-regulation services).
/// </summary>
internal sealed class StorageProgramme
{
    private const double Free = double.NegativeInfinity;
    private const double Infinity = double.PositiveInfinity;
    private readonly RegulationCase _case;
    private readonly double[] _price;
    private readonly double[]? _up;
    private readonly double[]? _down;
    private readonly int _perHour;
    private readonly int[] _balance;
    private readonly List<int> _binaries = [];
    private readonly List<int> _dischargeLimits = [];

    /// <summary>Builds the programme.</summary>
    public StorageProgramme(RegulationCase battery, PriceWindow prices)
    {
        _case = battery;
        _price = prices.EnergyUsdPerMwh;
        var regulation = prices.RegUpUsdPerMw is not null || prices.RegDownUsdPerMw is not null;
        _up = regulation ? prices.RegUpUsdPerMw ?? new double[_price.Length] : null;
        _down = regulation ? prices.RegDownUsdPerMw ?? new double[_price.Length] : null;
        _perHour = regulation ? 7 : 3;
        _balance = new int[_price.Length];
        AddVariables();
        for (var h = 0; h < _price.Length; h++)
        {
            AddHour(h);
        }

        AddDischargeLimits();
    }

    /// <summary>The model to solve.</summary>
    public LpModel Model { get; } = new();

    /// <summary>True when an hour of the point charges and discharges at once.</summary>
    public bool ChargesAndDischarges(double[] x, double tolerance) =>
        Enumerable.Range(0, _price.Length).Any(h => x[Charge(h)] > tolerance && x[Discharge(h)] > tolerance);

    /// <summary>Adds one binary per hour that allows either charging or discharging.</summary>
    public void AddBinaries()
    {
        for (var h = 0; h < _price.Length; h++)
        {
            var charging = Model.AddVariable(0, 1, 0, isInteger: true);
            Model.AddRow(Free, 0, (Charge(h), 1), (charging, -_case.ChargePower));
            Model.AddRow(Free, _case.DischargePower, (Discharge(h), 1), (charging, _case.DischargePower));
            _binaries.Add(charging);
        }
    }

    /// <summary>Fixes the binaries where a point has them.</summary>
    public void FixBinaries(double[] x)
    {
        foreach (var binary in _binaries)
        {
            var value = Math.Round(x[binary]);
            Model.SetBounds(binary, value, value);
            Model.SetInteger(binary, false);
        }
    }

    /// <summary>The schedule of a solution, its money in the sign of a cost.</summary>
    public RegulationSchedule Read(Solution solution, bool usedBinaries)
    {
        var x = solution.Values;
        double energy = 0;
        double up = 0;
        double down = 0;
        double called = 0;
        double cost = 0;
        var hours = new RegulationHour[_price.Length];
        for (var h = 0; h < hours.Length; h++)
        {
            var regulation = _up is not null;
            var at = h * _perHour;
            var hour = new RegulationHour(
                x[Charge(h)],
                x[Discharge(h)],
                regulation ? x[at + 3] : 0,
                regulation ? x[at + 4] : 0,
                regulation ? x[at + 5] : 0,
                regulation ? x[at + 6] : 0,
                x[at],
                -solution.RowDuals[_balance[h]]
            );
            var calledDischarge = (_case.UpThroughput * hour.UpDischarge) - (_case.DownThroughput * hour.DownDischarge);
            var calledCharge = (_case.UpThroughput * hour.UpCharge) - (_case.DownThroughput * hour.DownCharge);
            energy += _price[h] * (hour.Charge - hour.Discharge);
            up -= (_up?[h] ?? 0) * (hour.UpCharge + hour.UpDischarge);
            down -= (_down?[h] ?? 0) * (hour.DownCharge + hour.DownDischarge);
            called -= _price[h] * (calledDischarge + calledCharge);
            cost += _case.VariableCost * (hour.Discharge + calledDischarge);
            hours[h] = hour;
        }

        var limitPrice = _dischargeLimits.Select(r => -solution.RowDuals[r]).DefaultIfEmpty(0).Max();
        return new(energy + up + down + called + cost, energy, up, down, called, cost, usedBinaries, limitPrice, hours);
    }

    private int Energy(int h) => h * _perHour;

    private int Charge(int h) => (h * _perHour) + 1;

    private int Discharge(int h) => (h * _perHour) + 2;

    private void AddVariables()
    {
        var b = _case;
        for (var h = 0; h < _price.Length; h++)
        {
            var first = h == 0;
            Model.AddVariable(first ? b.StartEnergy : b.MinEnergy, first ? b.StartEnergy : b.MaxEnergy, 0);
            Model.AddVariable(0, b.ChargePower, _price[h]);
            Model.AddVariable(0, b.DischargePower, b.VariableCost - _price[h]);
            if (_up is null || _down is null)
            {
                continue;
            }

            // Energy called: up is 'eou' of the offer delivered, down is 'eod' drawn; on the charge side up means charging less.
            var (eou, eod) = (b.UpThroughput, b.DownThroughput);
            Model.AddVariable(0, Infinity, -_up[h] - (_price[h] * eou));
            Model.AddVariable(0, Infinity, -_up[h] - (_price[h] * eou) + (b.VariableCost * eou));
            Model.AddVariable(0, Infinity, -_down[h] + (_price[h] * eod));
            Model.AddVariable(0, Infinity, -_down[h] + (_price[h] * eod) - (b.VariableCost * eod));
        }

        Model.AddVariable(b.EndEnergy, b.EndEnergy, 0);
    }

    private void AddHour(int h)
    {
        var b = _case;
        var (ene, ch, dis, next) = (Energy(h), Charge(h), Discharge(h), Energy(h + 1));
        if (_up is null)
        {
            _balance[h] = Model.AddRow(0, 0, (next, 1), (ene, -1), (dis, 1), (ch, -b.Efficiency));
            return;
        }

        var (upCh, upDis, dnCh, dnDis) = (ene + 3, ene + 4, ene + 5, ene + 6);
        var (rte, eou, eod, hours) = (b.Efficiency, b.UpThroughput, b.DownThroughput, b.RegulationHours);
        _balance[h] = Model.AddRow(
            0,
            0,
            (next, 1),
            (ene, -1),
            (dis, 1),
            (ch, -rte),
            (upDis, eou),
            (dnDis, -eod),
            (upCh, rte * eou),
            (dnCh, -rte * eod)
        );
        Model.AddRow(Free, 0, (dnDis, 1), (dis, -1));
        Model.AddRow(Free, b.DischargePower, (upDis, 1), (dis, 1));
        Model.AddRow(Free, 0, (upCh, 1), (ch, -1));
        Model.AddRow(Free, b.ChargePower, (dnCh, 1), (ch, 1));
        Model.AddRow(0, Infinity, (upDis, 2 * eou), (dnDis, -2 * eod), (upCh, (1 + rte) * eou), (dnCh, -(1 + rte) * eod));
        Model.AddRow(Free, b.MaxEnergy, (ene, 1), (dnCh, rte * hours), (dnDis, hours));
        Model.AddRow(Free, -b.MinEnergy, (ene, -1), (upCh, rte * hours), (upDis, hours));
    }

    private void AddDischargeLimits()
    {
        if (_case.MaxDischargePerDay is not { } limit)
        {
            return;
        }

        // A market day of 23 to 25 hours is one block; longer windows have one every 24 hours.
        var block = _price.Length <= 25 ? _price.Length : 24;
        for (var from = 0; from < _price.Length; from += block)
        {
            var hours = Enumerable.Range(from, Math.Min(block, _price.Length - from));
            var terms = _up is null
                ? hours.Select(h => (Discharge(h), 1.0))
                : hours.SelectMany(h =>
                    new[] { (Discharge(h), 1.0), (Energy(h) + 4, _case.UpThroughput), (Energy(h) + 6, -_case.DownThroughput) }
                );
            _dischargeLimits.Add(Model.AddRow(Free, limit, terms.ToArray()));
        }
    }
}
