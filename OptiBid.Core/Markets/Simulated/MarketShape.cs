namespace OptiBid.Core.Markets.Simulated;

/// <summary>What makes a simulated market look like its model. Orders of magnitude of the real one, not a fit to it.</summary>
/// <param name="Market">Market.</param>
/// <param name="MeanLoadMw">Mean load of a mild weekday, MW.</param>
/// <param name="SummerPeak">Load added at the height of summer, share of the mean.</param>
/// <param name="WinterPeak">Load added in the depth of winter, share of the mean.</param>
/// <param name="SolarShare">Solar output at clear noon in midsummer, share of the mean load.</param>
/// <param name="WindShare">Wind output at full wind, share of the mean load.</param>
/// <param name="BasePriceUsdPerMwh">Price of a mild hour, $/MWh.</param>
/// <param name="ScarcityUsdPerMwh">Price added when net load passes <paramref name="TightAt"/>, $/MWh; grows exponentially.</param>
/// <param name="TightAt">Net load, share of the mean load, where scarcity begins.</param>
/// <param name="SpikeUsdPerMwh">Mean size of a real-time jump, $/MWh.</param>
/// <param name="FloorUsdPerMwh">Lowest price of the market's rules.</param>
/// <param name="DayAheadCapUsdPerMwh">Day-ahead offer cap.</param>
/// <param name="RealTimeCapUsdPerMwh">Real-time offer cap.</param>
/// <param name="Hubs">Its hubs.</param>
internal sealed record MarketShape(
    string Market,
    double MeanLoadMw,
    double SummerPeak,
    double WinterPeak,
    double SolarShare,
    double WindShare,
    double BasePriceUsdPerMwh,
    double ScarcityUsdPerMwh,
    double TightAt,
    double SpikeUsdPerMwh,
    double FloorUsdPerMwh,
    double DayAheadCapUsdPerMwh,
    double RealTimeCapUsdPerMwh,
    IReadOnlyList<HubShape> Hubs
)
{
    /// <summary>The simulated markets.</summary>
    public static IReadOnlyList<MarketShape> All { get; } =
    [
        new("PJM", 88_000, 0.32, 0.16, 0.10, 0.09, 36, 45, 1.42, 45, -250, 2_000, 3_700, [new(SimulatedNodes.WesternHub, 0.5, 0, 0)]),
        new(
            "CAISO",
            25_500,
            0.30,
            0.02,
            0.82,
            0.20,
            44,
            40,
            1.28,
            55,
            -150,
            1_000,
            2_000,
            [new(SimulatedNodes.Np15, 2, -4, 0), new(SimulatedNodes.Sp15, -1, -14, 0)]
        ),
        new(
            "ERCOT",
            50_500,
            0.38,
            0.10,
            0.44,
            0.58,
            33,
            70,
            1.16,
            110,
            -250,
            5_000,
            2_000,
            [new(SimulatedNodes.HbHouston, 1.5, 0, 1), new(SimulatedNodes.HbNorth, 0, 0, -1), new(SimulatedNodes.HbWest, -1, -6, -20)]
        ),
    ];
}

/// <summary>How a hub differs from its market.</summary>
/// <param name="Node">Settlement point.</param>
/// <param name="BasisUsdPerMwh">Constant part.</param>
/// <param name="SolarCongestionUsdPerMwh">Added at full sun.</param>
/// <param name="WindCongestionUsdPerMwh">Added at full wind.</param>
internal sealed record HubShape(string Node, double BasisUsdPerMwh, double SolarCongestionUsdPerMwh, double WindCongestionUsdPerMwh);
