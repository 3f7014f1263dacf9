namespace OptiBid.Core.Notifications;

/// <summary>An e-mail as plain text; the sender makes no HTML of it.</summary>
/// <param name="To">One address.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">The body.</param>
public sealed record EmailMessage(string To, string Subject, string Text);

/// <summary>A text message.</summary>
/// <param name="To">E.164 number such as +15551234567.</param>
/// <param name="Text">At most 320 characters.</param>
public sealed record SmsMessage(string To, string Text);

/// <summary>Sends e-mail: the local outbox (default), SMTP or SendGrid.</summary>
public interface IEmailSender
{
    /// <summary>Name of the adapter: <c>Outbox</c>, <c>Smtp</c> or <c>SendGrid</c>.</summary>
    string Provider { get; }

    /// <summary>Hands the message over. Throws when the provider refuses it or does not answer.</summary>
    Task SendAsync(EmailMessage message, CancellationToken cancellationToken = default);
}

/// <summary>Sends text messages: the local outbox (default) or Twilio's REST API.</summary>
public interface ISmsSender
{
    /// <summary>Name of the adapter: <c>Outbox</c> or <c>Twilio</c>.</summary>
    string Provider { get; }

    /// <summary>Hands the message over. Throws when the provider refuses it or does not answer.</summary>
    Task SendAsync(SmsMessage message, CancellationToken cancellationToken = default);
}
