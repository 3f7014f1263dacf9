using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Tenancy;

namespace OptiBid.Core.Notifications.Outbox;

/// <summary>Keeps e-mail in the database.</summary>
internal sealed class OutboxEmailSender(IPlatformContexts contexts, TimeProvider time) : IEmailSender
{
    /// <inheritdoc/>
    public string Provider => "Outbox";

    /// <inheritdoc/>
    public Task SendAsync(EmailMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return OutboxWriter.WriteAsync(contexts, time, OutboxChannels.Email, message.To, message.Subject, message.Text, cancellationToken);
    }
}

/// <summary>Keeps text messages in the database.</summary>
internal sealed class OutboxSmsSender(IPlatformContexts contexts, TimeProvider time) : ISmsSender
{
    /// <inheritdoc/>
    public string Provider => "Outbox";

    /// <inheritdoc/>
    public Task SendAsync(SmsMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return OutboxWriter.WriteAsync(contexts, time, OutboxChannels.Sms, message.To, null, message.Text, cancellationToken);
    }
}

/// <summary>Writes a message and forgets those older than seven days.</summary>
internal static class OutboxWriter
{
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(7);

    /// <summary>The message is kept when this returns.</summary>
    public static async Task WriteAsync(
        IPlatformContexts contexts,
        TimeProvider time,
        string channel,
        string to,
        string? subject,
        string text,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var oldest = now.UtcDateTime - s_kept;
        await db.Set<OutboxMessage>().Where(m => m.CreatedAtUtc < oldest).ExecuteDeleteAsync(cancellationToken);
        db.Add(
            new OutboxMessage
            {
                Id = Guid.CreateVersion7(now),
                Channel = channel,
                Recipient = to,
                Subject = subject,
                Text = text,
                CreatedAtUtc = now.UtcDateTime,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
    }
}
