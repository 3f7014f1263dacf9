using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Attempts;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Notifications;

namespace OptiBid.Core.Identity.Mfa;

/// <summary>Too many codes were asked for.</summary>
public sealed record TooManyCodes()
    : Failure("identity.too_many_codes", "Too many codes were asked for. Wait a while, or use another way.", FailureKind.Conflict);

/// <summary>The provider of e-mail or text messages did not take the message.</summary>
public sealed record CodeNotSent()
    : Failure("identity.code_not_sent", "The code could not be sent. Use another way.", FailureKind.Unavailable);

/// <summary>Sends six digits by text message or e-mail, and takes them back once.</summary>
internal sealed class SentCodes(
    IPlatformContexts contexts,
    FactorSecrets secrets,
    AttemptLimiter limiter,
    IEmailSender email,
    ISmsSender sms,
    TimeProvider time
)
{
    private const int MostTries = 5;
    private const int MostCodes = 5;
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    /// <summary>How long a code of a channel can be used.</summary>
    public static TimeSpan LifeOf(string channel) => TimeSpan.FromMinutes(channel == AuthenticationMethods.Sms ? 5 : 10);

    /// <summary>Sends a code; those sent before for the same purpose end. Nothing is sent within 30 seconds of the last one or after five in 15 minutes.</summary>
    public async Task<Result<Done>> SendAsync(
        Guid userId,
        string channel,
        string recipient,
        Guid boundTo,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        if (
            !await limiter.TryTakeAsync(AttemptLimiter.KeyOf("code-pause-" + channel, userId.ToString()), 1, s_pause, cancellationToken)
            || !await limiter.TryTakeAsync(AttemptLimiter.KeyOf("code-user", userId.ToString()), MostCodes, s_window, cancellationToken)
            || !await limiter.TryTakeAsync(AttemptLimiter.KeyOf("code-to", recipient), MostCodes, s_window, cancellationToken)
        )
        {
            return new TooManyCodes();
        }

        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var over = now.UtcDateTime;
            await db.Set<SentCode>()
                .Where(c => c.ExpiresAtUtc < over || (c.UserId == userId && c.BoundTo == boundTo))
                .ExecuteDeleteAsync(cancellationToken);
            var factors = await secrets.FindOrAddAsync(db, userId, cancellationToken);
            db.Add(
                new SentCode
                {
                    Id = Guid.CreateVersion7(now),
                    UserId = userId,
                    Channel = channel,
                    BoundTo = boundTo,
                    Recipient = recipient,
                    Hash = secrets.HashCode(factors, code),
                    SentAtUtc = now.UtcDateTime,
                    ExpiresAtUtc = now.UtcDateTime + LifeOf(channel),
                }
            );
            await db.SaveChangesAsync(cancellationToken);
        }

        try
        {
            await DeliverAsync(channel, recipient, code, cancellationToken);
            return Done.Instance;
        }
        catch (NotificationException)
        {
            return new CodeNotSent();
        }
    }

    /// <summary>Takes a code: the address or number that it proves, once; null for a wrong, used or late one, after five tries, or for another session.</summary>
    public async Task<string?> TakeAsync(Guid userId, string channel, Guid boundTo, string code, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var sent = await db.Set<SentCode>()
            .AsNoTracking()
            .Where(c => c.UserId == userId && c.Channel == channel && c.BoundTo == boundTo)
            .OrderByDescending(c => c.SentAtUtc)
            .FirstOrDefaultAsync(cancellationToken);
        if (sent is null)
        {
            return null;
        }

        var rows = db.Set<SentCode>().Where(c => c.Id == sent.Id && c.UsedAtUtc == null && c.ExpiresAtUtc > now);
        // The try is taken before the code is looked at: parallel guesses share the five.
        var tried = await rows.Where(c => c.Tries < MostTries)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.Tries, c => c.Tries + 1), cancellationToken);
        var factors = await db.Set<UserFactors>().AsNoTracking().SingleAsync(f => f.UserId == userId, cancellationToken);
        var hash = secrets.HashCode(factors, string.Concat(code.Where(char.IsAsciiDigit)));
        var right = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(sent.Hash));
        return tried == 1 && right && await rows.ExecuteUpdateAsync(s => s.SetProperty(c => c.UsedAtUtc, now), cancellationToken) == 1
            ? sent.Recipient
            : null;
    }

    private Task DeliverAsync(string channel, string recipient, string code, CancellationToken cancellationToken)
    {
        var minutes = (int)LifeOf(channel).TotalMinutes;
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{code} is your OptiBid code for the next {minutes} minutes. Nobody of ours will ever ask you for it."
        );
        return channel == AuthenticationMethods.Sms
            ? sms.SendAsync(new(recipient, text), cancellationToken)
            : email.SendAsync(
                new(recipient, "Your OptiBid code", text + "\n\nYou did not ask for it? Somebody may know your password: change it.\n"),
                cancellationToken
            );
    }
}
