using OptiBid.Core.Forecasting.Models.Linear;

namespace OptiBid.Core.Forecasting.Models.Kernel;

/// <summary>Kernel regression as the catalogue names it: the mean of its calibration windows, one configuration for every market.</summary>
internal static class KernelForecaster
{
    private const double Noise = 0.2;
    private const double NoiseOfLongWindows = 0.1;
    private const int LongWindow = 1456;

    /// <summary>The windows of <c>kernel</c>, days.</summary>
    public static IReadOnlyList<int> Windows { get; } = [182, 728, 1092, LongWindow];

    /// <summary>Kernel regression on the given windows; the longest sees more alike days and trusts them more.</summary>
    public static WindowEnsemble Of(string name, IReadOnlyList<int> windows) =>
        new(
            new(
                name,
                "kernel",
                $"Gaussian process over alike days, calibrated each day on {string.Join(", ", windows)} days",
                CalibrationWindow.FewestDays
            ),
            [.. windows.Select(w => new EnsembleMember(w, w >= LongWindow ? NoiseOfLongWindows : Noise))],
            static (panel, day, member) => KernelModel.Forecast(panel, day, member.WindowDays, member.Penalty!.Value)
        );
}
