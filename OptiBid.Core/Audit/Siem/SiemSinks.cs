using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using OptiBid.Core.Network;

namespace OptiBid.Core.Audit.Siem;

/// <summary>A place that gets every row, at least once and in order.</summary>
internal interface ISiemSink
{
    /// <summary>Name of its cursor.</summary>
    string Name { get; }

    /// <summary>False while no target is configured.</summary>
    bool IsOn { get; }

    /// <summary>Delivers rows; throws when the place did not take them all.</summary>
    Task SendAsync(IReadOnlyList<SiemEvent> events, CancellationToken cancellationToken);
}

/// <summary>A file with one JSON object a line.</summary>
internal sealed class FileSink(IOptions<AuditOptions> options) : ISiemSink
{
    /// <inheritdoc/>
    public string Name => "file";

    /// <inheritdoc/>
    public bool IsOn => options.Value.Siem.File is not null;

    /// <inheritdoc/>
    public async Task SendAsync(IReadOnlyList<SiemEvent> events, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(options.Value.Siem.File!, FileMode.Append, FileAccess.Write, FileShare.Read);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(SiemEvent.Lines(events)), cancellationToken);
        stream.Flush(flushToDisk: true);
    }
}

/// <summary>
/// An https address. The body is JSON lines; <c>X-OptiBid-Signature: t=unix time,v1=hex</c> is the HMAC-SHA256 of the time, a point and the body.
/// </summary>
internal sealed class WebhookSink(IOptions<AuditOptions> options, ISafeHttp http, TimeProvider time) : ISiemSink, IDisposable
{
    private readonly Lazy<HttpClient> _client = new(() => http.CreateClient(TimeSpan.FromSeconds(30)));

    /// <inheritdoc/>
    public string Name => "webhook";

    /// <inheritdoc/>
    public bool IsOn => options.Value.Siem.Webhook is not null;

    /// <inheritdoc/>
    public async Task SendAsync(IReadOnlyList<SiemEvent> events, CancellationToken cancellationToken)
    {
        var target = options.Value.Siem.Webhook!;
        if (http.Refuses(target) is { } refusal)
        {
            throw new InvalidOperationException($"Audit:Siem:Webhook: {refusal}");
        }

        var body = SiemEvent.Lines(events);
        var at = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/x-ndjson"),
        };
        request.Headers.Add("X-OptiBid-Signature", $"t={at},v1={Signature(options.Value.Siem.WebhookSecret!, at, body)}");
        using var answer = await _client.Value.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    /// <summary>The HMAC of a delivery.</summary>
    internal static string Signature(string secret, string at, string body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{at}.{body}")));
}

/// <summary>Syslog as RFC 5424, over TCP with the length before each message (RFC 6587) or over UDP.</summary>
internal sealed class SyslogSink(IOptions<AuditOptions> options, ISafeHttp network) : ISiemSink
{
    // Facility 13 (log audit); notice for what was done, warning for what was refused.
    private const int Done = (13 * 8) + 5;
    private const int Refused = (13 * 8) + 4;

    /// <inheritdoc/>
    public string Name => "syslog";

    /// <inheritdoc/>
    public bool IsOn => options.Value.Siem.SyslogHost is not null;

    /// <inheritdoc/>
    public async Task SendAsync(IReadOnlyList<SiemEvent> events, CancellationToken cancellationToken)
    {
        var siem = options.Value.Siem;
        var isTcp = siem.SyslogProtocol == "Tcp";
        using var socket = await network.ConnectAsync(
            siem.SyslogHost!,
            siem.SyslogPort,
            isTcp ? ProtocolType.Tcp : ProtocolType.Udp,
            cancellationToken
        );
        foreach (var happened in events)
        {
            var message = Encoding.UTF8.GetBytes(Message(happened, Environment.MachineName));
            byte[] framed = isTcp
                ? [.. Encoding.ASCII.GetBytes(message.Length.ToString(CultureInfo.InvariantCulture)), (byte)' ', .. message]
                : message;
            for (var sent = 0; sent < framed.Length; )
            {
                sent += await socket.SendAsync(framed.AsMemory(sent), cancellationToken);
            }
        }

        if (isTcp)
        {
            socket.Shutdown(SocketShutdown.Send);
        }
    }

    /// <summary>One message: header, structured data, the JSON.</summary>
    internal static string Message(SiemEvent happened, string host)
    {
        var at = happened.Row.AtUtc.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        var priority = happened.Row.Succeeded ? Done : Refused;
        var id = new string([.. happened.Row.Action.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-').Take(32)]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<{priority}>1 {at} {host} optibid - {(id.Length == 0 ? "-" : id)} [audit@32473 index=\"{happened.Row.Index}\" leaf=\"{happened.LeafHash}\"] {happened.ToJson()}"
        );
    }
}
