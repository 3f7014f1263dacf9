using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Linear;

namespace OptiBid.Web.Commands.Benches;

/// <summary>LEAR by scikit-learn's LassoLarsIC and LassoLars, in a Python process of its own (Debian: python3-sklearn).</summary>
internal static class LearPeer
{
    private const string Script = "OptiBid.Web.Benches.lear_peer.py";

    /// <summary>What the peer needs for a day, and how far its prices are from ours; says so where Python or scikit-learn is not there.</summary>
    public static async Task<IReadOnlyDictionary<string, object>> MeasureAsync(
        DailyPanel panel,
        int day,
        IReadOnlyList<int> windows,
        IForecasterCatalog catalog,
        CancellationToken cancellationToken
    )
    {
        var folder = Directory.CreateTempSubdirectory("optibid-lear-").FullName;
        try
        {
            var script = Path.Combine(folder, "peer.py");
            await using (var to = File.Create(script))
            await using (var from = typeof(LearPeer).Assembly.GetManifestResourceStream(Script)!)
            {
                await from.CopyToAsync(to, cancellationToken);
            }

            var calibrations = windows.Select(w => CalibrationWindow.Of(panel, day, w)!).ToList();
            var files = calibrations.Select((c, i) => Write(Path.Combine(folder, $"{i}.bin"), c)).ToList();
            if (await RunAsync(script, files, cancellationToken) is not { } answer)
            {
                return new Dictionary<string, object>(StringComparer.Ordinal) { ["peer"] = "python3 with scikit-learn is not installed" };
            }

            var apart = windows
                .SelectMany(
                    (w, i) =>
                        catalog
                            .Find($"lear-{w}")!
                            .Forecast(panel, day, cancellationToken)!
                            .Select((own, h) => Math.Abs(own - calibrations[i].Price(h, answer.Forecasts[i][h])))
                )
                .Max();
            return new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["peer"] = $"scikit-learn {answer.Version}, LassoLarsIC and LassoLars",
                ["peerSecondsPerDay"] = answer.Seconds,
                ["largestDifference"] = apart,
            };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Write(string path, CalibrationWindow window)
    {
        using var file = File.Create(path);
        file.Write(MemoryMarshal.AsBytes<long>([window.Rows.Length, window.Today.Length]));
        foreach (var row in window.Rows.Concat(window.Targets).Append(window.Today))
        {
            file.Write(MemoryMarshal.AsBytes<double>(row));
        }

        return path;
    }

    private static async Task<Answer?> RunAsync(string script, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("python3", [script])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var python = Process.Start(start)!;
            var errors = python.StandardError.ReadToEndAsync(cancellationToken);
            await python.StandardInput.WriteAsync(string.Join('\n', files).AsMemory(), cancellationToken);
            python.StandardInput.Close();
            var output = await python.StandardOutput.ReadToEndAsync(cancellationToken);
            await errors;
            await python.WaitForExitAsync(cancellationToken);
            return python.ExitCode == 0 ? JsonSerializer.Deserialize<Answer>(output, JsonSerializerOptions.Web) : null;
        }
        catch (Exception fault) when (fault is Win32Exception or IOException)
        {
            return null;
        }
    }

    private sealed record Answer(string Version, double Seconds, double[][] Forecasts);
}
