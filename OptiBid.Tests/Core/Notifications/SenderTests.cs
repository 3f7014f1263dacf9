using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Notifications;
using OptiBid.Core.Notifications.Outbox;
using OptiBid.Tests.Core.Portfolios;

namespace OptiBid.Tests.Core.Notifications;

/// <summary>The contract of both ports against every adapter, each with its provider on loopback.</summary>
public sealed class SenderTests : IDisposable
{
    private const string Secret = "SG.canary-secret";
    private readonly RecordsFixture _records = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _records.Dispose();

    [Fact]
    public async Task The_outbox_keeps_both_kinds_of_message_and_sends_nothing()
    {
        await using var services = Services();
        await services.GetRequiredService<IEmailSender>().SendAsync(new("ada@example.com", "Your code", "123456"), Cancel);
        await services.GetRequiredService<ISmsSender>().SendAsync(new("+15551234567", "654321"), Cancel);
        var kept = await services.GetRequiredService<ILocalOutbox>().ReadAsync(10, Cancel);
        Assert.Equal(["+15551234567", "ada@example.com"], kept.Select(m => m.Recipient).Order(StringComparer.Ordinal));
        Assert.Equal([OutboxChannels.Email, OutboxChannels.Sms], kept.Select(m => m.Channel).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Smtp_hands_over_one_plain_message()
    {
        await using var server = new FakeSmtpServer();
        await using var services = Services(
            ("Email:Provider", "Smtp"),
            ("Email:From", "desk@optibid.example"),
            ("Email:Smtp:Host", "127.0.0.1"),
            ("Email:Smtp:Port", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("Email:Smtp:Security", "None"),
            ("Email:Smtp:User", "desk"),
            ("Email:Smtp:Password", "secret")
        );
        var sender = services.GetRequiredService<IEmailSender>();
        await sender.SendAsync(new("ada@example.com", "Your code\r\nBcc: eve@example.com", "The code is 123456."), Cancel);
        Assert.Contains("RCPT TO:<ada@example.com>", server.Commands);
        Assert.DoesNotContain(server.Commands, c => c.Contains("eve@example.com", StringComparison.Ordinal));
        var mail = server.Data;
        Assert.Contains("From: OptiBid <desk@optibid.example>", mail, StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/plain", mail, StringComparison.Ordinal);
        Assert.Contains("The code is 123456.", mail, StringComparison.Ordinal);
        Assert.DoesNotContain(mail.ReplaceLineEndings("\n").Split('\n'), l => l.StartsWith("Bcc:", StringComparison.Ordinal));

        var refused = await Assert.ThrowsAsync<NotificationException>(() => sender.SendAsync(new("x@refused.example", "s", "t"), Cancel));
        Assert.DoesNotContain("refused.example", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendGrid_gets_the_documented_request_and_a_busy_answer_is_tried_again()
    {
        await using var api = await FakeHttpProvider.StartAsync((429, "", "0"), (503, "", "0"), (202, "", null));
        await using var services = SendGrid(api);
        await services.GetRequiredService<IEmailSender>().SendAsync(new("ada@example.com", "Your code", "123456"), Cancel);
        Assert.Equal(3, api.Requests.Count);
        var request = api.Requests.Last();
        Assert.Equal("/v3/mail/send", request.Path);
        Assert.Equal("Bearer " + Secret, request.Authorization);
        using var body = JsonDocument.Parse(request.Body);
        var root = body.RootElement;
        Assert.Equal("ada@example.com", root.GetProperty("personalizations")[0].GetProperty("to")[0].GetProperty("email").GetString());
        Assert.Equal("desk@optibid.example", root.GetProperty("from").GetProperty("email").GetString());
        Assert.Equal("text/plain", root.GetProperty("content")[0].GetProperty("type").GetString());
        Assert.Equal("123456", root.GetProperty("content")[0].GetProperty("value").GetString());
        Assert.False(root.GetProperty("tracking_settings").GetProperty("click_tracking").GetProperty("enable").GetBoolean());
    }

    [Theory]
    [InlineData(401, 1)]
    [InlineData(500, 4)]
    public async Task SendGrid_refusing_is_an_exception_without_the_secret(int status, int calls)
    {
        await using var api = await FakeHttpProvider.StartAsync((status, $"{{\"errors\":[{{\"message\":\"{Secret}\"}}]}}", "0"));
        await using var services = SendGrid(api);
        var fault = await Assert.ThrowsAsync<NotificationException>(() =>
            services.GetRequiredService<IEmailSender>().SendAsync(new("ada@example.com", "s", "t"), Cancel)
        );
        Assert.Equal(calls, api.Requests.Count);
        Assert.DoesNotContain(Secret, fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("ada@", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+15550001111", "From")]
    [InlineData("MG0123", "MessagingServiceSid")]
    public async Task Twilio_gets_the_documented_request(string from, string field)
    {
        await using var api = await FakeHttpProvider.StartAsync((500, "", "0"), (201, "{\"sid\":\"SM1\"}", null));
        await using var services = Twilio(api, from);
        await services.GetRequiredService<ISmsSender>().SendAsync(new("+15551234567", "Code 123456 & more"), Cancel);
        Assert.Equal(2, api.Requests.Count);
        var request = api.Requests.Last();
        Assert.Equal("/2010-04-01/Accounts/AC42/Messages.json", request.Path);
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("AC42:" + Secret)), request.Authorization);
        Assert.Equal("application/x-www-form-urlencoded", request.ContentType);
        Assert.Equal($"To=%2B15551234567&{field}={Uri.EscapeDataString(from)}&Body=Code+123456+%26+more", request.Body);
    }

    [Fact]
    public async Task Twilio_refusing_names_its_code_and_neither_number_nor_secret()
    {
        await using var api = await FakeHttpProvider.StartAsync((400, "{\"code\":21211,\"message\":\"+15551234567 is not valid\"}", null));
        await using var services = Twilio(api, "+15550001111");
        var fault = await Assert.ThrowsAsync<NotificationException>(() =>
            services.GetRequiredService<ISmsSender>().SendAsync(new("+15551234567", "x"), Cancel)
        );
        Assert.Contains("21211", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("+1555", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, fault.ToString(), StringComparison.Ordinal);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task A_provider_that_does_not_answer_is_an_exception()
    {
        var api = await FakeHttpProvider.StartAsync();
        await using var services = Twilio(api, "+15550001111");
        await api.DisposeAsync();
        await Assert.ThrowsAsync<NotificationException>(() =>
            services.GetRequiredService<ISmsSender>().SendAsync(new("+1555", "x"), Cancel)
        );
    }

    [Theory]
    [InlineData("Notifications:Email:Provider", "Email:Provider", "Pigeon")]
    [InlineData("Notifications:Sms:Provider", "Sms:Provider", "Pigeon")]
    [InlineData("Notifications:Email:From", "Email:Provider", "Smtp")]
    [InlineData("Notifications:Email:From", "Email:Provider", "SendGrid")]
    [InlineData("Notifications:Sms:Twilio:AccountSid", "Sms:Provider", "Twilio")]
    public void A_wrong_provider_or_a_missing_setting_stops_the_start_and_names_the_key(string named, string key, string value)
    {
        var fault = Assert.Throws<InvalidOperationException>(() => Services((key, value)));
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    private ServiceProvider SendGrid(FakeHttpProvider api) =>
        Services(
            ("Email:Provider", "SendGrid"),
            ("Email:From", "desk@optibid.example"),
            ("Email:SendGrid:ApiKey", Secret),
            ("Email:SendGrid:BaseUrl", api.Url)
        );

    private ServiceProvider Twilio(FakeHttpProvider api, string from) =>
        Services(
            ("Sms:Provider", "Twilio"),
            ("Sms:Twilio:AccountSid", "AC42"),
            ("Sms:Twilio:AuthToken", Secret),
            ("Sms:Twilio:From", from),
            ("Sms:Twilio:BaseUrl", api.Url)
        );

    private ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("Notifications:" + s.Key, (string?)s.Value)))
            .Build();
        return new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<IPlatformContexts>(_records)
            .AddNotifications(configuration)
            .BuildServiceProvider();
    }
}
