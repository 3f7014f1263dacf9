using System.Collections.Concurrent;
using System.Diagnostics;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Core.Forecasting.Backtests;

/// <summary>The forecasts of a backtest while it runs.</summary>
internal sealed class DailyRun(IForecaster model, LeakageGuard guard, int from, int to, DayProgress progress)
{
    private readonly ConcurrentDictionary<(string, int), WithheldInput> _withheld = new();
    private readonly DateTime[] _newest = new DateTime[to - from + 1];
    private readonly IEnsembleForecaster? _ensemble = model as IEnsembleForecaster;
    private long _ticks;
    private int _leak = -1;

    /// <summary>One forecast per day.</summary>
    public double[][] Forecasts { get; } = new double[to - from + 1][];

    /// <summary>Forecasts of the members per day; empty entries where the model has none.</summary>
    public double[][][] MemberForecasts { get; } = new double[to - from + 1][][];

    /// <summary>The members.</summary>
    public IReadOnlyList<EnsembleMember> Members => _ensemble?.Members ?? [];

    /// <summary>What the guard refused, over all days.</summary>
    public IReadOnlyList<WithheldInput> Withheld =>
        [.. _withheld.Values.OrderBy(w => w.Series, StringComparer.Ordinal).ThenBy(w => w.LagDays)];

    /// <summary>An input of some day that is not public and has no stand-in, or null.</summary>
    public Sentence? Gap { get; private set; }

    /// <summary>A day whose forecast read what was withheld, or null.</summary>
    public int? Leak => _leak >= 0 ? _leak : null;

    /// <summary>Smallest time between newest input and gate closure.</summary>
    public double HoursBeforeGate => _newest.Select((n, i) => (guard.GateOf(from + i) - n).TotalHours).Min();

    /// <summary>Time of one thread per day.</summary>
    public double CpuSecondsPerDay => (double)_ticks / Stopwatch.Frequency / Forecasts.Length;

    /// <summary>Forecasts one day; false when it leaks or cannot.</summary>
    public bool Forecast(int day, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        var view = guard.View(day);
        if (view.Gap is { } gap)
        {
            Gap = gap;
            return false;
        }

        var members = _ensemble?.ForecastMembers(view.Panel, day, cancellationToken);
        var forecast = _ensemble is null ? model.Forecast(view.Panel, day, cancellationToken) : _ensemble.Combine(members!, day);
        Interlocked.Add(ref _ticks, Stopwatch.GetTimestamp() - begin);
        if (forecast is null || !forecast.All(double.IsFinite))
        {
            Interlocked.CompareExchange(ref _leak, day, -1);
            return false;
        }

        Forecasts[day - from] = forecast;
        MemberForecasts[day - from] = members ?? [];
        _newest[day - from] = view.NewestPublishedUtc;
        foreach (var w in view.Withheld)
        {
            _withheld.AddOrUpdate((w.Series, w.LagDays), w, (_, old) => old with { Values = old.Values + w.Values });
        }

        progress.Done();
        return true;
    }

    /// <summary>A leak whose input could not be named.</summary>
    public Sentence Describe(int day) => Sentence.Of($"the forecast of day {day - from + 1} of the range is not a number");
}

/// <summary>Tells the share of days done, from any thread.</summary>
internal sealed class DayProgress(int days, IProgress<double>? progress)
{
    private int _done;

    /// <summary>One more day is done.</summary>
    public void Done() => progress?.Report((double)Interlocked.Increment(ref _done) / days);
}
