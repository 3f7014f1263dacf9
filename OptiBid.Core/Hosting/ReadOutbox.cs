using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Notifications;
using OptiBid.Core.Notifications.Outbox;

namespace OptiBid.Core.Hosting;

/// <summary>What the local outbox holds, and which providers are chosen.</summary>
/// <param name="EmailProvider">Adapter of e-mail.</param>
/// <param name="SmsProvider">Adapter of text messages.</param>
/// <param name="Messages">The newest 200 messages that were kept instead of sent, newest first.</param>
public sealed record OutboxReport(string EmailProvider, string SmsProvider, IReadOnlyList<KeptMessage> Messages);

/// <summary>Shows the messages of the local outbox, with the codes and links in them.</summary>
public interface IReadOutbox
{
    /// <summary>
    /// The messages. Needs <see cref="Permissions.ReadOutbox"/> and <see cref="Permissions.OperatePlatform"/>: the outbox holds links of the
    /// members of every organisation.
    /// </summary>
    Task<Result<OutboxReport>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IReadOutbox"/>
internal sealed class ReadOutbox(ILocalOutbox outbox, IEmailSender email, ISmsSender sms, ICurrentUser user) : IReadOutbox
{
    private const int Most = 200;

    /// <inheritdoc/>
    public async Task<Result<OutboxReport>> ExecuteAsync(CancellationToken cancellationToken = default) =>
        user.Has(Permissions.ReadOutbox) && user.Has(Permissions.OperatePlatform)
            ? new OutboxReport(email.Provider, sms.Provider, await outbox.ReadAsync(Most, cancellationToken))
            : new SimpleFailure("outbox.forbidden", "The permissions outbox.read and platform.operate are needed.", FailureKind.Forbidden);
}
