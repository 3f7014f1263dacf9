using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace OptiBid.Core.Notifications.Twilio;

/// <summary>Text messages through Twilio's REST API (2010-04-01).</summary>
internal sealed class TwilioSmsSender(TwilioOptions options, TimeProvider time) : ISmsSender
{
    private readonly Uri _messages = new(
        $"{options.BaseUrl.TrimEnd('/')}/2010-04-01/Accounts/{Uri.EscapeDataString(options.AccountSid!)}/Messages.json"
    );

    private readonly AuthenticationHeaderValue _authorization = new(
        "Basic",
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.AccountSid}:{options.AuthToken}"))
    );

    /// <inheritdoc/>
    public string Provider => "Twilio";

    /// <inheritdoc/>
    public Task SendAsync(SmsMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return ProviderCall.SendAsync(Provider, cancel => PostAsync(message, cancel), time, cancellationToken);
    }

    private async Task<ProviderAnswer> PostAsync(SmsMessage message, CancellationToken cancellationToken)
    {
        var isService = options.From!.StartsWith("MG", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Post, _messages);
        request.Headers.Authorization = _authorization;
        request.Content = new FormUrlEncodedContent([
            new("To", message.To),
            new(isService ? "MessagingServiceSid" : "From", options.From),
            new("Body", message.Text),
        ]);
        using var response = await ProviderCall.Client.SendAsync(request, cancellationToken);
        var reason = response.IsSuccessStatusCode ? null : CodeIn(await response.Content.ReadAsStringAsync(cancellationToken));
        return new(response.StatusCode, response.Headers.RetryAfter, reason);
    }

    /// <summary>Twilio's number of the error; its text may repeat the phone number.</summary>
    private static string? CodeIn(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("code", out var code)
                && code.TryGetInt32(out var number)
                ? number.ToString(CultureInfo.InvariantCulture)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
