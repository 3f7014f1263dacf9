using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Privacy.Data;

/// <summary>Finds people and how much of their data a request reaches.</summary>
internal sealed class People(RowsOfPersons rows)
{
    /// <summary>The person as they are now, or null.</summary>
    public static async Task<DataSubject?> FindAsync(OptiBidDbContext db, Guid userId, CancellationToken cancellationToken) =>
        await db.Set<User>()
            .AsNoTracking()
            .Where(u => u.Id == userId)
            .Select(u => new DataSubject(u.Id, u.Email, u.DisplayName, u.PhoneNumber))
            .SingleOrDefaultAsync(cancellationToken);

    /// <summary>The scope of a request: everything, or what one organisation holds.</summary>
    public async Task<PersonalDataScope> ScopeAsync(
        OptiBidDbContext db,
        DataSubject subject,
        Guid? organisationId,
        CancellationToken cancellationToken
    )
    {
        var known = (await rows.SearchAsync(db, subject.Id, cancellationToken)).ToHashSet();
        if (organisationId is { } only)
        {
            known.IntersectWith([only]);
        }

        // A name is no id: where a colleague has the same one, rows cannot be told apart and keep it.
        var namesakes = await (
            from m in db.Set<Membership>()
            join u in db.Set<User>() on m.UserId equals u.Id
            where u.DisplayName == subject.Name && u.Id != subject.Id
            select m.OrganisationId
        ).ToListAsync(cancellationToken);
        known.ExceptWith(namesakes);
        return new(subject, organisationId, known);
    }

    /// <summary>True when an organisation knows the person, as a member or from before.</summary>
    public async Task<bool> IsKnownAsync(OptiBidDbContext db, Guid userId, Guid organisationId, CancellationToken cancellationToken) =>
        (await rows.SearchAsync(db, userId, cancellationToken)).Contains(organisationId);

    /// <summary>Why an account cannot go, or null.</summary>
    public static async Task<Failure?> ObstacleAsync(OptiBidDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        var alone = await (
            from m in db.Set<Membership>()
            join o in db.Set<Organisation>() on m.OrganisationId equals o.Id
            where
                m.UserId == userId && m.RoleKey == Roles.Administrator && m.SuspendedAtUtc == null && o.Status != OrganisationStatus.Deleted
            where
                !db.Set<Membership>()
                    .Any(other =>
                        other.OrganisationId == m.OrganisationId
                        && other.UserId != userId
                        && other.RoleKey == Roles.Administrator
                        && other.SuspendedAtUtc == null
                    )
            orderby o.Name
            select o.Name
        ).FirstOrDefaultAsync(cancellationToken);
        if (alone is not null)
        {
            return PrivacyFailures.LastAdministrator(alone);
        }

        var isLastOperator =
            await db.Set<User>().AnyAsync(u => u.Id == userId && u.IsPlatformOperator, cancellationToken)
            && !await db.Set<User>().AnyAsync(u => u.Id != userId && u.IsPlatformOperator, cancellationToken);
        return isLastOperator ? PrivacyFailures.LastOperator : null;
    }
}

/// <inheritdoc cref="IFindPerson"/>
internal sealed class FindPerson(IPlatformContexts contexts, ICurrentUser user) : IFindPerson
{
    /// <inheritdoc/>
    public async Task<Result<DataSubject>> ByEmailAsync(string email, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.OperatePlatform))
        {
            return PrivacyFailures.Forbidden(Permissions.OperatePlatform);
        }

        var key = email.Trim().ToUpperInvariant();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var id = await db.Set<User>().Where(u => u.NormalizedEmail == key).Select(u => u.Id).SingleOrDefaultAsync(cancellationToken);
        return await People.FindAsync(db, id, cancellationToken) is { } person ? person : new UnknownUser(email);
    }
}
