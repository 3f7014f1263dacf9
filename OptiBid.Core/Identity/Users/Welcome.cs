using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;

namespace OptiBid.Core.Identity.Users;

/// <summary>Whether the first administrator of a fresh installation is offered to set their own organisation up.</summary>
public interface IWelcome
{
    /// <summary>
    /// True once, for an operator of the platform who is in the demo organisation only; remembered from then on, so that nobody is asked twice.
    /// </summary>
    Task<bool> TakeAsync(Guid userId, CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IWelcome"/>
internal sealed class Welcome(IPlatformContexts contexts, TimeProvider time) : IWelcome
{
    private const string Claim = "optibid.welcomed";

    /// <inheritdoc/>
    public async Task<bool> TakeAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var isDue =
            await db.Set<User>().AnyAsync(u => u.Id == userId && u.IsPlatformOperator, cancellationToken)
            && !await db.Set<Membership>().AnyAsync(m => m.UserId == userId && m.OrganisationId != DemoOrganisation.Id, cancellationToken)
            && !await db.Set<IdentityUserClaim<Guid>>().AnyAsync(c => c.UserId == userId && c.ClaimType == Claim, cancellationToken);
        if (isDue)
        {
            db.Add(
                new IdentityUserClaim<Guid>
                {
                    UserId = userId,
                    ClaimType = Claim,
                    ClaimValue = time.GetUtcNow().ToString("O", System.Globalization.CultureInfo.InvariantCulture),
                }
            );
            await db.SaveChangesAsync(cancellationToken);
        }

        return isDue;
    }
}
