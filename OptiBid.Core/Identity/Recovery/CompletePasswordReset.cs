using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Passwords;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Users;
using OptiBid.Core.Notifications;

namespace OptiBid.Core.Identity.Recovery;

/// <summary>Sets a new password with a mailed link.</summary>
public interface ICompletePasswordReset
{
    /// <summary>True while the link can be used.</summary>
    Task<bool> IsOpenAsync(string? token, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sets it, once. All sessions and trusted devices of the user end; nobody is signed in by it, so the second factor is asked for as always.
    /// </summary>
    Task<Result<Done>> ExecuteAsync(string? token, string newPassword, CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="ICompletePasswordReset"/>
internal sealed class CompletePasswordReset(
    IPlatformContexts contexts,
    AccountLinks links,
    ICheckNewPassword rules,
    Argon2PasswordHasher hasher,
    PasswordCheck check,
    IEndSessions sessions,
    IEmailSender sender,
    IAuditTrail audit
) : ICompletePasswordReset
{
    /// <inheritdoc/>
    public async Task<bool> IsOpenAsync(string? token, CancellationToken cancellationToken = default) =>
        await links.FindAsync(token, LinkPurposes.ResetPassword, cancellationToken) is not null;

    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(string? token, string newPassword, CancellationToken cancellationToken = default)
    {
        if (await links.FindAsync(token, LinkPurposes.ResetPassword, cancellationToken) is not { } found)
        {
            return new LinkOver();
        }

        if (await rules.ExecuteAsync(found.Id, newPassword, cancellationToken) is { } weak)
        {
            return weak;
        }

        if (!await links.TryUseAsync(token!, LinkPurposes.ResetPassword, cancellationToken))
        {
            return new LinkOver();
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Set<User>().SingleAsync(u => u.Id == found.Id, cancellationToken);
        user.PasswordHash = hasher.HashPassword(user, newPassword);
        user.MustChangePassword = false;
        user.EmailConfirmed = true;
        user.CredentialsChanged();
        audit.Append(db, new("password.reset", "user", user.Id.ToString()) { SubjectUserId = user.Id });
        await db.SaveChangesAsync(cancellationToken);
        await check.ForgiveAsync(user, cancellationToken);
        await sessions.OfUserAsync(user.Id, "password.reset", cancellationToken: cancellationToken);
        try
        {
            await sender.SendAsync(
                new(
                    user.Email!,
                    "Your OptiBid password was changed",
                    "The password of your OptiBid account was changed with a link from this mailbox, and all sessions were ended.\n\n"
                        + "It was not you? Ask your administrator at once.\n"
                ),
                cancellationToken
            );
        }
        catch (NotificationException)
        {
            // The password is set; the notice is a courtesy, and the audit log has the fact.
        }

        return Done.Instance;
    }
}
