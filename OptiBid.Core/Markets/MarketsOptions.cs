namespace OptiBid.Core.Markets;

/// <summary>Where market data comes from while the app runs. Section <c>Markets</c>.</summary>
public sealed class MarketsOptions
{
    /// <summary><c>Simulated</c> (default: generated, labelled prices tick every five minutes) or <c>None</c> (imported files only).</summary>
    public string Feed { get; set; } = "Simulated";

    /// <summary>Days of simulated history at the first start, 1 to 3,650. Default 90.</summary>
    public int SimulatedHistoryDays { get; set; } = 90;
}
