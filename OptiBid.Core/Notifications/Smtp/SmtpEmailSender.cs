using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace OptiBid.Core.Notifications.Smtp;

/// <summary>E-mail over SMTP; one connection a message. The protocol is never logged.</summary>
internal sealed class SmtpEmailSender(EmailOptions options) : IEmailSender
{
    /// <inheritdoc/>
    public string Provider => "Smtp";

    /// <inheritdoc/>
    public async Task SendAsync(EmailMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var mail = new MimeMessage();
        mail.From.Add(new MailboxAddress(options.FromName, options.From!));
        if (!MailboxAddress.TryParse(message.To, out var to))
        {
            throw new NotificationException("Smtp refused the message: the recipient is no address");
        }

        mail.To.Add(to);
        mail.Subject = message.Subject.ReplaceLineEndings(" ");
        mail.Body = new TextPart("plain") { Text = message.Text };
        using var client = new SmtpClient { Timeout = 15_000 };
        try
        {
            await client.ConnectAsync(
                options.Smtp.Host!,
                options.Smtp.Port,
                SecurityOf(options.Smtp.Security) ?? SecureSocketOptions.StartTls,
                cancellationToken
            );
            if (!string.IsNullOrEmpty(options.Smtp.User))
            {
                await client.AuthenticateAsync(options.Smtp.User, options.Smtp.Password ?? "", cancellationToken);
            }

            await client.SendAsync(mail, cancellationToken);
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
#pragma warning disable MA0054 // The server's words may repeat the recipient or the user name: they go no further.
        catch (SmtpCommandException fault)
        {
            throw new NotificationException($"Smtp refused the message: {fault.StatusCode} ({fault.ErrorCode})");
        }
        catch (AuthenticationException)
        {
            throw new NotificationException("Smtp refused the message: user or password is wrong");
        }
#pragma warning restore MA0054
        catch (Exception fault)
            when (fault
                    is IOException
                        or System.Net.Sockets.SocketException
                        or SmtpProtocolException
                        or SslHandshakeException
                        or TimeoutException
            )
        {
            throw new NotificationException("Smtp did not answer", fault);
        }
    }

    /// <summary>What a setting of <c>Security</c> means, or null for any other text.</summary>
    public static SecureSocketOptions? SecurityOf(string text) =>
        text.ToUpperInvariant() switch
        {
            "STARTTLS" => SecureSocketOptions.StartTls,
            "TLS" => SecureSocketOptions.SslOnConnect,
            "NONE" => SecureSocketOptions.None,
            _ => null,
        };
}
