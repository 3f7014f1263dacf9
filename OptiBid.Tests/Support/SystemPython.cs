using System.Diagnostics;

namespace OptiBid.Tests.Support;

/// <summary>Debian's Python with a package that is a peer of ours. Absent on a user's machine (the test is skipped); in CI its absence is a failure.</summary>
internal static class SystemPython
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Runs a script and returns what it printed; skips the test where the package is not installed.</summary>
    public static async Task<string> RunAsync(string package, string script, params string[] arguments)
    {
        var (found, _, _) = await StartAsync(["-c", $"import {package}"]);
        if (found != 0)
        {
            Assert.SkipUnless(SharedData.IsCi, $"python3 with {package} is not installed");
            throw new InvalidOperationException($"python3 with {package} is missing in CI: eng/install-components.sh");
        }

        var (status, output, errors) = await StartAsync(["-c", script, .. arguments]);
        return status == 0 ? output : throw new InvalidOperationException(errors);
    }

    private static async Task<(int Status, string Output, string Errors)> StartAsync(string[] arguments)
    {
        if (!File.Exists(Python))
        {
            return (-1, "", "no python");
        }

        var start = new ProcessStartInfo(Python, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OMP_NUM_THREADS"] = "1", ["OPENBLAS_NUM_THREADS"] = "1" },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await errors);
    }
}
