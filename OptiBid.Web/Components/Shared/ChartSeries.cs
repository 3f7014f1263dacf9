namespace OptiBid.Web.Components.Shared;

/// <summary>What the horizontal axis counts.</summary>
public enum ChartX
{
    /// <summary>Unix seconds, UTC; labelled in the chart's time zone.</summary>
    Time,

    /// <summary>Plain numbers.</summary>
    Number,
}

/// <summary>How a series is drawn.</summary>
public enum ChartStyle
{
    /// <summary>Straight lines between the points.</summary>
    Line,

    /// <summary>A value holds until the next point: prices and schedules of intervals.</summary>
    Step,

    /// <summary>A bar per point.</summary>
    Bars,

    /// <summary>Points only.</summary>
    Points,

    /// <summary>A broken line: forecasts and references.</summary>
    Dashed,

    /// <summary>The upper edge of an interval, followed by its lower edge with the same style; the space between is tinted.</summary>
    Band,
}

/// <summary>One series of a <see cref="LineChart"/>.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="X">Ascending; Unix seconds UTC on a time axis.</param>
/// <param name="Y">As many values as <paramref name="X"/>; NaN is a gap.</param>
/// <param name="Unit">Unit of the values; by default that of the chart.</param>
/// <param name="Style">How it is drawn.</param>
/// <param name="RightAxis">Measured on the right axis.</param>
public sealed record ChartSeries(
    string Name,
    double[] X,
    double[] Y,
    string? Unit = null,
    ChartStyle Style = ChartStyle.Line,
    bool RightAxis = false
)
{
    /// <summary>Unix seconds of UTC instants, for <see cref="X"/>.</summary>
    public static double[] Seconds(IEnumerable<DateTime> utc) =>
        [.. utc.Select(t => (t.Ticks - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond)];
}
