using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Passkeys;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Mfa;

/// <summary>Authenticator assurance, after NIST SP 800-63B.</summary>
public enum AssuranceLevel
{
    /// <summary>One factor.</summary>
    SingleFactor = 1,

    /// <summary>Two factors.</summary>
    MultiFactor = 2,

    /// <summary>Two factors, and the key signs for this site only.</summary>
    PhishingResistant = 3,
}

/// <summary>The factors that a user has.</summary>
/// <param name="UserId">The user.</param>
/// <param name="HasPassword">A password.</param>
/// <param name="TotpSinceUtc">Since when an authenticator app counts; null without one.</param>
/// <param name="Phone">Verified number with all but the last two digits hidden; null without one.</param>
/// <param name="EmailCodes">Codes may be sent to their verified e-mail.</param>
/// <param name="BackupCodesLeft">Backup codes not used yet.</param>
/// <param name="Passkeys">Number of passkeys.</param>
public sealed record Factors(
    Guid UserId,
    bool HasPassword,
    DateTime? TotpSinceUtc,
    string? Phone,
    bool EmailCodes,
    int BackupCodesLeft,
    int Passkeys
)
{
    /// <summary>True when the password is not the only thing asked for. Backup codes alone are no factor: they stand in for one.</summary>
    public bool HasSecondFactor => TotpSinceUtc is not null || Phone is not null || EmailCodes || Passkeys > 0;

    /// <summary>The strongest level that these factors can give.</summary>
    public AssuranceLevel Level =>
        Passkeys > 0 ? AssuranceLevel.PhishingResistant
        : HasSecondFactor ? AssuranceLevel.MultiFactor
        : AssuranceLevel.SingleFactor;

    /// <summary>What may follow a password, strongest first: values of <see cref="AuthenticationMethods"/> that the policy lets count.</summary>
    public IReadOnlyList<string> SecondFactors(SecurityPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        List<string> methods = [];
        void Add(bool has, string method)
        {
            if (has)
            {
                methods.Add(method);
            }
        }

        Add(Passkeys > 0, AuthenticationMethods.Passkey);
        Add(TotpSinceUtc is not null, AuthenticationMethods.Totp);
        Add(Phone is not null && policy.AllowSms, AuthenticationMethods.Sms);
        Add(EmailCodes, AuthenticationMethods.Email);
        Add(BackupCodesLeft > 0 && methods.Count > 0, AuthenticationMethods.BackupCode);
        return methods;
    }
}

/// <summary>Asks which factors a user has. For policies, pages and compliance figures; shows no secret.</summary>
public interface IReadFactors
{
    /// <summary>The factors; none for a user that does not exist.</summary>
    Task<Factors> ExecuteAsync(Guid userId, CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IReadFactors"/>
internal sealed class ReadFactors(IPlatformContexts contexts) : IReadFactors
{
    /// <inheritdoc/>
    public async Task<Factors> ExecuteAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Set<User>().AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId, cancellationToken);
        if (user is null)
        {
            return new(userId, false, null, null, false, 0, 0);
        }

        var own = await db.Set<UserFactors>().AsNoTracking().SingleOrDefaultAsync(f => f.UserId == userId, cancellationToken);
        var codes = await db.Set<BackupCode>().CountAsync(c => c.UserId == userId && c.UsedAtUtc == null, cancellationToken);
        var passkeys = await db.Set<Passkey>().CountAsync(p => p.UserId == userId, cancellationToken);
        return new(
            userId,
            user.PasswordHash is not null,
            own?.TotpSinceUtc,
            user.PhoneNumberConfirmed ? Mask(user.PhoneNumber) : null,
            own?.EmailCodes == true && user.EmailConfirmed,
            codes,
            passkeys
        );
    }

    /// <summary>All but the last two characters hidden.</summary>
    private static string? Mask(string? number) =>
        number is { Length: > 4 } ? new string('•', number.Length - 2) + number[^2..]
        : number is null ? null
        : "••";
}
