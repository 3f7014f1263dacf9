using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Models;

/// <summary>Values that a forecast asked for and the guard refused, because they were not public at gate closure.</summary>
/// <param name="Series">Name of the series.</param>
/// <param name="LagDays">Days before the delivery day.</param>
/// <param name="Values">How many hours, over all days.</param>
/// <param name="Example">One of them: day, publication, gate closure.</param>
public sealed record WithheldInput(string Series, int LagDays, int Values, Sentence Example);

/// <summary>What a model may see for one day.</summary>
/// <param name="Panel">The panel with every value that was not public at gate closure taken out.</param>
/// <param name="NewestPublishedUtc">Publication of the newest value that is left.</param>
/// <param name="Withheld">What was taken out of the model's history; the same hour a week before stands in.</param>
/// <param name="Gap">A value of the history with no stand-in, in words, or null.</param>
internal sealed record GuardedView(DailyPanel Panel, DateTime NewestPublishedUtc, IReadOnlyList<WithheldInput> Withheld, Sentence? Gap);

/// <summary>
/// Cuts a panel down to what was public before the gate of a day closed. A model that reads anything else reads NaN, so it can gain nothing
/// from a leak, and its forecast gives it away. Safe for many threads at once.
/// </summary>
internal sealed class LeakageGuard
{
    private static readonly double[] s_nothing = [.. Enumerable.Repeat(double.NaN, 24)];
    private readonly DailyPanel _panel;
    private readonly PanelVintage _vintage;
    private readonly double[][][] _series;
    private readonly DateTime[][] _newestUpTo;

    public LeakageGuard(DailyPanel panel)
    {
        _panel = panel;
        _vintage = panel.Vintage ?? throw new ArgumentException("the panel does not say when its values became public");
        _series = [panel.Prices, .. panel.Exogenous];
        _newestUpTo = [.. _vintage.PublishedUtc.Select(NewestUpTo)];
    }

    /// <summary>Gate closure of a day of the panel.</summary>
    public DateTime GateOf(int day) => _vintage.GateClosureUtc[day];

    /// <summary>The panel as a forecaster of <paramref name="day"/> may see it.</summary>
    public GuardedView View(int day)
    {
        var gate = GateOf(day);
        var withheld = new List<WithheldInput>();
        var newest = DateTime.MinValue;
        Sentence? gap = null;
        var seen = new double[_series.Length][][];
        for (var s = 0; s < _series.Length; s++)
        {
            // Prices are known to the day before at best, exogenous forecasts up to the day itself.
            var last = s == 0 ? day - 1 : day;
            var rows = new double[_series[s].Length][];
            Array.Fill(rows, s_nothing);
            Array.Copy(_series[s], rows, last + 1);
            seen[s] = rows;
            if (last >= 0 && _newestUpTo[s][last] < gate)
            {
                newest = Later(newest, _newestUpTo[s][last]);
                continue;
            }

            for (var d = 0; d <= last; d++)
            {
                var (row, taken) = Cut(s, d, gate, rows, ref newest);
                rows[d] = row;
                if (taken > 0)
                {
                    withheld.Add(new(_vintage.Names[s], day - d, taken, Describe(s, d, gate)));
                    gap ??= row.All(double.IsFinite) ? null : Describe(s, d, gate);
                }
            }
        }

        return new(_panel with { Prices = seen[0], Exogenous = seen[1..] }, newest, withheld, gap);
    }

    /// <summary>
    /// The values behind the gate that <paramref name="model"/> reads when nothing stops it: each day of each series is multiplied by 1,000 in
    /// turn, and what moves the forecast is named.
    /// </summary>
    public IReadOnlyList<Sentence> Offenders(IForecaster model, int day, CancellationToken cancellationToken)
    {
        var honest = model.Forecast(_panel, day, cancellationToken);
        var found = new List<Sentence>();
        for (var s = 0; s < _series.Length; s++)
        {
            for (var d = s == 0 ? day : day + 1; d < Math.Min(_series[s].Length, day + 8); d++)
            {
                double[][] poisoned = [.. _series[s]];
                poisoned[d] = [.. poisoned[d].Select(v => v * 1000)];
                var copy =
                    s == 0
                        ? _panel with
                        {
                            Prices = poisoned,
                        }
                        : _panel with
                        {
                            Exogenous = [.. _panel.Exogenous.Select((e, k) => k == s - 1 ? poisoned : e)],
                        };
                if (!Same(honest, model.Forecast(copy, day, cancellationToken)))
                {
                    found.Add(Describe(s, d, GateOf(day)));
                }
            }
        }

        return found;
    }

    private (double[] Row, int Taken) Cut(int series, int day, DateTime gate, double[][] rows, ref DateTime newest)
    {
        var published = _vintage.PublishedUtc[series][day];
        var row = rows[day];
        var taken = 0;
        for (var h = 0; h < 24; h++)
        {
            if (published[h] < gate)
            {
                newest = Later(newest, published[h]);
                continue;
            }

            row = taken == 0 ? [.. row] : row;
            row[h] = day >= 7 ? rows[day - 7][h] : double.NaN;
            taken++;
        }

        return (row, taken);
    }

    private Sentence Describe(int series, int day, DateTime gate) =>
        Sentence.Of(
            $"{_vintage.Names[series]} of {_panel.FirstDay.AddDays(day):yyyy-MM-dd}, public {_vintage.PublishedUtc[series][day].Max():yyyy-MM-dd HH:mm}Z, gate closure {gate:yyyy-MM-dd HH:mm}Z"
        );

    private static DateTime[] NewestUpTo(DateTime[][] rows)
    {
        var newest = new DateTime[rows.Length];
        for (var d = 0; d < rows.Length; d++)
        {
            var row = rows[d].Max();
            newest[d] = d == 0 ? row : Later(newest[d - 1], row);
        }

        return newest;
    }

    private static DateTime Later(DateTime a, DateTime b) => a > b ? a : b;

    private static bool Same(double[]? a, double[]? b) => a is null || b is null ? a == b : a.AsSpan().SequenceEqual(b);
}
