using global::SendGrid;
using global::SendGrid.Helpers.Mail;

namespace OptiBid.Core.Notifications.SendGrid;

/// <summary>E-mail through SendGrid's API, as plain text and without click tracking: the links in our messages sign people in.</summary>
internal sealed class SendGridEmailSender(EmailOptions options, TimeProvider time) : IEmailSender
{
    private readonly SendGridClient _client = new(
        ProviderCall.Client,
        new SendGridClientOptions { ApiKey = options.SendGrid.ApiKey, Host = options.SendGrid.BaseUrl.TrimEnd('/') }
    );

    /// <inheritdoc/>
    public string Provider => "SendGrid";

    /// <inheritdoc/>
    public Task SendAsync(EmailMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var mail = new SendGridMessage
        {
            From = new(options.From, options.FromName),
            Subject = message.Subject.ReplaceLineEndings(" "),
            PlainTextContent = message.Text,
        };
        mail.AddTo(message.To);
        mail.SetClickTracking(enable: false, enableText: false);
        mail.SetOpenTracking(enable: false);
        return ProviderCall.SendAsync(
            Provider,
            async cancel =>
            {
                var response = await _client.SendEmailAsync(mail, cancel);
                return new(response.StatusCode, response.Headers.RetryAfter);
            },
            time,
            cancellationToken
        );
    }
}
