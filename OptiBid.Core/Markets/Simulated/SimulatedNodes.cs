namespace OptiBid.Core.Markets.Simulated;

/// <summary>
/// Names of the simulated settlement points. Each is the hub's real name behind <see cref="Prefix"/>, so that a simulated series never shares a
/// key with an imported one and its name tells what it is.
/// </summary>
public static class SimulatedNodes
{
    /// <summary>What every simulated node starts with.</summary>
    public const string Prefix = "SIM ";

    /// <summary>Area of load and load forecast of each market.</summary>
    public const string System = Prefix + "SYSTEM";

    /// <summary>PJM Western Hub.</summary>
    public const string WesternHub = Prefix + "WESTERN HUB";

    /// <summary>CAISO SP15 trading hub.</summary>
    public const string Sp15 = Prefix + "TH_SP15_GEN-APND";

    /// <summary>CAISO NP15 trading hub.</summary>
    public const string Np15 = Prefix + "TH_NP15_GEN-APND";

    /// <summary>ERCOT North hub.</summary>
    public const string HbNorth = Prefix + "HB_NORTH";

    /// <summary>ERCOT Houston hub.</summary>
    public const string HbHouston = Prefix + "HB_HOUSTON";

    /// <summary>ERCOT West hub; its series <c>wind</c> is the output of a farm of <see cref="WindFarmMw"/>.</summary>
    public const string HbWest = Prefix + "HB_WEST";

    /// <summary>Rated power behind the simulated series <c>wind</c>, MW; a farm of another size scales it.</summary>
    public const double WindFarmMw = 150;
}
