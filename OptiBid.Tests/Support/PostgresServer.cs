using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using OptiBid.Tests.Support;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace OptiBid.Tests.Support;

/// <summary>
/// A private PostgreSQL cluster on 127.0.0.1, started with the first database asked for and stopped after the last test. A test that needs one
/// takes this fixture in its constructor. Without the server's programs (OPTIBID_PG_BIN, else Debian's place) such tests are skipped; in CI they fail.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private static readonly string s_programs = Environment.GetEnvironmentVariable("OPTIBID_PG_BIN") ?? "/usr/lib/postgresql/15/bin";

    private readonly SemaphoreSlim _starting = new(1, 1);
    private string? _folder;
    private int _port;
    private int _databases;

    /// <summary>Creates an empty database of a name of its own and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        if (!File.Exists(Path.Combine(s_programs, "pg_ctl")))
        {
            Assert.SkipUnless(SharedData.IsCi, $"PostgreSQL is not in {s_programs}; set OPTIBID_PG_BIN");
            throw new InvalidOperationException($"PostgreSQL is missing in CI: no pg_ctl in {s_programs}");
        }

        await EnsureStartedAsync();
        var name = string.Create(CultureInfo.InvariantCulture, $"optibid_{Interlocked.Increment(ref _databases)}");
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {name}";
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_folder is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await RunAsync("pg_ctl", "-D", DataFolder, "-m", "immediate", "stop");
            Directory.Delete(_folder, recursive: true);
        }

        _starting.Dispose();
    }

    private string DataFolder => Path.Combine(_folder!, "data");

    private string ConnectionString(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=optibid;Database={database}");

    private async Task EnsureStartedAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_folder is null)
            {
                await StartAsync();
            }
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("optibid-pg-").FullName;
        if (IsRoot)
        {
            await ExecuteAsync("chown", ["postgres", _folder]);
        }

        await RunAsync("initdb", "-D", DataFolder, "-U", "optibid", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
        for (var attempt = 1; ; attempt++)
        {
            _port = FreePort();
            var settings = string.Create(
                CultureInfo.InvariantCulture,
                $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=500 -c shared_buffers=256MB -c max_wal_size=4GB"
            );
            try
            {
                await RunAsync("pg_ctl", "-D", DataFolder, "-w", "-t", "30", "-l", Path.Combine(_folder, "log"), "-o", settings, "start");
                return;
            }
            catch (InvalidOperationException) when (attempt == 1)
            {
                // Another process took the port between our look and the start.
            }
        }
    }

    private static bool IsRoot => string.Equals(Environment.UserName, "root", StringComparison.Ordinal);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Runs a program of the server, which refuses to run as root.</summary>
    private static Task RunAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(s_programs, program);
        return IsRoot ? ExecuteAsync("runuser", ["-u", "postgres", "--", path, .. arguments]) : ExecuteAsync(path, arguments);
    }

    private static async Task ExecuteAsync(string file, string[] arguments)
    {
        // The started server keeps the standard handles, so nothing is redirected that would have to be read to its end.
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", file, .. arguments]) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}");
        }
    }
}
