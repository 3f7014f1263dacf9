using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Organisations;

namespace OptiBid.Core.Identity.Members;

/// <summary>The guard that an organisation always keeps an administrator who can sign in. Asked inside a serialisable transaction.</summary>
internal static class LastAdministrator
{
    /// <summary>True when the member is the organisation's only active administrator.</summary>
    public static async Task<bool> IsItAsync(OptiBidDbContext db, Membership member, CancellationToken cancellationToken) =>
        member.SuspendedAtUtc is null && await IsNeededAsync(db, member, cancellationToken);

    /// <summary>True when the member, suspended or not, is an administrator and no other one is active.</summary>
    public static async Task<bool> IsNeededAsync(OptiBidDbContext db, Membership member, CancellationToken cancellationToken) =>
        member.RoleKey == Roles.Administrator
        && !await db.Set<Membership>()
            .AnyAsync(
                m =>
                    m.OrganisationId == member.OrganisationId
                    && m.Id != member.Id
                    && m.RoleKey == Roles.Administrator
                    && m.SuspendedAtUtc == null,
                cancellationToken
            );
}

/// <summary>Saving inside a serialisable transaction.</summary>
internal static class Races
{
    /// <summary>False when another change came first and this one has to be repeated.</summary>
    public static async Task<bool> SaveAsync(OptiBidDbContext db, IDbContextTransaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
        catch (Exception fault) when (IsSerialisationFailure(fault))
        {
            return false;
        }
    }

    // SQLSTATE class 40: the transaction was rolled back because of another one.
    private static bool IsSerialisationFailure(Exception fault)
    {
        for (var inner = fault; inner is not null; inner = inner.InnerException!)
        {
            if (inner is System.Data.Common.DbException { SqlState: { } state } && state.StartsWith("40", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
