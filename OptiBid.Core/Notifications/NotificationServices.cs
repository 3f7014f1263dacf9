using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OptiBid.Core.Notifications.Inbox;
using OptiBid.Core.Notifications.Outbox;
using OptiBid.Core.Notifications.SendGrid;
using OptiBid.Core.Notifications.Smtp;
using OptiBid.Core.Notifications.Twilio;

namespace OptiBid.Core.Notifications;

/// <summary>Registers the senders of e-mail and text messages.</summary>
public static class NotificationServices
{
    /// <summary>Adds <see cref="IEmailSender"/>, <see cref="ISmsSender"/>, <see cref="ILocalOutbox"/> and <see cref="IInbox"/>.</summary>
    /// <exception cref="InvalidOperationException">A provider is unknown, or a setting that it needs is missing.</exception>
    public static IServiceCollection AddNotifications(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = configuration.GetSection("Notifications").Get<NotificationOptions>() ?? new NotificationOptions();
        services.TryAddSingleton<ILocalOutbox, LocalOutbox>();
        services.TryAddSingleton<InboxSignal>();
        services.TryAddSingleton<IInboxSignal>(p => p.GetRequiredService<InboxSignal>());
        services.TryAddSingleton<IInbox, InboxWriter>();
        services.AddHostedService<InboxRetention>();
        AddEmail(services, options.Email);
        AddSms(services, options.Sms);
        return services;
    }

    private static void AddEmail(IServiceCollection services, EmailOptions email)
    {
        const string section = "Notifications:Email";
        switch (email.Provider.ToUpperInvariant())
        {
            case "OUTBOX":
                services.TryAddSingleton<IEmailSender, OutboxEmailSender>();
                break;
            case "SMTP":
                Need(section, "From", email.From, email.Provider);
                Need(section, "Smtp:Host", email.Smtp.Host, email.Provider);
                if (SmtpEmailSender.SecurityOf(email.Smtp.Security) is null)
                {
                    throw new InvalidOperationException(
                        $"{section}:Smtp:Security is '{email.Smtp.Security}'; allowed: StartTls, Tls, None"
                    );
                }

                services.TryAddSingleton<IEmailSender>(new SmtpEmailSender(email));
                break;
            case "SENDGRID":
                Need(section, "From", email.From, email.Provider);
                Need(section, "SendGrid:ApiKey", email.SendGrid.ApiKey, email.Provider);
                NeedUrl(section, "SendGrid:BaseUrl", email.SendGrid.BaseUrl);
                services.TryAddSingleton<IEmailSender>(p => new SendGridEmailSender(email, p.GetRequiredService<TimeProvider>()));
                break;
            default:
                throw new InvalidOperationException($"{section}:Provider is '{email.Provider}'; allowed: Outbox, Smtp, SendGrid");
        }
    }

    private static void AddSms(IServiceCollection services, SmsOptions sms)
    {
        const string section = "Notifications:Sms";
        switch (sms.Provider.ToUpperInvariant())
        {
            case "OUTBOX":
                services.TryAddSingleton<ISmsSender, OutboxSmsSender>();
                break;
            case "TWILIO":
                Need(section, "Twilio:AccountSid", sms.Twilio.AccountSid, sms.Provider);
                Need(section, "Twilio:AuthToken", sms.Twilio.AuthToken, sms.Provider);
                Need(section, "Twilio:From", sms.Twilio.From, sms.Provider);
                NeedUrl(section, "Twilio:BaseUrl", sms.Twilio.BaseUrl);
                services.TryAddSingleton<ISmsSender>(p => new TwilioSmsSender(sms.Twilio, p.GetRequiredService<TimeProvider>()));
                break;
            default:
                throw new InvalidOperationException($"{section}:Provider is '{sms.Provider}'; allowed: Outbox, Twilio");
        }
    }

    private static void Need(string section, string key, string? value, string provider)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            throw new InvalidOperationException($"{section}:Provider is {provider}; {section}:{key} is missing");
        }
    }

    private static void NeedUrl(string section, string key, string value)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && !url.IsLoopback))
        {
            throw new InvalidOperationException($"{section}:{key} is '{value}'; expected an https address");
        }
    }
}
