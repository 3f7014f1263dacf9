using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OptiBid.Core.Audit;
using OptiBid.Core.Audit.Siem;

namespace OptiBid.Tests.Core.Audit;

/// <summary>Delivery to other systems: complete, in order, at least once, and harmless to whoever reads it.</summary>
public sealed class SiemTests
{
    private const string Secret = "a-secret-of-the-webhook";
    private const string Evil = "x\r\n<13>1 - - root - - forged\u001b[31m\u2028\"}{\u0085";

    [Fact]
    public async Task The_file_gets_every_row_once_and_goes_on_where_it_stopped()
    {
        var file = Path.GetTempFileName();
        await using var desk = await AuditDesk.OnSqliteAsync(new() { ["Audit:Siem:File"] = file, ["Audit:Siem:Batch"] = "4" });
        await desk.FillAsync(10);
        var sink = Sink(desk, "file");
        var delivery = desk.Get<SiemDelivery>();
        var counts = new List<int>();
        while (counts.Count < 4)
        {
            counts.Add(await SendAsync());
        }

        Assert.Equal([4, 4, 2, 0], counts);
        await desk.FillAsync(3);
        Assert.Equal(3, await SendAsync());
        var indexes = File.ReadLines(file).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("index").GetInt64());
        Assert.Equal(Enumerable.Range(0, 13).Select(i => (long)i), indexes);
        File.Delete(file);

