using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Mfa.Manage;

/// <summary>A browser that is known to sign-in.</summary>
/// <param name="Id">Id.</param>
/// <param name="Agent">How the browser names itself.</param>
/// <param name="SkipsSecondFactor">It stands in for the second factor.</param>
/// <param name="CreatedAtUtc">Since when.</param>
/// <param name="LastUsedAtUtc">When it was last used.</param>
/// <param name="ExpiresAtUtc">The end.</param>
public sealed record KnownDevice(
    Guid Id,
    string Agent,
    bool SkipsSecondFactor,
    DateTime CreatedAtUtc,
    DateTime LastUsedAtUtc,
    DateTime ExpiresAtUtc
);

/// <summary>One's own known browsers.</summary>
public interface IManageDevices
{
    /// <summary>Those that count now, last used first.</summary>
    Task<IReadOnlyList<KnownDevice>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Forgets one, or all.</summary>
    Task<Result<Done>> ForgetAsync(Guid? deviceId, CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IManageDevices"/>
internal sealed class ManageDevices(IPlatformContexts contexts, ICurrentUser user, IAuditTrail audit, TimeProvider time) : IManageDevices
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<KnownDevice>> ListAsync(CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await (
            from d in db.Set<TrustedDevice>()
            join u in db.Set<User>() on d.UserId equals u.Id
            where d.UserId == user.UserId && d.SecurityStamp == u.SecurityStamp && d.ExpiresAtUtc > now
            orderby d.LastUsedAtUtc descending
            select new KnownDevice(d.Id, d.Agent, d.SkipsSecondFactor, d.CreatedAtUtc, d.LastUsedAtUtc, d.ExpiresAtUtc)
        ).ToListAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> ForgetAsync(Guid? deviceId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var gone = await db.Set<TrustedDevice>()
            .Where(d => d.UserId == user.UserId && (deviceId == null || d.Id == deviceId))
            .ToListAsync(cancellationToken);
        if (deviceId is not null && gone.Count == 0)
        {
            return new SimpleFailure("identity.unknown_device", "There is no such device.", FailureKind.NotFound);
        }

        db.RemoveRange(gone);
        audit.Append(db, new("device.forgotten", "device", deviceId?.ToString()) { SubjectUserId = user.UserId });
        await db.SaveChangesAsync(cancellationToken);
        return Done.Instance;
    }
}
