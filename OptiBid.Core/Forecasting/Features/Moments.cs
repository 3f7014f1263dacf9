namespace OptiBid.Core.Forecasting.Features;

/// <summary>Mean, deviation and range of the values that were added; missing ones are left out, and of nothing they are NaN.</summary>
internal struct Moments
{
    private int _count;
    private double _mean;
    private double _square;
    private double _least;
    private double _most;

    /// <summary>The mean.</summary>
    public readonly double Mean => _count > 0 ? _mean : double.NaN;

    /// <summary>Standard deviation of the values as they are (divided by their number).</summary>
    public readonly double Deviation => _count > 0 ? Math.Sqrt(_square / _count) : double.NaN;

    /// <summary>The lowest.</summary>
    public readonly double Least => _count > 0 ? _least : double.NaN;

    /// <summary>The highest.</summary>
    public readonly double Most => _count > 0 ? _most : double.NaN;

    /// <summary>Adds a value (Welford's update).</summary>
    public void Add(double value)
    {
        if (double.IsNaN(value))
        {
            return;
        }

        _least = _count == 0 || value < _least ? value : _least;
        _most = _count == 0 || value > _most ? value : _most;
        _count++;
        var step = value - _mean;
        _mean += step / _count;
        _square += step * (value - _mean);
    }
}
