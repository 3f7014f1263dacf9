namespace OptiBid.Core.Markets;

/// <summary>Where market data comes from while the app runs. Section <c>Markets</c>.</summary>
public sealed class MarketsOptions
{
    /// <summary>
    /// <c>Simulated</c> (default: generated, labelled prices tick every five minutes), <c>Replay</c> (history of the store played back, labelled)
    /// or <c>None</c> (imported files only).
    /// </summary>
    public string Feed { get; set; } = "Simulated";

    /// <summary>Days of simulated history at the first start, 1 to 3,650. Default 90.</summary>
    public int SimulatedHistoryDays { get; set; } = 90;

    /// <summary>
    /// Seconds between two simulated values, 0.1 to 300. Below 300 (default) indicative values of the open interval tick on the live pages; they
    /// are labelled, end with the interval and never reach the store.
    /// </summary>
    public double SimulatedTickSeconds { get; set; } = 300;

    /// <summary>How much faster than the clock a replay runs, 1 to 100,000. Default 60: five minutes in five seconds.</summary>
    public double ReplaySpeed { get; set; } = 60;

    /// <summary>Days that a replay plays, up to the newest real-time price held, then again from the start; 1 to 90. Default 7.</summary>
    public int ReplayDays { get; set; } = 7;

    /// <summary>True when the simulated market ticks inside its intervals.</summary>
    internal bool HasIndicativeTicks => SimulatedTickSeconds < 300;

    /// <summary>Throws when a value is out of its range.</summary>
    internal void Check()
    {
        Require(SimulatedHistoryDays is >= 1 and <= 3650, nameof(SimulatedHistoryDays), SimulatedHistoryDays, "1 to 3650");
        Require(SimulatedTickSeconds is >= 0.1 and <= 300, nameof(SimulatedTickSeconds), SimulatedTickSeconds, "0.1 to 300");
        Require(ReplaySpeed is >= 1 and <= 100_000, nameof(ReplaySpeed), ReplaySpeed, "1 to 100000");
        Require(ReplayDays is >= 1 and <= 90, nameof(ReplayDays), ReplayDays, "1 to 90");
    }

    private static void Require(bool holds, string name, double value, string allowed)
    {
        if (!holds)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"Markets:{name} is {value}; allowed: {allowed}"));
        }
    }
}
