namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>LEAR as the catalogue names it: the mean of its calibration windows (Lago et al. 2021, section 4.2.3).</summary>
internal static class LearForecaster
{
    /// <summary>LEAR on the given windows.</summary>
    public static WindowEnsemble Of(string name, IReadOnlyList<int> windows) =>
        new(
            new(
                name,
                "linear",
                $"LASSO per hour of day (LEAR), calibrated each day on {string.Join(", ", windows)} days; penalty by Akaike's criterion on the path",
                CalibrationWindow.FewestDays
            ),
            [.. windows.Select(w => new EnsembleMember(w, null))],
            static (panel, day, member) => LearModel.Forecast(panel, day, member.WindowDays),
            static (panel, day, member) => LearModel.Explain(panel, day, member.WindowDays)
        );
}
