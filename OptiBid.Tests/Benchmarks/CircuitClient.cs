using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace OptiBid.Tests.Benchmarks;

/// <summary>
/// One browser tab without a browser: opens a page, starts its circuit, confirms every render batch and every call to JavaScript as the real
/// client does, and counts. A gap in the numbers of the batches is a lost batch.
/// </summary>
internal sealed partial class CircuitClient(Uri url, CookieContainer cookies) : IAsyncDisposable
{
    private readonly TaskCompletionSource _firstBatch = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private HubConnection? _connection;
    private long _lastBatch;
    private int _nextObject = 1;

    /// <summary>Render batches received.</summary>
    public long Batches { get; private set; }

    /// <summary>Batches whose number did not follow the one before.</summary>
    public long Lost { get; private set; }

    /// <summary>Binary messages received.</summary>
    public long Messages { get; private set; }

    /// <summary>Bytes of batches and binary messages.</summary>
    public long Bytes { get; private set; }

    /// <summary>Points of live charts in the binary messages.</summary>
    public long Points { get; private set; }

    /// <summary>Errors that the server told, and closings.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Milliseconds from the making of a value to its arrival here, while <see cref="Measures"/>.</summary>
    public List<double> Delays { get; } = [];

    /// <summary>Whether delays are kept.</summary>
    public bool Measures { get; set; }

    /// <summary>Forgets what was counted; the order of batches is watched on.</summary>
    public void Reset()
    {
        (Batches, Messages, Bytes, Points) = (0, 0, 0, 0);
        Delays.Clear();
    }

    /// <summary>Opens the page and returns when the circuit has drawn it.</summary>
    public async Task OpenAsync(string path, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(
            new HttpClientHandler
            {
                CookieContainer = cookies,
                AllowAutoRedirect = false,
                UseCookies = true,
            }
        );
        var address = new Uri(url, path);
        var page = await http.GetStringAsync(address, cancellationToken);
        var components = Components().Matches(page).Select(m => JsonNode.Parse(m.Groups["text"].Value)!).ToList();
        var state = State().Match(page) is { Success: true } found ? found.Groups["text"].Value : "";
        if (components.Count == 0)
        {
            throw new InvalidOperationException($"{path} has no interactive component: {page[..Math.Min(200, page.Length)]}");
        }

        var builder = new HubConnectionBuilder().WithUrl(
            new Uri(url, "_blazor"),
            options =>
            {
                options.Transports = HttpTransportType.WebSockets;
                options.SkipNegotiation = true;
                options.Cookies = cookies;
                options.Headers["Origin"] = url.GetLeftPart(UriPartial.Authority);
            }
        );
        builder.Services.AddSingleton<IHubProtocol, BlazorPackProtocol>();
        var connection = _connection = builder.Build();
        connection.ServerTimeout = TimeSpan.FromMinutes(2);
        Listen(connection);
        await connection.StartAsync(cancellationToken);
        var circuit = await connection.InvokeAsync<string?>(
            "StartCircuit",
            url.ToString(),
            address.ToString(),
            "[]",
            state,
            cancellationToken
        );
        if (circuit is null)
        {
            throw new InvalidOperationException("The server refused the circuit");
        }

        var operations = new JsonArray([
            .. components.Select(
                (marker, i) =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["type"] = "add",
                            ["ssrComponentId"] = i,
                            ["marker"] = marker,
                        }
            ),
        ]);
        await connection.SendAsync(
            "UpdateRootComponents",
            new JsonObject { ["batchId"] = 1, ["operations"] = operations }.ToJsonString(),
            state,
            cancellationToken
        );
        await _firstBatch.Task.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
    }

    public ValueTask DisposeAsync() => _connection?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Listen(HubConnection connection)
    {
        connection.On<long, byte[]>("JS.RenderBatch", (id, batch) => Rendered(connection, id, batch.Length));
        connection.On<long, string, string, int, long, int>(
            "JS.BeginInvokeJS",
            (task, name, _, kind, _, _) =>
                task == 0 ? Task.CompletedTask : connection.SendAsync("EndInvokeJSFromDotNet", task, true, Answer(task, name, kind))
        );
        connection.On<int, byte[]>("JS.ReceiveByteArray", (_, bytes) => Received(bytes));
        connection.On<int, string>("JS.AttachComponent", (_, _) => { });
        connection.On<string>("JS.EndInvokeDotNet", _ => { });
        connection.On<string>("JS.EndUpdateRootComponents", _ => { });
        connection.On<string>("JS.Error", Faults.Add);
        connection.Closed += fault =>
        {
            Faults.Add("closed: " + fault?.Message);
            return Task.CompletedTask;
        };
    }

    private Task Rendered(HubConnection connection, long id, int bytes)
    {
        Lost += _lastBatch > 0 && id != _lastBatch + 1 ? 1 : 0;
        _lastBatch = id;
        Batches++;
        Bytes += bytes;
        _firstBatch.TrySetResult();
        return connection.SendAsync("OnRenderCompleted", id, null);
    }

    // A module is an object with a number; everything else answers nothing, as most scripts do.
    private string Answer(long task, string name, int kind) =>
        kind == 1 || name == "import"
            ? string.Create(CultureInfo.InvariantCulture, $"[{task},true,{{\"__jsObjectId\":{_nextObject++}}}]")
            : string.Create(CultureInfo.InvariantCulture, $"[{task},true,null]");

    private void Received(byte[] bytes)
    {
        Messages++;
        Bytes += bytes.Length;
        if (!Measures)
        {
            return;
        }

        var now = DateTime.UnixEpoch.Ticks;
        var seconds = (TimeProvider.System.GetUtcNow().UtcTicks - now) / (double)TimeSpan.TicksPerSecond;
        var values = new double[bytes.Length / 8];
        Buffer.BlockCopy(bytes, 0, values, 0, 8 * values.Length);
        var newest = 0.0;
        for (var i = 0; i + 1 < values.Length; )
        {
            var count = (int)values[i + 1];
            Points += count;
            newest = Math.Max(newest, values[i + 2 + (2 * (count - 1))]);
            i += 2 + (2 * count);
        }

        Delays.Add(1000 * (seconds - newest));
    }

    [GeneratedRegex("<!--Blazor:(?<text>\\{\"type\":\"server\".*?\\})-->", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Components();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(?<text>.*?)-->", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex State();
}
