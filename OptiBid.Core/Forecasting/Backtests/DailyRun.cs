using System.Collections.Concurrent;
using System.Diagnostics;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Kept;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Core.Forecasting.Backtests;

/// <summary>The forecasts of a backtest while it runs.</summary>
/// <param name="model">The model, its settings fixed.</param>
/// <param name="guard">What may be known.</param>
/// <param name="from">First day.</param>
/// <param name="to">Last day.</param>
/// <param name="progress">Told of each day.</param>
/// <param name="memory">What is kept of earlier runs, or null.</param>
internal sealed class DailyRun(IForecaster model, LeakageGuard guard, int from, int to, DayProgress progress, DayMemory? memory)
{
    private readonly ConcurrentDictionary<(string, int), WithheldInput> _withheld = new();
    private readonly DateTime[] _newest = new DateTime[to - from + 1];
    private readonly double[] _seconds = new double[to - from + 1];
    private readonly IEnsembleForecaster? _ensemble = model as IEnsembleForecaster;
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
    private Sentence? Gap { get; set; }

    /// <summary>A day whose forecast read what was withheld, or null.</summary>
    private int? Leak => _leak >= 0 ? _leak : null;

    /// <summary>Days whose forecasts were kept of an earlier run.</summary>
    public int Reused { get; private set; }

    /// <summary>Smallest time between newest input and gate closure.</summary>
    public double HoursBeforeGate => _newest.Select((n, i) => (guard.GateOf(from + i) - n).TotalHours).Min();

    /// <summary>Time of one thread per day; of a day that was kept, the time it took then.</summary>
    public double CpuSecondsPerDay => _seconds.Sum() / _seconds.Length;

    /// <summary>Takes what is kept; the days that are left, in order.</summary>
    public IReadOnlyList<int> Recall()
    {
        var days = Enumerable.Range(from, to - from + 1).ToList();
        if (memory?.Find(days) is not { Count: > 0 } kept)
        {
            return days;
        }

        var left = new List<int>();
        foreach (var day in days)
        {
            if (kept.TryGetValue(day, out var forecast) && forecast.Members.Length == Members.Count)
            {
                Take(day, guard.View(day), forecast);
                Reused++;
            }
            else
            {
                left.Add(day);
            }
        }

        return left;
    }

    /// <summary>Forecasts the days that are left, in order but for threads; what stopped it, or null.</summary>
    public Failure? Finish(IReadOnlyList<int> left, int threads, CancellationToken cancellationToken)
    {
        Parallel.ForEach(
            Partitioner.Create(left, EnumerablePartitionerOptions.NoBuffering),
            new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = cancellationToken },
            (day, loop) =>
            {
                if (!Forecast(day, cancellationToken))
                {
                    loop.Stop();
                }
            }
        );
        return Gap is { } gap ? NotPublic(gap)
            : Leak is { } leak
                ? new LeakFound(guard.Offenders(model, leak, cancellationToken) is { Count: > 0 } found ? found : [Describe(leak)])
            : null;
    }

    /// <summary>Forecasts one day; false when it leaks or cannot.</summary>
    private bool Forecast(int day, CancellationToken cancellationToken)
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
        if (forecast is null || !forecast.All(double.IsFinite))
        {
            Interlocked.CompareExchange(ref _leak, day, -1);
            return false;
        }

        var made = new KeptForecast(forecast, members ?? [], Stopwatch.GetElapsedTime(begin).TotalSeconds);
        Take(day, view, made);
        memory?.Keep(day, made);
        progress.Done();
        return true;
    }

    /// <summary>An input that is not public and has no stand-in.</summary>
    public static SimpleFailure NotPublic(Sentence gap) =>
        new("forecast.not_public", $"an input is not public at gate closure and nothing stands in for it: {gap}");

    /// <summary>A leak whose input could not be named.</summary>
    private Sentence Describe(int day) => Sentence.Of($"the forecast of day {day - from + 1} of the range is not a number");

    private void Take(int day, GuardedView view, KeptForecast forecast)
    {
        Forecasts[day - from] = forecast.Prices;
        MemberForecasts[day - from] = forecast.Members;
        _seconds[day - from] = forecast.Seconds;
        _newest[day - from] = view.NewestPublishedUtc;
        foreach (var w in view.Withheld)
        {
            _withheld.AddOrUpdate((w.Series, w.LagDays), w, (_, old) => old with { Values = old.Values + w.Values });
        }
    }
}

/// <summary>The kept forecasts of one model over one panel, by day.</summary>
/// <param name="cache">Where they are kept.</param>
/// <param name="keys">Keys of the panel.</param>
/// <param name="model">The model as the caller named it.</param>
/// <param name="settledOn">The day on which its settings were fixed, or null.</param>
internal sealed class DayMemory(IForecastCache cache, ForecastKeys keys, ForecasterInfo model, int? settledOn)
{
    /// <summary>Those of the days that are kept.</summary>
    public IReadOnlyDictionary<int, KeptForecast> Find(IReadOnlyList<int> days)
    {
        var keyed = days.ToDictionary(d => keys.Of(model, d, settledOn), d => d);
        return cache.Find(keyed.Keys).ToDictionary(found => keyed[found.Key], found => found.Value);
    }

    /// <summary>Keeps one.</summary>
    public void Keep(int day, KeptForecast forecast) => cache.Keep(keys.Of(model, day, settledOn), forecast);
}

/// <summary>
/// Tells the share of days done, from any thread: first the share that was kept of earlier runs, be it 0, then after each day.
/// </summary>
internal sealed class DayProgress(int days, IProgress<double>? progress)
{
    private int _done;

    /// <summary>The work begins; so many days are there already.</summary>
    public void Begin(int reused)
    {
        _done = reused;
        progress?.Report((double)reused / days);
    }

    /// <summary>One more day is done.</summary>
    public void Done() => progress?.Report((double)Interlocked.Increment(ref _done) / days);
}
