using System.Collections.Frozen;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;

namespace OptiBid.Core.Identity.Access;

/// <summary>A role of an organisation with what it allows.</summary>
/// <param name="Key">Built-in name, or the id of a custom role.</param>
/// <param name="Name">Name for display.</param>
/// <param name="Permissions">What it allows.</param>
/// <param name="IsBuiltIn">One of <see cref="Roles"/>.</param>
internal sealed record RoleEntry(string Key, string Name, FrozenSet<string> Permissions, bool IsBuiltIn);

/// <summary>The roles of one organisation by key.</summary>
internal static class RoleDirectory
{
    private static readonly FrozenSet<string> s_guarded = FrozenSet.Create(
        StringComparer.Ordinal,
        Permissions.ManageRoles,
        Permissions.EnforceSso
    );

    /// <summary>Built-in and custom roles.</summary>
    public static async Task<IReadOnlyDictionary<string, RoleEntry>> ReadAsync(
        OptiBidDbContext db,
        Guid organisationId,
        CancellationToken cancellationToken
    )
    {
        var custom = await db.Set<CustomRole>()
            .AsNoTracking()
            .Where(r => r.OrganisationId == organisationId)
            .ToListAsync(cancellationToken);
        return Roles
            .All.Select(name => new RoleEntry(name, name, Roles.PermissionsOf(name).ToFrozenSet(StringComparer.Ordinal), IsBuiltIn: true))
            .Concat(custom.Select(Of))
            .ToDictionary(r => r.Key, StringComparer.Ordinal);
    }

    /// <summary>A custom role as an entry.</summary>
    public static RoleEntry Of(CustomRole role) =>
        new(
            KeyOf(role.Id),
            role.Name,
            role.Permissions.Intersect(Permissions.OfOrganisation, StringComparer.Ordinal).ToFrozenSet(StringComparer.Ordinal),
            IsBuiltIn: false
        );

    /// <summary>The key of a custom role.</summary>
    public static string KeyOf(Guid id) => id.ToString("D", CultureInfo.InvariantCulture);

    /// <summary>A role that is gone: allows nothing.</summary>
    public static RoleEntry Missing(string key) => new(key, key, FrozenSet<string>.Empty, IsBuiltIn: false);

    /// <summary>What of <paramref name="permissions"/> the user does not hold.</summary>
    public static IReadOnlyList<string> Beyond(this ICurrentUser user, IEnumerable<string> permissions) =>
        [.. permissions.Where(p => !user.Has(p))];

    /// <summary>True when the change hands out a right that needs a second administrator.</summary>
    public static bool NeedsSecondPerson(IReadOnlyCollection<string> before, IEnumerable<string> after) =>
        after.Except(before, StringComparer.Ordinal).Any(s_guarded.Contains);
}
