using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Mfa;
using OptiBid.Core.Identity.Passkeys;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Members;

/// <summary>The second factors of many users in a few queries; <see cref="IReadFactors"/> answers the same for one.</summary>
internal static class FactorSummaries
{
    /// <summary>A summary for each of the users.</summary>
    public static async Task<IReadOnlyDictionary<Guid, FactorSummary>> ReadAsync(
        OptiBidDbContext db,
        IReadOnlyCollection<Guid> userIds,
        CancellationToken cancellationToken
    )
    {
        var passkeys = await db.Set<Passkey>()
            .Where(p => userIds.Contains(p.UserId))
            .Select(p => p.UserId)
            .Distinct()
            .ToListAsync(cancellationToken);
        var own = await db.Set<UserFactors>()
            .Where(f => userIds.Contains(f.UserId))
            .Select(f => new
            {
                f.UserId,
                HasApp = f.TotpSinceUtc != null,
                f.EmailCodes,
            })
            .ToDictionaryAsync(f => f.UserId, cancellationToken);
        var accounts = await db.Set<User>()
            .Where(u => userIds.Contains(u.Id))
            .Select(u => new
            {
                u.Id,
                HasPhone = u.PhoneNumberConfirmed && u.PhoneNumber != null,
                u.EmailConfirmed,
            })
            .ToDictionaryAsync(u => u.Id, cancellationToken);
        return userIds
            .Distinct()
            .ToDictionary(
                id => id,
                id =>
                {
                    var factors = own.GetValueOrDefault(id);
                    var account = accounts.GetValueOrDefault(id);
                    List<string> kinds = [];
                    kinds.AddRange(passkeys.Contains(id) ? ["passkey"] : []);
                    kinds.AddRange(factors?.HasApp == true ? ["authenticator app"] : []);
                    kinds.AddRange(account?.HasPhone == true ? ["SMS"] : []);
                    kinds.AddRange(factors?.EmailCodes == true && account?.EmailConfirmed == true ? ["e-mail code"] : []);
                    return kinds.Count == 0 ? FactorSummary.None : new(true, kinds);
                }
            );
    }
}
