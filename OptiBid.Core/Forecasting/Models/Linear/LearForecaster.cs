using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>LEAR and its sparse kind as the catalogue names them: the mean of calibration windows (Lago et al. 2021, section 4.2.3).</summary>
internal static class LearForecaster
{
    /// <summary>The windows of the sparse kind, days.</summary>
    public static IReadOnlyList<int> SparseWindows { get; } = [84, 182, 364, 728, 1456];

    /// <summary>LEAR on the given windows.</summary>
    public static WindowEnsemble Of(string name, IReadOnlyList<int> windows) =>
        Of(
            name,
            windows,
            $"LASSO per hour of day (LEAR), calibrated each day on {string.Join(", ", windows)} days; penalty by an information criterion on the path",
            LearRecipe.Published
        );

    /// <summary>The sparse kind on the given windows.</summary>
    public static WindowEnsemble SparseOf(string name, IReadOnlyList<int> windows) =>
        Of(
            name,
            windows,
            $"LASSO per hour of day with few inputs and one scale for all hours, calibrated each day on {string.Join(", ", windows)} days",
            LearRecipe.Sparse
        );

    private static WindowEnsemble Of(string name, IReadOnlyList<int> windows, Sentence parameters, LearRecipe recipe) =>
        new(
            new(name, "linear", parameters, CalibrationWindow.FewestDays),
            [.. windows.Select(w => new EnsembleMember(w, null))],
            (panel, day, member) => LearModel.Forecast(panel, day, member.WindowDays, recipe),
            (panel, day, member) => LearModel.Explain(panel, day, member.WindowDays, recipe)
        );
}
