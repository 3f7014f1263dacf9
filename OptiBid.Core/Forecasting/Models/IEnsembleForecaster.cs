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
    /// <summary>What the members are.</summary>
    IReadOnlyList<EnsembleMember> Members { get; }

    /// <summary>One forecast per member; null when the history is too short.</summary>
    double[][]? ForecastMembers(DailyPanel panel, int day, CancellationToken cancellationToken = default);

    /// <summary>The forecast that the members make together.</summary>
    double[] Combine(double[][] members, int day);
}

/// <summary>One member of an ensemble of calibration windows.</summary>
/// <param name="WindowDays">Calibration window, days.</param>
/// <param name="Penalty">Penalty of ridge, times the number of rows, or noise of the kernel; null where each forecast chooses its own.</param>
public readonly record struct EnsembleMember(int WindowDays, double? Penalty);
