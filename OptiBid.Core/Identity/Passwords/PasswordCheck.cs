using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Attempts;
using OptiBid.Core.Identity.Mfa;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Passwords;

/// <summary>
/// Compares an e-mail and a password. A try is counted for the account's name and for the address it comes from before the password is looked
/// at; a browser that the user signed in from before has a count of its own, so that a stranger's guesses lock neither it, nor passkeys, nor
/// single sign-on. Wrong, unknown and locked run one Argon2 hash each.
/// </summary>
internal sealed class PasswordCheck(
    IPlatformContexts contexts,
    ILookupNormalizer names,
    Argon2PasswordHasher hasher,
    AttemptLimiter limiter,
    TrustedDevices devices,
    IAuditTrail audit,
    IOptions<PasswordHashOptions> options
)
{
    /// <summary>The user, or null.</summary>
    public async Task<User?> ExecuteAsync(
        string email,
        string password,
        SessionOrigin origin,
        string? deviceToken,
        CancellationToken cancellationToken
    )
    {
        if (email.Length > 256 || password.Length is 0 or > PasswordRules.MaximumLength)
        {
            return null;
        }

        var name = names.NormalizeName(email.Trim()) ?? "";
        var user = await FindAsync(name, cancellationToken);
        var device = user is null ? null : await devices.FindAsync(deviceToken, user.Id, user.SecurityStamp!, cancellationToken);
        var account = device is null ? KeyOf(name) : AttemptLimiter.KeyOf("pwd-device", device.Id.ToString());
        var address = device is null ? AddressKeyOf(origin.Address) : null;
        var o = options.Value;
        var allowed =
            await limiter.TryTakeAsync(account, o.FailuresBeforeLockout, o.LockoutTime, cancellationToken)
            && (address is null || await limiter.TryTakeAsync(address, o.FailuresPerAddress, o.LockoutTime, cancellationToken));
        var verified = await hasher.VerifyAsync(allowed ? user?.PasswordHash : null, password, cancellationToken);
        if (!allowed || verified == PasswordVerificationResult.Failed || user is null)
        {
            await audit.RecordAsync(
                new(allowed ? "sign_in.refused" : "sign_in.locked", "user", user?.Id.ToString())
                {
                    SubjectUserId = user?.Id,
                    Succeeded = false,
                },
                cancellationToken
            );
            return null;
        }

        await limiter.ClearAsync(account, cancellationToken);
        if (address is not null)
        {
            await limiter.GiveBackAsync(address, cancellationToken);
        }

        if (verified == PasswordVerificationResult.SuccessRehashNeeded)
        {
            await RehashAsync(user, password, cancellationToken);
        }

        return user;
    }

    /// <summary>Forgets wrong passwords of an account, after its password was replaced.</summary>
    public Task ForgiveAsync(User user, CancellationToken cancellationToken) =>
        limiter.ClearAsync(KeyOf(user.NormalizedUserName!), cancellationToken);

    private static string KeyOf(string name) => AttemptLimiter.KeyOf("pwd", name);

    /// <summary>An IPv4 address, or the 64 bits of an IPv6 address that a subscriber gets.</summary>
    private static string? AddressKeyOf(string? text)
    {
        if (!IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = address.GetAddressBytes();
        var counted = address.AddressFamily == AddressFamily.InterNetworkV6 ? bytes.AsSpan(0, 8) : bytes;
        return AttemptLimiter.KeyOf("pwd-from", Convert.ToHexStringLower(counted));
    }

    private async Task<User?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Set<User>().AsNoTracking().SingleOrDefaultAsync(u => u.NormalizedUserName == name, cancellationToken);
    }

    private async Task RehashAsync(User user, string password, CancellationToken cancellationToken)
    {
        var hash = hasher.HashPassword(user, password);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Set<User>()
            .Where(u => u.Id == user.Id && u.PasswordHash == user.PasswordHash)
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.PasswordHash, hash), cancellationToken);
    }
}
