using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OptiBid.Tests.Support;
using StackExchange.Redis;

[assembly: AssemblyFixture(typeof(RedisServer))]

namespace OptiBid.Tests.Support;

/// <summary>
/// A private Redis on 127.0.0.1, started when it is first asked for and stopped after the last test. A machine without <c>redis-server</c> skips
/// the tests that need it; in CI they fail.
/// </summary>
public sealed class RedisServer : IAsyncLifetime
{
    private const string Program = "/usr/bin/redis-server";
    private readonly SemaphoreSlim _starting = new(1, 1);
    private Process? _process;
    private int _port;

    /// <summary>Its configuration string.</summary>
    public async Task<string> ConnectionAsync()
    {
        if (!File.Exists(Program))
        {
            Assert.SkipUnless(SharedData.IsCi, $"{Program} is not on this machine");
            throw new InvalidOperationException($"Redis is missing in CI: no {Program}");
        }

        await _starting.WaitAsync();
        try
        {
            if (_process is null)
            {
                await StartAsync();
            }
        }
        finally
        {
            _starting.Release();
        }

        return string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port},abortConnect=false");
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            _process.Dispose();
        }

        _starting.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task StartAsync()
    {
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        string[] arguments =
        [
            "--port",
            _port.ToString(CultureInfo.InvariantCulture),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
        ];
        _process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(
            string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port},connectRetry=20,connectTimeout=10000")
        );
        await connection.GetDatabase().PingAsync();
    }
}
