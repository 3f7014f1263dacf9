using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Attempts;
using OptiBid.Core.Identity.Mfa;
using OptiBid.Core.Identity.Users;
using OptiBid.Core.Notifications;

namespace OptiBid.Core.Identity.Recovery;

/// <summary>Proves that a user reads the mailbox of their e-mail.</summary>
public interface IVerifyEmail
{
    /// <summary>Mails a link that can be used for a day; three an hour at most.</summary>
    Task<Result<Done>> SendAsync(Guid userId, CancellationToken cancellationToken = default);

    /// <summary>Takes the link, once.</summary>
    Task<Result<Done>> ExecuteAsync(string? token, CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IVerifyEmail"/>
internal sealed class VerifyEmail(
    IPlatformContexts contexts,
    AccountLinks links,
    AttemptLimiter limiter,
    IEmailSender sender,
    IPublicUrl url,
    IAuditTrail audit
) : IVerifyEmail
{
    private static readonly TimeSpan s_life = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async Task<Result<Done>> SendAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Set<User>().AsNoTracking().SingleAsync(u => u.Id == userId, cancellationToken);
        if (user.EmailConfirmed)
        {
            return Done.Instance;
        }

        if (!await limiter.TryTakeAsync(AttemptLimiter.KeyOf("verify-email", userId.ToString()), 3, s_hour, cancellationToken))
        {
            return new TooManyCodes();
        }

        var token = await links.AddAsync(user, LinkPurposes.VerifyEmail, s_life, cancellationToken);
        try
        {
            await sender.SendAsync(
                new(
                    user.Email!,
                    "Confirm your e-mail for OptiBid",
                    $"Confirm within a day that this mailbox is yours: {new Uri(url.Base, "verify-email?token=" + token)}\n\n"
                        + "You have no OptiBid account? Then do nothing.\n"
                ),
                cancellationToken
            );
            return Done.Instance;
        }
        catch (NotificationException)
        {
            return new CodeNotSent();
        }
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(string? token, CancellationToken cancellationToken = default)
    {
        if (
            await links.FindAsync(token, LinkPurposes.VerifyEmail, cancellationToken) is not { } found
            || !await links.TryUseAsync(token!, LinkPurposes.VerifyEmail, cancellationToken)
        )
        {
            return new LinkOver();
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Set<User>().SingleAsync(u => u.Id == found.Id, cancellationToken);
        user.EmailConfirmed = true;
        user.Changed();
        audit.Append(db, new("email.verified", "user", user.Id.ToString()) { SubjectUserId = user.Id });
        await db.SaveChangesAsync(cancellationToken);
        return Done.Instance;
    }
}
