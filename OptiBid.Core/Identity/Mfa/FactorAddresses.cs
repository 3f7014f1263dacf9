using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Mfa;

/// <summary>Where codes of a user go.</summary>
internal sealed class FactorAddresses(IPlatformContexts contexts)
{
    /// <summary>The verified number or e-mail; null without one and for methods that send nothing.</summary>
    public async Task<string?> OfAsync(Guid userId, string method, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Set<User>().AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId, cancellationToken);
        return method switch
        {
            AuthenticationMethods.Sms when user?.PhoneNumberConfirmed == true => user.PhoneNumber,
            AuthenticationMethods.Email when user?.EmailConfirmed == true => user.Email,
            _ => null,
        };
    }
}
