using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Web.Sso;

/// <summary>
/// An OpenID provider in Node on loopback: <c>op.mjs</c> (npm oidc-provider, a third party's) or <c>evilop.mjs</c> (hostile). The package lies in a
/// cache folder that <c>eng/install-oidc-provider.sh</c> fills; without it these tests are skipped, in CI they fail.
/// </summary>
internal sealed class NodeProvider : IDisposable
{
    private readonly Process _process;

    private NodeProvider(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Its issuer.</summary>
    public string Issuer => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}");

    /// <summary>A port that nobody listens on now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a script of the fixtures and waits until it answers.</summary>
    public static async Task<NodeProvider> StartAsync(string script, int port, params string[] arguments)
    {
        var folder =
            Environment.GetEnvironmentVariable("OPTIBID_OIDC_PROVIDER")
            ?? Path.Combine(
                Environment.GetEnvironmentVariable("XDG_CACHE_HOME")
                    ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
                "optibid",
                "oidc-provider"
            );
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "oidc-provider")))
        {
            Assert.SkipUnless(SharedData.IsCi, "oidc-provider is not installed; run eng/install-oidc-provider.sh");
            throw new InvalidOperationException($"oidc-provider is missing in CI: {folder}");
        }

        // A module finds its packages from where it lies.
        var copy = Path.Combine(folder, script);
        File.Copy(SharedData.PathOf($"oidc-fixtures/{script}"), copy, overwrite: true);
        File.SetAttributes(copy, FileAttributes.Normal);
        var start = new ProcessStartInfo("node", [copy, port.ToString(CultureInfo.InvariantCulture), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["NODE_NO_WARNINGS"] = "1";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var provider = new NodeProvider(process, port);
        using var client = new HttpClient();
        for (var i = 0; ; i++)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(provider.Issuer + "/.well-known/openid-configuration"));
                return provider;
            }
            catch (HttpRequestException) when (i < 200)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
