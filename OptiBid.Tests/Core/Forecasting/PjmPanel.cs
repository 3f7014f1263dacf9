using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Core.Forecasting;

/// <summary>The PJM file of the EPF benchmark, read once.</summary>
internal static class PjmPanel
{
    private static readonly Lazy<DailyPanel> s_panel = new(() =>
    {
        var path = SharedData.PathOf("epf/PJM.csv.gz");
        return DailyPanel.From(HourlyTable.Read(path), path);
    });

    /// <summary>The panel with its assumed vintage.</summary>
    public static DailyPanel Get()
    {
        SharedData.PathOf("epf/PJM.csv.gz");
        return s_panel.Value;
    }

    /// <summary>The panel with prices from <paramref name="day"/> on, and exogenous forecasts after it, times 1,000.</summary>
    public static DailyPanel Poisoned(DailyPanel panel, int day) =>
        panel with
        {
            Prices = [.. panel.Prices.Select((p, d) => d >= day ? Thousandfold(p) : p)],
            Exogenous = [.. panel.Exogenous.Select(e => e.Select((p, d) => d > day ? Thousandfold(p) : p).ToArray())],
        };

    private static double[] Thousandfold(double[] row) => [.. row.Select(v => v * 1000)];
}
