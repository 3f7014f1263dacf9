using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OptiBid.Core.Forecasting.Models.Explained;

namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>
/// Mean of ridge regressions calibrated anew for each day (see <see cref="WindowEnsemble"/>). Penalties are chosen on data before the calendar month of the day (see <see cref="RidgeTuning"/>) and remembered for panels that
/// hold the same data up to that month.
/// </summary>
internal sealed class RidgeForecaster : ITunedForecaster, IExplainedForecaster
{
    private const int MostRemembered = 256;
    private readonly ConcurrentDictionary<string, WindowEnsemble> _tuned = new(StringComparer.Ordinal);
    private readonly Lock _tuning = new();
    private readonly IReadOnlyList<int> _windows;

    public RidgeForecaster(string name, IReadOnlyList<int> windows)
    {
        _windows = windows;
        Info = new(
            name,
            "linear",
            $"ridge on the inputs of LEAR, calibrated each day on {string.Join(", ", windows)} days; penalty chosen on the year before",
            CalibrationWindow.FewestDays
        );
    }

    /// <inheritdoc/>
    public ForecasterInfo Info { get; }

    /// <inheritdoc/>
    public double[]? Forecast(DailyPanel panel, int day, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(panel);
        return Of(panel, day, cancellationToken)?.Forecast(panel, day, cancellationToken);
    }

    /// <inheritdoc/>
    public DriverTable? Explain(DailyPanel panel, int day, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(panel);
        return Of(panel, day, cancellationToken)?.Explain(panel, day, cancellationToken);
    }

    /// <inheritdoc/>
    public IEnsembleForecaster Fix(DailyPanel panel, int day, int threads, CancellationToken cancellationToken = default) =>
        Settled(panel, day, threads, cancellationToken);

    private WindowEnsemble Settled(DailyPanel panel, int day, int threads, CancellationToken cancellationToken) =>
        new WindowEnsemble(
            Info,
            [.. _windows.Select(w => new EnsembleMember(w, RidgeTuning.Choose(panel, day, w, threads, cancellationToken)))],
            static (p, d, m) => RidgeModel.Forecast(p, d, m.WindowDays, [m.Penalty!.Value])?[0],
            static (p, d, m) => RidgeModel.Explain(p, d, m.WindowDays, m.Penalty!.Value)
        );

    /// <summary>The model with the settings of a day's month; null when the history is too short.</summary>
    private WindowEnsemble? Of(DailyPanel panel, int day, CancellationToken cancellationToken)
    {
        if (day < CalibrationWindow.FewestDays || day > panel.Days || panel.Exogenous.Any(e => e.Length <= day))
        {
            return null;
        }

        var target = panel.FirstDay.AddDays(day);
        return Tuned(panel, Math.Max(0, panel.IndexOf(new(target.Year, target.Month, 1))), cancellationToken);
    }

    private WindowEnsemble Tuned(DailyPanel panel, int month, CancellationToken cancellationToken)
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

            return _tuned.GetOrAdd(key, _ => Settled(panel, month, 1, cancellationToken));
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
