using System.Security.Cryptography;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Models;

namespace OptiBid.Core.Forecasting.Reports;

/// <summary>The markets of the EPF benchmark that a data folder has, with the official test split: the last 728 days.</summary>
internal static class EpfMarkets
{
    /// <summary>Days of the test split.</summary>
    public const int TestDays = 728;

    /// <summary>The panels by name; a failure where there is none.</summary>
    public static Result<List<(string Name, string File, DailyPanel Panel)>> Read(string dataFolder)
    {
        var folder = Path.Combine(dataFolder, "epf");
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.csv.gz").Order(StringComparer.Ordinal).ToArray() : [];
        if (files.Length == 0)
        {
            return new SimpleFailure("models.data", $"{folder} holds no file of the EPF benchmark (*.csv.gz)");
        }

        var markets = new List<(string Name, string File, DailyPanel Panel)>();
        foreach (var file in files)
        {
            var panel = DailyPanel.From(HourlyTable.Read(file), file);
            if (panel.Days < TestDays + 480)
            {
                return new SimpleFailure("models.data", $"{file} has {panel.Days} days; expected at least {TestDays + 480}");
            }

            markets.Add((Path.GetFileName(file)[..^7], file, panel));
        }

        return markets;
    }

    /// <summary>A file with its hash.</summary>
    public static ReportSource Source(string dataFolder, string file) =>
        new(Path.GetRelativePath(dataFolder, file).Replace('\\', '/'), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));
}
