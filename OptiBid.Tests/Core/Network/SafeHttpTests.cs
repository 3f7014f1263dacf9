using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Options;
using OptiBid.Core.Network;

namespace OptiBid.Tests.Core.Network;

/// <summary>The guard against server-side request forgery.</summary>
[Trait("AttackCase", "43")]
public sealed class SafeHttpTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public SafeHttpTests() => _listener.Start();

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("2130706433")]
    [InlineData("017700000001")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("127.1")]
    [InlineData("0.0.0.0")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[64:ff9b::7f00:1]")]
    [InlineData("[2002:7f00:1::]")]
    [InlineData("①②⑦.⓪.⓪.①")]
    [InlineData("127.0.0.1.")]
    [InlineData("[fe80::1]")]
    [InlineData("169.254.169.254")]
    public async Task No_trick_reaches_this_machine_or_its_network(string host)
    {
        using var client = Guard().CreateClient(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var answer = await client.GetAsync(new Uri($"http://{host}:{Port}/"), TestContext.Current.CancellationToken);
        });
        Assert.False(_listener.Pending());
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("172.31.0.9")]
    [InlineData("192.168.1.1")]
    [InlineData("fd00::1")]
    [InlineData("2001::1")]
    [InlineData("ff02::1")]
    [InlineData("::")]
    public void A_private_address_is_not_public(string address) => Assert.False(AddressRules.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    public void A_public_address_is_public(string address) => Assert.True(AddressRules.IsPublic(IPAddress.Parse(address)));

    [Fact]
    public async Task A_name_with_one_private_address_among_public_ones_is_refused()
    {
        var guard = new SafeHttp(
            Options.Create(new NetworkOptions()),
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8"), IPAddress.Loopback])
        );
        using var client = guard.CreateClient();
        var fault = await Assert.ThrowsAsync<HttpRequestException>(() =>
            client.GetStringAsync(new Uri($"http://rebind.example:{Port}/"), TestContext.Current.CancellationToken)
        );
        Assert.IsType<AddressRefusedException>(fault.InnerException);
        Assert.False(_listener.Pending());
    }

    [Fact]
    public async Task A_name_that_changes_its_answer_is_checked_at_every_connection()
    {
        var answers = new Queue<IPAddress>([IPAddress.Parse("203.0.113.9"), IPAddress.Loopback]);
        var guard = new SafeHttp(
            Options.Create(new NetworkOptions { AllowedHosts = ["203.0.113.0/24"] }),
            (_, _) => Task.FromResult<IPAddress[]>([answers.Dequeue()])
        );
        using var early = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<Exception>(() => guard.ConnectAsync("rebind.example", Port, ProtocolType.Tcp, early.Token));
        await Assert.ThrowsAsync<AddressRefusedException>(() =>
            guard.ConnectAsync("rebind.example", Port, ProtocolType.Tcp, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task An_allowed_address_is_called_and_its_redirect_is_not_followed()
    {
        var serving = AnswerOnceAsync(
            $"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{Port}/secret\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
        using var client = Guard(allowLoopback: true).CreateClient();
        using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{Port}/"), TestContext.Current.CancellationToken);
        await serving;
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.False(_listener.Pending());
    }

    [Theory]
    [InlineData("ftp://example.com/", false)]
    [InlineData("http://example.com/hook", false)]
    [InlineData("https://user:secret@example.com/", false)]
    [InlineData("https://10.0.0.1/", false)]
    [InlineData("https://[::1]/", false)]
    [InlineData("https://example.com/hook", true)]
    [InlineData("http://hooks.internal/x", true)]
    public void A_target_is_judged_before_it_is_stored(string target, bool isGood)
    {
        var guard = new SafeHttp(Options.Create(new NetworkOptions { AllowedHosts = ["hooks.internal"] }));
        Assert.Equal(isGood, guard.Refuses(new Uri(target)) is null);
    }

    private static SafeHttp Guard(bool allowLoopback = false) => new(Options.Create(new NetworkOptions { AllowLoopback = allowLoopback }));

    private async Task AnswerOnceAsync(string answer)
    {
        using var socket = await _listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await socket.ReceiveAsync(new byte[4096], TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes(answer), TestContext.Current.CancellationToken);
    }
}
