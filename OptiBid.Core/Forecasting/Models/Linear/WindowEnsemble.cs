using OptiBid.Core.Forecasting.Models.Explained;

namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>
/// Mean of one linear model over several calibration windows, calibrated anew for each day. A window longer than the history shrinks to it, and
/// windows that become equal count once. Stateless.
/// </summary>
/// <param name="info">What it is.</param>
/// <param name="members">The windows.</param>
/// <param name="forecast">The 24 prices of a day by one member, or null when the history is too short.</param>
/// <param name="explain">What makes the forecast of a member, or null as <paramref name="forecast"/>; without it none says.</param>
internal sealed class WindowEnsemble(
    ForecasterInfo info,
    IReadOnlyList<EnsembleMember> members,
    Func<DailyPanel, int, EnsembleMember, double[]?> forecast,
    Func<DailyPanel, int, EnsembleMember, DriverTable?>? explain = null
) : IEnsembleForecaster, IExplainedForecaster
{
    /// <inheritdoc/>
    public ForecasterInfo Info => info;

    /// <inheritdoc/>
    public IReadOnlyList<EnsembleMember> Members => members;

    /// <inheritdoc/>
    public double[]? Forecast(DailyPanel panel, int day, CancellationToken cancellationToken = default) =>
        ForecastMembers(panel, day, cancellationToken) is { } forecasts ? Combine(forecasts, day) : null;

    /// <inheritdoc/>
    public DriverTable? Explain(DailyPanel panel, int day, CancellationToken cancellationToken = default)
    {
        var tables = new List<DriverTable>();
        foreach (var member in members.DistinctBy(m => Math.Min(m.WindowDays, day)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (explain?.Invoke(panel, day, member) is not { } table)
            {
                return null;
            }

            tables.Add(table);
        }

        return DriverTable.Mean(tables);
    }

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
        if (day > panel.Days || panel.Exogenous.Any(e => e.Length <= day))
        {
            return null;
        }

        var forecasts = new double[members.Count][];
        for (var m = 0; m < members.Count; m++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var same = Enumerable.Range(0, m).FirstOrDefault(k => members[k].WindowDays >= day && members[m].WindowDays >= day, -1);
            if ((same >= 0 ? forecasts[same] : forecast(panel, day, members[m])) is not { } prices)
            {
                return null;
            }

            forecasts[m] = prices;
        }

        return forecasts;
    }
}
