using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace OptiBid.Core.Forecasting.Models;

/// <summary>A model with settings that are chosen on data. A backtest fixes them once, on what was known before its first day.</summary>
internal interface ITunedForecaster : IForecaster
{
    /// <summary>The model with the settings that data before <paramref name="day"/> gives.</summary>
    IEnsembleForecaster Fix(DailyPanel panel, int day, int threads, CancellationToken cancellationToken = default);
}

/// <summary>A model that averages members.</summary>
internal interface IEnsembleForecaster : IForecaster
{
    /// <summary>What the members are: calibration window in days and penalty.</summary>
    IReadOnlyList<RidgeMember> Members { get; }

    /// <summary>One forecast per member; null when the history is too short.</summary>
    double[][]? ForecastMembers(DailyPanel panel, int day, CancellationToken cancellationToken = default);

    /// <summary>The forecast that the members make together.</summary>
    double[] Combine(double[][] members, int day);
}

/// <summary>One member of the ridge ensemble.</summary>
/// <param name="WindowDays">Calibration window, days.</param>
/// <param name="Penalty">Penalty, times the number of rows.</param>
public readonly record struct RidgeMember(int WindowDays, double Penalty);

/// <summary>
/// Mean of ridge regressions calibrated anew for each day. A window longer than the history shrinks to it, and windows that become equal count
/// once. Penalties are chosen on data before the calendar month of the day (see <see cref="RidgeTuning"/>) and remembered for panels that
/// hold the same data up to that month.
/// </summary>
internal sealed class RidgeForecaster : ITunedForecaster
{
    private const int MostRemembered = 256;
    private readonly ConcurrentDictionary<string, IForecaster> _tuned = new(StringComparer.Ordinal);
    private readonly Lock _tuning = new();
    private readonly IReadOnlyList<int> _windows;

    public RidgeForecaster(string name, IReadOnlyList<int> windows)
    {
        _windows = windows;
        Info = new(
            name,
            "linear",
            $"ridge on the inputs of LEAR, calibrated each day on {string.Join(", ", windows)} days; penalty chosen on the year before",
            RidgeModel.MinimumHistoryDays
        );
    }

    /// <inheritdoc/>
    public ForecasterInfo Info { get; }

    /// <inheritdoc/>
    public double[]? Forecast(DailyPanel panel, int day, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(panel);
        if (day < RidgeModel.MinimumHistoryDays || day > panel.Days || panel.Exogenous.Any(e => e.Length <= day))
        {
            return null;
        }

        var target = panel.FirstDay.AddDays(day);
        var month = Math.Max(0, panel.IndexOf(new(target.Year, target.Month, 1)));
        return Tuned(panel, month, cancellationToken).Forecast(panel, day, cancellationToken);
    }

    /// <inheritdoc/>
    public IEnsembleForecaster Fix(DailyPanel panel, int day, int threads, CancellationToken cancellationToken = default) =>
        new FixedRidge(Info, [.. _windows.Select(w => new RidgeMember(w, RidgeTuning.Choose(panel, day, w, threads, cancellationToken)))]);

    private IForecaster Tuned(DailyPanel panel, int month, CancellationToken cancellationToken)
    {
        var key = KeyOf(panel, month);
        if (_tuned.TryGetValue(key, out var known))
        {
            return known;
        }

        // One at a time: threads that want the same month wait for it instead of tuning it again.
        lock (_tuning)
        {
            if (_tuned.Count >= MostRemembered)
            {
                _tuned.Clear();
            }

            return _tuned.GetOrAdd(key, _ => Fix(panel, month, 1, cancellationToken));
        }
    }

    private static string KeyOf(DailyPanel panel, int month)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(panel.FirstDay.DayNumber));
        foreach (var row in panel.Exogenous.Prepend(panel.Prices).SelectMany(s => s.Take(month)))
        {
            hash.AppendData(MemoryMarshal.AsBytes<double>(row));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}

/// <summary>The ridge ensemble with given penalties. Stateless.</summary>
internal sealed class FixedRidge(ForecasterInfo info, IReadOnlyList<RidgeMember> members) : IEnsembleForecaster
{
    /// <inheritdoc/>
    public ForecasterInfo Info => info;

    /// <inheritdoc/>
    public IReadOnlyList<RidgeMember> Members => members;

    /// <inheritdoc/>
    public double[]? Forecast(DailyPanel panel, int day, CancellationToken cancellationToken = default) =>
        ForecastMembers(panel, day, cancellationToken) is { } forecasts ? Combine(forecasts, day) : null;

    /// <inheritdoc/>
    public double[] Combine(double[][] forecasts, int day)
    {
        var distinct = members
            .Select((m, i) => (Window: Math.Min(m.WindowDays, day), Forecast: forecasts[i]))
            .DistinctBy(m => m.Window)
            .Select(m => m.Forecast)
            .ToList();
        return [.. Enumerable.Range(0, 24).Select(h => distinct.Average(f => f[h]))];
    }

    /// <inheritdoc/>
    public double[][]? ForecastMembers(DailyPanel panel, int day, CancellationToken cancellationToken = default)
    {
        var model = new RidgeModel(panel);
        var forecasts = new double[members.Count][];
        for (var m = 0; m < members.Count; m++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var same = Enumerable.Range(0, m).FirstOrDefault(k => members[k].WindowDays >= day && members[m].WindowDays >= day, -1);
            var forecast = same >= 0 ? forecasts[same] : model.Forecast(day, members[m].WindowDays, [members[m].Penalty])?[0];
            if (forecast is null)
            {
                return null;
            }

            forecasts[m] = forecast;
        }

        return forecasts;
    }
}
