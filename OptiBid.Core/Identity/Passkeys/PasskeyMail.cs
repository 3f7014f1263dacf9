using Microsoft.Extensions.Logging;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Notifications;

namespace OptiBid.Core.Identity.Passkeys;

/// <summary>Tells a user what changed. The change stands when the message cannot be sent: the log says so, the audit log has the change.</summary>
internal sealed partial class PasskeyMail(IEmailSender email, TimeProvider time, ILogger<PasskeyMail> log)
{
    /// <summary>A passkey was added.</summary>
    public Task AddedAsync(LiveSession session, string name, CancellationToken cancellationToken) =>
        SendAsync(
            session,
            "A passkey was added to your account",
            $"The passkey \"{name}\" can now sign in to your account.",
            cancellationToken
        );

    /// <summary>A passkey was removed.</summary>
    public Task RemovedAsync(LiveSession session, string name, CancellationToken cancellationToken) =>
        SendAsync(
            session,
            "A passkey was removed from your account",
            $"The passkey \"{name}\" can no longer sign in to your account. Your other sessions have ended.",
            cancellationToken
        );

    private async Task SendAsync(LiveSession session, string subject, string what, CancellationToken cancellationToken)
    {
        var text = $"""
            Hello {session.Access.DisplayName},

            {what}
            When: {time.GetUtcNow().UtcDateTime:yyyy-MM-dd HH:mm} UTC

            Was this not you? Change your password, end your other sessions under Account, and tell your administrator.
            """;
        try
        {
            await email.SendAsync(new(session.Access.Email, subject, text), cancellationToken);
        }
        catch (NotificationException fault)
        {
            LogNotSent(session.Access.UserId, fault);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The message about a changed passkey of user {UserId} was not sent")]
    private partial void LogNotSent(Guid userId, Exception fault);
}
