namespace OptiBid.Core.Forecasting.Retraining.Drift;

/// <summary>
/// The test of Page and Hinkley for a rise of a mean (Page 1954; Hinkley 1971): the sum of what exceeds the mean so far by more than a tolerance,
/// above its lowest point. Not safe for several threads at once.
/// </summary>
/// <param name="tolerance">Rise of the mean that is let pass.</param>
/// <param name="limit">Height from which it alarms.</param>
internal sealed class PageHinkley(double tolerance, double limit)
{
    private double _mean;
    private int _count;
    private double _sum;
    private double _lowest;

    /// <summary>Height above the lowest point.</summary>
    public double Height => _sum - _lowest;

    /// <summary>Whether the mean has risen.</summary>
    public bool IsAlarm => Height > limit;

    /// <summary>A value from the time that counts as normal: it is part of the mean alone.</summary>
    public void Learn(double value) => _mean += (value - _mean) / ++_count;

    /// <summary>One more value.</summary>
    public void Add(double value)
    {
        Learn(value);
        _sum += value - _mean - tolerance;
        _lowest = Math.Min(_lowest, _sum);
    }
}
