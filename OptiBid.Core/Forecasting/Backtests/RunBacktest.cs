using System.Collections.Concurrent;
using System.Diagnostics;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Core.Forecasting.Backtests;

/// <inheritdoc cref="IRunBacktest"/>
internal sealed class RunBacktest : IRunBacktest
{
    /// <summary>The references look a week back.</summary>
    private const int LongestReferenceLag = 7;

    /// <inheritdoc/>
    public Result<BacktestReport> Execute(BacktestRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var began = Stopwatch.GetTimestamp();
        var panel = request.Panel;
        var (from, to) = (panel.IndexOf(request.From), panel.IndexOf(request.To));
        var needed = Math.Max(LongestReferenceLag, request.Model.Info.MinimumHistoryDays);
        if (from < needed || to < from || to >= panel.Days)
        {
            return new SimpleFailure(
                "forecast.range",
                $"{request.From:yyyy-MM-dd} to {request.To:yyyy-MM-dd} does not fit: the data holds {panel.FirstDay:yyyy-MM-dd} to {panel.FirstDay.AddDays(panel.Days - 1):yyyy-MM-dd}, {request.Model.Info.Name} needs {needed} days before the first, and the last must not be earlier"
            )
            {
                Field = "from",
            };
        }

        var guard = new LeakageGuard(panel);
        var threads = Math.Max(1, request.Threads);
        var first = guard.View(from);
        if (first.Gap is { } gap)
        {
            return NotPublic(gap);
        }

        var model = request.Model is ITunedForecaster tuned ? tuned.Fix(first.Panel, from, threads, cancellationToken) : request.Model;
        var run = new DailyRun(model, guard, from, to, request.Progress);
        Parallel.For(
            from,
            to + 1,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
            (day, loop) =>
            {
                if (!run.Forecast(day, cancellationToken))
                {
                    loop.Stop();
                }
            }
        );
        if (run.Gap is { } later)
        {
            return NotPublic(later);
        }

        if (run.Leak is { } leak)
        {
            return new LeakFound(guard.Offenders(model, leak, cancellationToken) is { Count: > 0 } found ? found : [run.Describe(leak)]);
        }

        var scored = Enumerable.Range(from, to - from + 1).Where(d => !request.NotScored.Contains(panel.FirstDay.AddDays(d))).ToList();
        return scored.Count == 0
            ? new SimpleFailure("forecast.range", "no day of the range has all its prices")
            : ReportBuilder.Build(request.Model.Info.Name, panel, scored, from, run, Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static SimpleFailure NotPublic(Sentence gap) =>
        new("forecast.not_public", $"an input is not public at gate closure and nothing stands in for it: {gap}");
}

/// <summary>The forecasts of a backtest while it runs.</summary>
internal sealed class DailyRun(IForecaster model, LeakageGuard guard, int from, int to, IProgress<double>? progress)
{
    private readonly ConcurrentDictionary<(string, int), WithheldInput> _withheld = new();
    private readonly DateTime[] _newest = new DateTime[to - from + 1];
    private readonly IEnsembleForecaster? _ensemble = model as IEnsembleForecaster;
    private long _ticks;
    private int _done;
    private int _leak = -1;

    /// <summary>One forecast per day.</summary>
    public double[][] Forecasts { get; } = new double[to - from + 1][];

    /// <summary>Forecasts of the members per day; empty entries where the model has none.</summary>
    public double[][][] MemberForecasts { get; } = new double[to - from + 1][][];

    /// <summary>The members.</summary>
    public IReadOnlyList<RidgeMember> Members => _ensemble?.Members ?? [];

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

        progress?.Report((double)Interlocked.Increment(ref _done) / Forecasts.Length);
        return true;
    }

    /// <summary>A leak whose input could not be named.</summary>
    public Sentence Describe(int day) => Sentence.Of($"the forecast of day {day - from + 1} of the range is not a number");
}
