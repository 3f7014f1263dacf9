using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Core.Forecasting.Features;

/// <summary>
/// The only way to the values of a panel for a feature: it keeps the publication of the newest value that was read, so that a feature cannot say
/// less than it knows. History that was late for the gate of the row is replaced by the same hour a week before; what lies in the future is
/// read, and gives the feature away. For one thread.
/// </summary>
internal sealed class PanelReader
{
    private readonly double[][][] _series;
    private readonly DateTime[][][] _published;
    private readonly IReadOnlyList<DateTime> _gates;
    private readonly int _exogenous;
    private int _day;
    private DateTime _gate;

    public PanelReader(DailyPanel panel, IReadOnlyList<NeighbourSeries> neighbours)
    {
        var days = panel.Exogenous.Select(e => e.Length).Append(panel.Days + 1).Max();
        var vintage =
            panel.Vintage
            ?? PanelVintage.Benchmark(panel.FirstDay, days, ["price", .. panel.Exogenous.Select((_, k) => $"exogenous {k + 1}")]);
        _series = [panel.Prices, .. panel.Exogenous, .. neighbours.Select(n => n.Prices)];
        _published = [.. vintage.PublishedUtc.Take(1 + panel.Exogenous.Count), .. neighbours.Select(n => n.PublishedUtc)];
        _gates = vintage.GateClosureUtc;
        _exogenous = panel.Exogenous.Count;
        FirstDay = panel.FirstDay;
    }

    /// <summary>First day of the panel.</summary>
    public DateOnly FirstDay { get; }

    /// <summary>Publication of the newest value since <see cref="Begin"/>.</summary>
    public DateTime NewestUtc { get; private set; }

    /// <summary>Values that were late and replaced, counted at each reading.</summary>
    public int Withheld { get; private set; }

    /// <summary>Gate closure of the day of the row.</summary>
    public DateTime GateUtc => _gate;

    /// <summary>Goes to the rows of a day; gates after the last known one close a day apart.</summary>
    public void MoveTo(int day) => (_day, _gate) = (day, day < _gates.Count ? _gates[day] : _gates[^1].AddDays(day - _gates.Count + 1));

    /// <summary>Starts a value.</summary>
    public void Begin() => NewestUtc = DateTime.MinValue;

    /// <summary>The price of an hour.</summary>
    public double Price(int day, int hour) => Read(0, day, hour);

    /// <summary>An exogenous forecast of an hour.</summary>
    public double Exogenous(int series, int day, int hour) => Read(1 + series, day, hour);

    /// <summary>The price of an hour at a neighbour.</summary>
    public double Neighbour(int series, int day, int hour) => Read(1 + _exogenous + series, day, hour);

    private double Read(int series, int day, int hour)
    {
        var values = _series[series];
        if ((uint)day >= (uint)values.Length || day >= _published[series].Length)
        {
            return double.NaN;
        }

        var published = _published[series][day][hour];
        if (published >= _gate && (day < _day || (day == _day && series >= 1 && series <= _exogenous)))
        {
            Withheld++;
            return Read(series, day - 7, hour);
        }

        if (published > NewestUtc)
        {
            NewestUtc = published;
        }

        return values[day][hour];
    }
}
