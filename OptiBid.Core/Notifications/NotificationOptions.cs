namespace OptiBid.Core.Notifications;

/// <summary>Who carries messages. Section <c>Notifications</c>.</summary>
public sealed class NotificationOptions
{
    /// <summary>E-mail.</summary>
    public EmailOptions Email { get; set; } = new();

    /// <summary>Text messages.</summary>
    public SmsOptions Sms { get; set; } = new();
}

/// <summary>Section <c>Notifications:Email</c>.</summary>
public sealed class EmailOptions
{
    /// <summary><c>Outbox</c> (default: kept in the database, nothing is sent), <c>Smtp</c> or <c>SendGrid</c>.</summary>
    public string Provider { get; set; } = "Outbox";

    /// <summary>Address of the sender; needed by Smtp and SendGrid.</summary>
    public string? From { get; set; }

    /// <summary>Name of the sender.</summary>
    public string FromName { get; set; } = "OptiBid";

    /// <summary>The mail server.</summary>
    public SmtpOptions Smtp { get; set; } = new();

    /// <summary>The account at SendGrid.</summary>
    public SendGridOptions SendGrid { get; set; } = new();
}

/// <summary>Section <c>Notifications:Email:Smtp</c>.</summary>
public sealed class SmtpOptions
{
    /// <summary>Name of the server.</summary>
    public string? Host { get; set; }

    /// <summary>Its port. Default 587.</summary>
    public int Port { get; set; } = 587;

    /// <summary><c>StartTls</c> (default), <c>Tls</c> from the first byte, or <c>None</c> for a server on this machine.</summary>
    public string Security { get; set; } = "StartTls";

    /// <summary>User name, where the server asks for one.</summary>
    public string? User { get; set; }

    /// <summary>Password of <see cref="User"/>.</summary>
    public string? Password { get; set; }
}

/// <summary>Section <c>Notifications:Email:SendGrid</c>.</summary>
public sealed class SendGridOptions
{
    /// <summary>API key with the right to send.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Where the API is; <c>https://api.eu.sendgrid.com</c> for accounts kept in the EU.</summary>
    public string BaseUrl { get; set; } = "https://api.sendgrid.com";
}

/// <summary>Section <c>Notifications:Sms</c>.</summary>
public sealed class SmsOptions
{
    /// <summary><c>Outbox</c> (default: kept in the database, nothing is sent) or <c>Twilio</c>.</summary>
    public string Provider { get; set; } = "Outbox";

    /// <summary>The account at Twilio.</summary>
    public TwilioOptions Twilio { get; set; } = new();
}

/// <summary>Section <c>Notifications:Sms:Twilio</c>.</summary>
public sealed class TwilioOptions
{
    /// <summary>The account, <c>AC…</c>.</summary>
    public string? AccountSid { get; set; }

    /// <summary>Its secret.</summary>
    public string? AuthToken { get; set; }

    /// <summary>The sending number in E.164, or a messaging service <c>MG…</c>.</summary>
    public string? From { get; set; }

    /// <summary>Where the API is.</summary>
    public string BaseUrl { get; set; } = "https://api.twilio.com";
}
