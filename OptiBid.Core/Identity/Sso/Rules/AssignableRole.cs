using System.Globalization;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Access;

namespace OptiBid.Core.Identity.Sso.Rules;

/// <summary>Roles that settings of single sign-on may hand out: those of the organisation, and none above the one who writes the setting.</summary>
internal static class AssignableRole
{
    /// <summary>The role's name and permissions, or null when the organisation has no such role. The role of an operator is none.</summary>
    public static async Task<(string Name, IEnumerable<string> Permissions)?> FindAsync(
        OptiBidDbContext db,
        Guid organisationId,
        string roleKey,
        CancellationToken cancellationToken
    )
    {
        if (Roles.All.Contains(roleKey, StringComparer.Ordinal))
        {
            return (roleKey, Roles.PermissionsOf(roleKey));
        }

        if (!Guid.TryParseExact(roleKey, "D", out var id))
        {
            return null;
        }

        var role = await db.Set<CustomRole>()
            .AsNoTracking()
            .SingleOrDefaultAsync(r => r.Id == id && r.OrganisationId == organisationId, cancellationToken);
        return role is null ? null : (role.Name, role.Permissions.Intersect(Permissions.OfOrganisation, StringComparer.Ordinal));
    }

    /// <summary>What is wrong with handing out a role, or null.</summary>
    public static async Task<Common.Failure?> CheckAsync(
        OptiBidDbContext db,
        ICurrentUser user,
        string field,
        string roleKey,
        CancellationToken cancellationToken
    ) =>
        await FindAsync(db, user.OrganisationId, roleKey, cancellationToken) is not { } role
            ? SsoFailures.Invalid(field, $"'{roleKey}' is no role of this organisation.")
        : role.Permissions.FirstOrDefault(p => !user.Has(p)) is { } missing
            ? SsoFailures.Invalid(field, $"You cannot hand out {role.Name}: you lack {missing} yourself.")
        : null;
}

/// <summary>A role that settings may hand out.</summary>
/// <param name="Key">Built-in name or id of a custom role.</param>
/// <param name="Name">Name for display.</param>
public sealed record AssignableRoleView(string Key, string Name);

/// <summary>The roles of the organisation that the current user may hand out.</summary>
public interface IListAssignableRoles
{
    /// <summary>Built-in roles first.</summary>
    Task<Common.Result<IReadOnlyList<AssignableRoleView>>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IListAssignableRoles"/>
internal sealed class ListAssignableRoles(IDbContextFactory<OptiBidDbContext> contexts, ICurrentUser user) : IListAssignableRoles
{
    /// <inheritdoc/>
    public async Task<Common.Result<IReadOnlyList<AssignableRoleView>>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadSso))
        {
            return SsoFailures.Forbidden(Permissions.ReadSso);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var custom = await db.Set<CustomRole>().AsNoTracking().OrderBy(r => r.Name).ToListAsync(cancellationToken);
        var builtIn = Roles.All.Where(r => Roles.PermissionsOf(r).All(user.Has)).Select(r => new AssignableRoleView(r, r));
        return builtIn
            .Concat(
                custom
                    .Where(r => r.Permissions.TrueForAll(p => user.Has(p)))
                    .Select(r => new AssignableRoleView(r.Id.ToString("D", CultureInfo.InvariantCulture), r.Name))
            )
            .ToList();
    }
}