        Task<int> SendAsync() => delivery.SendAsync(sink, AuditDesk.Token);
    }

    [Fact]
    public async Task A_webhook_is_signed_and_a_refused_batch_comes_again()
    {
        using var receiver = new Receiver();
        await using var desk = await AuditDesk.OnSqliteAsync(
            new()
            {
                ["Audit:Siem:Webhook"] = $"http://127.0.0.1:{receiver.Port}/audit",
                ["Audit:Siem:WebhookSecret"] = Secret,
                ["Network:AllowLoopback"] = "true",
            }
        );
        await desk.FillAsync(2);
        var (sink, delivery) = (Sink(desk, "webhook"), desk.Get<SiemDelivery>());
        var refused = receiver.AnswerAsync("503 Busy");
        await Assert.ThrowsAsync<HttpRequestException>(() => delivery.SendAsync(sink, AuditDesk.Token));
        var taken = receiver.AnswerAsync("200 OK");
        Assert.Equal(2, await delivery.SendAsync(sink, AuditDesk.Token));
        var (head, body) = await taken;
        Assert.Equal((await refused).Body, body);
        var header = head.Split("\r\n").Single(l => l.StartsWith("X-OptiBid-Signature: ", StringComparison.Ordinal))[
            "X-OptiBid-Signature: ".Length..
        ];
        var (at, signature) = (header.Split(',')[0][2..], header.Split(',')[1][3..]);
        Assert.Equal(WebhookSink.Signature(Secret, at, body), signature);
        Assert.Equal(2, body.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    [Trait("AttackCase", "43")]
    public async Task A_webhook_into_the_own_network_is_not_called()
    {
        using var receiver = new Receiver();
        await using var desk = await AuditDesk.OnSqliteAsync(
            new() { ["Audit:Siem:Webhook"] = $"https://127.0.0.1:{receiver.Port}/", ["Audit:Siem:WebhookSecret"] = Secret }
        );
        await desk.FillAsync(1);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            desk.Get<SiemDelivery>().SendAsync(Sink(desk, "webhook"), AuditDesk.Token)
        );
        Assert.False(receiver.WasCalled);
    }

    [Theory]
    [InlineData("Tcp")]
    [InlineData("Udp")]
    [Trait("AttackCase", "44")]
    public async Task Syslog_carries_an_evil_value_in_one_harmless_message(string protocol)
    {
        using var tcp = new TcpListener(IPAddress.Loopback, 0);
        using var udp = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        tcp.Start();
        var port = ((IPEndPoint)(protocol == "Tcp" ? tcp.LocalEndpoint : udp.Client.LocalEndPoint!)).Port;
        await using var desk = await AuditDesk.OnSqliteAsync(
            new()
            {
                ["Audit:Siem:SyslogHost"] = "127.0.0.1",
                ["Audit:Siem:SyslogPort"] = $"{port}",
                ["Audit:Siem:SyslogProtocol"] = protocol,
                ["Network:AllowLoopback"] = "true",
            }
        );
        await desk.Trail.RecordAsync(
            new($"test.{Evil}", "thing", Evil, After: new { Name = Evil }, Reason: Evil) { Succeeded = false },
            AuditDesk.Token
        );
        await desk.Sequencer.RunAsync(AuditDesk.Token);
        var sending = desk.Get<SiemDelivery>().SendAsync(Sink(desk, "syslog"), AuditDesk.Token);
        string message;
        if (protocol == "Tcp")
        {
            using var client = await tcp.AcceptTcpClientAsync(AuditDesk.Token);
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
            var text = await reader.ReadToEndAsync(AuditDesk.Token);
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            message = text[(space + 1)..];
            Assert.Equal(int.Parse(text[..space], System.Globalization.CultureInfo.InvariantCulture), Encoding.UTF8.GetByteCount(message));
        }
        else
        {
            message = Encoding.UTF8.GetString((await udp.ReceiveAsync(AuditDesk.Token)).Buffer);
        }

        Assert.Equal(1, await sending);
        Assert.StartsWith("<108>1 ", message, StringComparison.Ordinal);
        Assert.DoesNotContain(message, c => char.IsControl(c) || c is '\u2028');
        var json = JsonDocument.Parse(message[message.IndexOf('{', StringComparison.Ordinal)..]).RootElement;
        Assert.Equal(Evil, json.GetProperty("reason").GetString());
    }

    [Fact]
    [Trait("AttackCase", "44")]
    public async Task One_row_is_one_line_whatever_its_values_hold()
    {
        await using var desk = await AuditDesk.OnSqliteAsync();
        await desk.Trail.RecordAsync(new("test.evil", "thing", Evil, After: new { Name = Evil }, Reason: Evil), AuditDesk.Token);
        var row = await desk.RowAsync("test.evil");
        var lines = SiemEvent.Lines([new(row, Guid.Empty, "00")]);
        Assert.All(lines[..^1], c => Assert.InRange(c, ' ', '~'));
    }

    [Fact]
    public async Task A_receiver_that_fails_is_asked_again_with_a_doubling_pause()
    {
        await using var desk = await AuditDesk.OnSqliteAsync();
        await desk.FillAsync(1);
        var (sink, time) = (new FailingSink(3), new PauseTime());
        using var worker = new SiemWorker(
            [sink],
            desk.Get<SiemDelivery>(),
            Options.Create(new AuditOptions()),
            time,
            NullLogger<SiemWorker>.Instance
        );
        await worker.StartAsync(AuditDesk.Token);
        foreach (var (attempt, pause) in new[] { (1, 1), (2, 2), (3, 4) })
        {
            // Moved only once the worker waits: what is moved before would be no part of its pause.
            await EventuallyAsync(() => time.Pauses.Count == attempt);
            Assert.Equal(TimeSpan.FromSeconds(pause), time.Pauses.Last());
            time.Advance(TimeSpan.FromSeconds(pause - 0.1));
            Assert.Equal(attempt, sink.Attempts);
            time.Advance(TimeSpan.FromSeconds(0.1));
            await sink.ReachedAsync(attempt + 1);
        }

        await worker.StopAsync(AuditDesk.Token);
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(10, AuditDesk.Token);
        }
    }

    private static ISiemSink Sink(AuditDesk desk, string name) => desk.Get<IEnumerable<ISiemSink>>().Single(s => s.Name == name && s.IsOn);

    /// <summary>Time that tells which pauses have begun.</summary>
    private sealed class PauseTime : FakeTimeProvider
    {
        public ConcurrentQueue<TimeSpan> Pauses { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Pauses.Enqueue(dueTime);
            return timer;
        }
    }

    private sealed class FailingSink(int failures) : ISiemSink
    {
        public string Name => "failing";

        public bool IsOn => true;

        public int Attempts { get; private set; }

        public Task SendAsync(IReadOnlyList<SiemEvent> events, CancellationToken cancellationToken)
        {
            Attempts++;
            return Attempts <= failures ? throw new IOException("not now") : Task.CompletedTask;
        }

        public Task ReachedAsync(int attempts) => EventuallyAsync(() => Attempts >= attempts);
    }

    private sealed class Receiver : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Receiver() => _listener.Start();

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public bool WasCalled => _listener.Pending();

        public void Dispose() => _listener.Dispose();

        public async Task<(string Head, string Body)> AnswerAsync(string status)
        {
            using var client = await _listener.AcceptTcpClientAsync(AuditDesk.Token);
            var (stream, text, buffer) = (client.GetStream(), "", new byte[65536]);
            while (!IsWhole(text))
            {
                text += Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer, AuditDesk.Token));
            }

            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
                AuditDesk.Token
            );
            var parts = text.Split("\r\n\r\n", 2);
            return (parts[0], parts[1]);
        }

        private static bool IsWhole(string text)
        {
            var parts = text.Split("\r\n\r\n", 2);
            var length = parts[0].Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length: ", StringComparison.Ordinal));
            return parts.Length == 2
                && length is not null
                && Encoding.UTF8.GetByteCount(parts[1])
                    >= int.Parse(length["Content-Length: ".Length..], System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
