using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Mfa;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Passwords;

/// <summary>Checks a new password against the rules, its owner's names and organisations, and the list of breached passwords.</summary>
public interface ICheckNewPassword
{
    /// <summary>Null when it will do, or what it lacks.</summary>
    Task<WeakPassword?> ExecuteAsync(Guid userId, string password, CancellationToken cancellationToken = default);

    /// <summary>The same for somebody who has no account yet.</summary>
    Task<WeakPassword?> ExecuteAsync(PasswordOwner owner, string password, CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="ICheckNewPassword"/>
internal sealed class CheckNewPassword(IPlatformContexts contexts, IReadFactors factors, IBreachedPasswords breached) : ICheckNewPassword
{
    /// <inheritdoc/>
    public async Task<WeakPassword?> ExecuteAsync(Guid userId, string password, CancellationToken cancellationToken = default)
    {
        var has = await factors.ExecuteAsync(userId, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Set<User>().AsNoTracking().SingleAsync(u => u.Id == userId, cancellationToken);
        var organisations = await (
            from m in db.Set<Membership>()
            join o in db.Set<Organisation>() on m.OrganisationId equals o.Id
            where m.UserId == userId
            select o.Name
        ).ToListAsync(cancellationToken);
        return await ExecuteAsync(
            new PasswordOwner(user.Email!, user.DisplayName, has.HasSecondFactor, organisations),
            password,
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<WeakPassword?> ExecuteAsync(PasswordOwner owner, string password, CancellationToken cancellationToken = default)
    {
        if (PasswordRules.Problem(password, owner) is { } problem)
        {
            return new(problem);
        }

        return await breached.ContainAsync(password, cancellationToken)
            ? new WeakPassword("The password was stolen from another service and is on lists that attackers use.")
            : null;
    }
}
