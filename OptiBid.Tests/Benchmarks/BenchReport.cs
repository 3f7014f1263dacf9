using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OptiBid.Tests.Benchmarks;

/// <summary>What a benchmark prints: one JSON object on standard output, and in the file that OPTIBID_BENCH_OUT names.</summary>
internal static class BenchReport
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>The number in a variable, or this one.</summary>
    public static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    /// <summary>Prints the figures with the machine and its load.</summary>
    public static async Task WriteAsync(string name, JsonObject figures)
    {
        figures.Insert(0, "name", name);
        figures.Insert(
            1,
            "machine",
            $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}"
        );
        figures.Insert(2, "loadAverage", File.Exists("/proc/loadavg") ? await File.ReadAllTextAsync("/proc/loadavg") : null);
        var text = figures.ToJsonString(s_indented);
        await using var output = new StreamWriter(Console.OpenStandardOutput());
        await output.WriteLineAsync(text);
        if (Environment.GetEnvironmentVariable("OPTIBID_BENCH_OUT") is { Length: > 0 } file)
        {
            await File.AppendAllTextAsync(file, text + "\n");
        }
    }

    /// <summary>A percentile, 0 to 1, of values; 0 without any.</summary>
    public static double Percentile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)], 2);
    }
}
