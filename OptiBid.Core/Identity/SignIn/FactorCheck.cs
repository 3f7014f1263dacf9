using OptiBid.Core.Data;
using OptiBid.Core.Identity.Attempts;
using OptiBid.Core.Identity.Mfa;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.SignIn;

/// <summary>Takes codes of every kind under one count: five wrong ones in a row close codes for 15 minutes; a passkey still works.</summary>
internal sealed class FactorCheck(TotpCodes totp, BackupCodes backup, SentCodes sent, AttemptLimiter limiter, IAuditTrail audit)
{
    private const int MostFailures = 5;
    private static readonly TimeSpan s_lock = TimeSpan.FromMinutes(15);

    /// <summary>True when the code was right, once.</summary>
    /// <param name="boundTo">The pending sign-in or the session that sent codes are bound to.</param>
    public async Task<bool> TakeAsync(Guid userId, string method, string code, Guid boundTo, CancellationToken cancellationToken)
    {
        var key = AttemptLimiter.KeyOf("mfa", userId.ToString());
        var allowed = await limiter.TryTakeAsync(key, MostFailures, s_lock, cancellationToken);
        var right =
            allowed
            && method switch
            {
                AuthenticationMethods.Totp => await totp.TakeAsync(userId, code, cancellationToken),
                AuthenticationMethods.BackupCode => await backup.TakeAsync(userId, code, cancellationToken),
                AuthenticationMethods.Sms or AuthenticationMethods.Email => await sent.TakeAsync(
                    userId,
                    method,
                    boundTo,
                    code,
                    cancellationToken
                )
                    is not null,
                _ => false,
            };
        if (right)
        {
            await limiter.ClearAsync(key, cancellationToken);
        }
        else
        {
            await audit.RecordAsync(
                new(allowed ? "second_factor.refused" : "second_factor.locked", "user", userId.ToString(), After: new { method })
                {
                    SubjectUserId = userId,
                    Succeeded = false,
                },
                cancellationToken
            );
        }

        return right;
    }
}
