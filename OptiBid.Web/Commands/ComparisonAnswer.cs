using System.Text;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Comparisons;

namespace OptiBid.Web.Commands;

/// <summary>Several models side by side as the command line prints them.</summary>
internal static class ComparisonAnswer
{
    public static object Json(ComparisonReport comparison, IReadOnlyList<BacktestReport> reports, double seconds) =>
        new
        {
            models = comparison
                .Models.Select(m => new
                {
                    m.Model,
                    m.Errors.Mae,
                    m.Errors.Rmse,
                    m.Errors.SmapePercent,
                    m.RmaeWeekly,
                    m.WorstPercentMae,
                    m.Value.Tb4Mae,
                    m.Value.Tb4Bias,
                    batteryRevenue = m.Value.Revenue,
                    capturePercent = comparison.CapturePercent(m.Value.Revenue),
                    confidenceSetP = m.ConfidenceP,
                    isInConfidenceSet = m.IsInSet,
                    m.ByHour,
                    m.ByMonth,
                    m.ByWeekday,
                    byPriceLevel = m.ByLevel,
                })
                .ToList(),
            from = comparison.Days[0],
            to = comparison.Days[^1],
            hours = 24 * comparison.Days.Count,
            tests = comparison.Pairs,
            testCorrection = "Holm over all ordered pairs; confidence set: T_max, blocks of 7 days, 90 %",
            priceBands = comparison.Bands,
            perfectRevenue = comparison.PerfectRevenue,
            persistenceRevenue = comparison.PersistenceRevenue,
            persistenceCapturePercent = comparison.CapturePercent(comparison.PersistenceRevenue),
            backtests = reports.Select(r => BacktestAnswer.Json(r, r.Seconds)).ToList(),
            leakage = "none",
            totalSeconds = seconds,
        };

    public static string Text(ComparisonReport comparison, IReadOnlyList<BacktestReport> reports, double seconds)
    {
        var text = new StringBuilder();
        var width = comparison.Models.Max(m => m.Model.Length);
        Line(text, $"{24 * comparison.Days.Count:N0} hours, {comparison.Days[0]:yyyy-MM-dd} to {comparison.Days[^1]:yyyy-MM-dd}");
        Line(text, $"{"model".PadRight(width)}       MAE      RMSE   sMAPE %    rMAE  worst 1 %   TB4 MAE  capture %  best set");
        foreach (var m in comparison.Models)
        {
            Line(
                text,
                $"{m.Model.PadRight(width)}  {m.Errors.Mae, 8:F4}  {m.Errors.Rmse, 8:F3}  {m.Errors.SmapePercent, 8:F3}  {m.RmaeWeekly, 6:F4}  {m.WorstPercentMae, 9:F2}  {m.Value.Tb4Mae, 8:F2}  {comparison.CapturePercent(m.Value.Revenue), 9:F2}  {(m.IsInSet ? "yes" : "no"), 3} (p {m.ConfidenceP:F3})"
            );
        }

        Line(
            text,
            $"capture: of {comparison.PerfectRevenue:F0} per MW with perfect foresight by a battery of 4 h, 85 %; repeating the day before's best schedule gives {comparison.CapturePercent(comparison.PersistenceRevenue):F2} %"
        );
        Line(text, $"best set: holds the best model with 90 % confidence (model confidence set, T_max, blocks of 7 days)");
        text.Append('\n');
        Line(text, $"Diebold-Mariano, p that the column is no better than the row, Holm over {comparison.Pairs.Count} tests");
        var names = comparison.Models.Select(m => m.Model).ToList();
        Line(text, $"{new string(' ', width)}  {string.Join("  ", names.Select(n => n.PadLeft(8)))}");
        foreach (var row in names)
        {
            var cells = names.Select(column => Cell(comparison, row, column).PadLeft(Math.Max(8, column.Length)));
            Line(text, $"{row.PadRight(width)}  {string.Join("  ", cells)}");
        }

        text.Append('\n');
        Line(text, $"MAE by price level   {string.Join("  ", names.Select(n => n.PadLeft(8)))}");
        for (var b = 0; b < comparison.Bands.Count; b++)
        {
            var band = comparison.Bands[b];
            var cells = comparison.Models.Select(m =>
                FormattableString.Invariant($"{m.ByLevel[b].Mae:F2}").PadLeft(Math.Max(8, m.Model.Length))
            );
            Line(text, $"{band.Label, 6} % ({band.From, 7:F1})   {string.Join("  ", cells)}");
        }

        text.Append('\n');
        foreach (var r in reports)
        {
            Line(
                text,
                $"{r.Model}: {r.CpuSecondsPerDay:F4} s per day, {r.Seconds:F1} s in all, {r.DaysReused} of {r.Days.Count} days kept of an earlier run"
            );
        }

        Line(text, $"leakage: none; {seconds:F1} s in all");
        return text.ToString().TrimEnd();
    }

    private static string Cell(ComparisonReport comparison, string row, string column) =>
        row == column ? "-"
        : comparison.Pairs.First(p => p.First == row && p.Second == column).HolmP is { } p ? FormattableString.Invariant($"{p:F4}")
        : "same";

    private static void Line(StringBuilder text, FormattableString line) => text.Append(FormattableString.Invariant(line)).Append('\n');
}
