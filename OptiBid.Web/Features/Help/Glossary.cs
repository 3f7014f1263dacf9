namespace OptiBid.Web.Features.Help;

/// <summary>The words of power markets, as OptiBid uses them.</summary>
internal static class Glossary
{
    /// <summary>In alphabetical order.</summary>
    public static IReadOnlyList<(string Term, string Meaning)> Terms { get; } =
    [
        ("Ancillary services", "Capacity that an operator buys to keep the system stable: regulation up and down, reserves."),
        ("Award", "What the market accepted of a bid: a quantity at the clearing price."),
        ("CAISO", "California Independent System Operator; clock in Pacific time."),
        ("Capture", "Revenue of a strategy as a share of what perfect foresight would have earned."),
        ("Congestion", "The part of a nodal price that comes from full transmission lines."),
        ("Cycle", "Discharged energy equal to the battery's energy capacity, however many steps it takes."),
        ("DA, day-ahead", "The market that fixes hourly schedules and prices for the next operating day."),
        ("ERCOT", "Electric Reliability Council of Texas; clock in Central time."),
        ("Gate closure", "The last moment at which bids for an operating day are accepted."),
        ("HE, hour ending", "Name of a delivery hour by its end: HE 01 runs from 00:00 to 01:00 market time."),
        ("Hub", "A set of nodes whose average price is traded as one."),
        ("LMP", "Locational marginal price: the cost of one more megawatt-hour at a node; energy + congestion + losses."),
        ("MAE", "Mean absolute error of a forecast, in $/MWh."),
        ("MW, MWh", "Power and energy: one megawatt for one hour is one megawatt-hour."),
        ("Node", "A place in the network with a price of its own; also settlement point or pnode."),
        ("Operating day", "Midnight to midnight on the market's clock: 23 hours in spring, 25 in autumn, else 24."),
        (
            "Perfect foresight",
            "The best that the same battery could have earned had all prices been known: an upper bound, not a strategy."
        ),
        ("Persistence", "The forecast that tomorrow is like yesterday: the baseline that a model has to beat."),
        ("PJM", "The system operator of thirteen eastern states and the District of Columbia; clock in Eastern time."),
        ("Round-trip efficiency", "Energy that comes out of a battery per energy that went in."),
        ("RT, real-time", "The market that settles deviations from the day-ahead schedule, in five- or fifteen-minute intervals."),
        ("SCED", "Security-constrained economic dispatch: how an operator computes real-time schedules and prices."),
        ("SoC", "State of charge: the energy in a battery, in MWh or as a share of its capacity."),
        ("Spread", "Difference of two prices: of two hours, two places, or day-ahead and real-time."),
        ("TB4", "Top-bottom four hours: the day's four highest minus its four lowest hourly prices."),
        ("Two-settlement", "Day-ahead awards are paid at day-ahead prices, deviations at real-time prices."),
    ];
}
