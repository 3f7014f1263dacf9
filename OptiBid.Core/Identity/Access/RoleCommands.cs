using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;

namespace OptiBid.Core.Identity.Access;

/// <inheritdoc cref="IListRoles"/>
internal sealed class ListRoles(IPlatformContexts contexts, ICurrentUser user) : IListRoles
{
    private static readonly Dictionary<string, string> s_builtIn = new(StringComparer.Ordinal)
    {
        [Roles.Administrator] = "Everything in the organisation",
        [Roles.Trader] = "Runs the desk: data, forecasts, optimisation, bids",
        [Roles.AssetOperator] = "Keeps assets and watches the system",
        [Roles.RiskAndCompliance] = "Sees what is traded, reads and exports the audit log, watches access",
        [Roles.Viewer] = "Reads",
    };

    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<RoleView>>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadRoles))
        {
            return IdentityFailures.Forbidden(Permissions.ReadRoles);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var members = await db.Set<Membership>()
            .Where(m => m.OrganisationId == user.OrganisationId)
            .GroupBy(m => m.RoleKey)
            .Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, StringComparer.Ordinal, cancellationToken);
        var custom = await db.Set<CustomRole>()
            .AsNoTracking()
            .Where(r => r.OrganisationId == user.OrganisationId)
            .OrderBy(r => r.Name)
            .ToListAsync(cancellationToken);
        return Result<IReadOnlyList<RoleView>>.Ok([
            .. Roles.All.Select(name => new RoleView(
                name,
                name,
                s_builtIn[name],
                Ordered(Roles.PermissionsOf(name)),
                IsBuiltIn: true,
                members.GetValueOrDefault(name)
            )),
            .. custom.Select(r => View(r, members.GetValueOrDefault(RoleDirectory.KeyOf(r.Id)))),
        ]);
    }

    /// <summary>A custom role as shown.</summary>
    public static RoleView View(CustomRole role, int members) =>
        new(RoleDirectory.KeyOf(role.Id), role.Name, role.Description, Ordered(role.Permissions), IsBuiltIn: false, members);

    private static IReadOnlyList<string> Ordered(IEnumerable<string> permissions) =>
        [.. Permissions.OfOrganisation.Intersect(permissions, StringComparer.Ordinal)];
}

/// <inheritdoc cref="ISaveRole"/>
internal sealed class SaveRole(
    IPlatformContexts contexts,
    ICurrentUser user,
    IRecentProof recent,
    FourEyes fourEyes,
    IAuditTrail audit,
    IAccessChanged accessChanged,
    TimeProvider time
) : ISaveRole
{
    /// <inheritdoc/>
    public async Task<Result<Decided<RoleView>>> ExecuteAsync(string? key, RoleDraft draft, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ManageRoles))
        {
            return IdentityFailures.Forbidden(Permissions.ManageRoles);
        }

        ArgumentNullException.ThrowIfNull(draft);
        if (Problem(draft) is { } problem)
        {
            return problem;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var mine = db.Set<CustomRole>().Where(r => r.OrganisationId == user.OrganisationId);
        CustomRole? role = null;
        if (key is not null)
        {
            role = Guid.TryParseExact(key, "D", out var id) ? await mine.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) : null;
            if (role is null)
            {
                return Roles.All.Contains(key, StringComparer.Ordinal)
                    ? IdentityFailures.Conflict("built_in_role", "A built-in role cannot be changed; make a custom one from it")
                    : IdentityFailures.NotFound("role");
            }
        }

        // What the role holds already counts too: somebody with less must not trim or extend it.
        if (user.Beyond(draft.Permissions.Union(role?.Permissions ?? [], StringComparer.Ordinal)) is { Count: > 0 } beyond)
        {
            return IdentityFailures.Exceeds(beyond);
        }

        var name = draft.Name.Trim();
        if (await mine.AnyAsync(r => r.Name == name && (role == null || r.Id != role.Id), cancellationToken))
        {
            return IdentityFailures.Conflict("role_name_taken", $"A role named '{name}' exists") with { Field = "name" };
        }

        if (role is not null && await LocksOutAsync(db, role, draft, cancellationToken))
        {
            return IdentityFailures.Oneself("take the management of roles from");
        }

        var isSensitive = RoleDirectory.NeedsSecondPerson(role?.Permissions ?? [], draft.Permissions);
        if (isSensitive && recent.Missing() is { } missing)
        {
            return missing;
        }

        var guarded = isSensitive && fourEyes.Approved is null;
        if (guarded && await fourEyes.HasSecondPersonAsync(db, null, cancellationToken))
        {
            var pending = await fourEyes.HoldAsync(
                PendingChangeKind.SaveRole,
                $"{(role is null ? "Create" : "Change")} the role {name} with {string.Join(", ", draft.Permissions.Intersect([Permissions.ManageRoles, Permissions.EnforceSso]))}",
                new SaveRoleArguments(key, draft),
                null,
                cancellationToken
            );
            return new Decided<RoleView>(null, pending);
        }

        var before = role is null ? null : Audited(role);
        if (role is null)
        {
            role = new()
            {
                Id = Guid.CreateVersion7(),
                OrganisationId = user.OrganisationId,
                Name = name,
                Permissions = [],
                CreatedAtUtc = time.GetUtcNow().UtcDateTime,
            };
            db.Add(role);
        }

        role.Name = name;
        role.Description = draft.Description?.Trim() ?? "";
        role.Permissions = [.. draft.Permissions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        audit.Append(
            db,
            new(
                before is null ? "roles.created" : "roles.changed",
                "role",
                RoleDirectory.KeyOf(role.Id),
                before,
                Audited(role),
                guarded ? FourEyes.SoleAdministrator : null
            )
        );
        await db.SaveChangesAsync(cancellationToken);
        await accessChanged.OrganisationAsync(user.OrganisationId, cancellationToken);
        var roleKey = RoleDirectory.KeyOf(role.Id);
        var members = await db.Set<Membership>()
            .CountAsync(m => m.OrganisationId == user.OrganisationId && m.RoleKey == roleKey, cancellationToken);
        return new Decided<RoleView>(ListRoles.View(role, members), null);
    }

    /// <summary>What the audit log keeps of a role.</summary>
    internal static object Audited(CustomRole role) =>
        new
        {
            role.Name,
            role.Description,
            Permissions = role.Permissions.ToArray(),
        };

    private static Failure? Problem(RoleDraft draft)
    {
        var name = draft.Name?.Trim() ?? "";
        if (name.Length is < 2 or > 80 || name.Any(char.IsControl))
        {
            return IdentityFailures.Invalid("name", "The name needs 2 to 80 characters");
        }

        if (Roles.All.Contains(name, StringComparer.OrdinalIgnoreCase) || Guid.TryParse(name, out _))
        {
            return IdentityFailures.Invalid("name", $"'{name}' is taken by a built-in role");
        }

        if (draft.Description?.Length > 400)
        {
            return IdentityFailures.Invalid("description", "The description may have at most 400 characters");
        }

        // A permission of the platform is not one of an organisation: no custom role can hold it.
        var unknown = draft.Permissions.Except(Permissions.OfOrganisation, StringComparer.Ordinal).FirstOrDefault();
        return unknown is not null ? IdentityFailures.Invalid("permissions", $"There is no permission '{unknown}'")
            : draft.Permissions.Count == 0 ? IdentityFailures.Invalid("permissions", "A role needs at least one permission")
            : null;
    }

    private async Task<bool> LocksOutAsync(OptiBidDbContext db, CustomRole role, RoleDraft draft, CancellationToken cancellationToken)
    {
        var key = RoleDirectory.KeyOf(role.Id);
        return !draft.Permissions.Contains(Permissions.ManageRoles, StringComparer.Ordinal)
            && role.Permissions.Contains(Permissions.ManageRoles, StringComparer.Ordinal)
            && await db.Set<Membership>()
                .AnyAsync(m => m.OrganisationId == user.OrganisationId && m.UserId == user.UserId && m.RoleKey == key, cancellationToken);
    }
}

/// <inheritdoc cref="IDeleteRole"/>
internal sealed class DeleteRole(IPlatformContexts contexts, ICurrentUser user, IAuditTrail audit, TimeProvider time) : IDeleteRole
{
    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(string key, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ManageRoles))
        {
            return IdentityFailures.Forbidden(Permissions.ManageRoles);
        }

        if (Roles.All.Contains(key, StringComparer.Ordinal))
        {
            return IdentityFailures.Conflict("built_in_role", "A built-in role cannot be deleted");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellationToken);
        var role = Guid.TryParseExact(key, "D", out var id)
            ? await db.Set<CustomRole>().SingleOrDefaultAsync(r => r.Id == id && r.OrganisationId == user.OrganisationId, cancellationToken)
            : null;
        if (role is null)
        {
            return IdentityFailures.NotFound("role");
        }

        if (user.Beyond(role.Permissions) is { Count: > 0 } beyond)
        {
            return IdentityFailures.Exceeds(beyond);
        }

        var now = time.GetUtcNow().UtcDateTime;
        var used =
            await db.Set<Membership>().AnyAsync(m => m.OrganisationId == user.OrganisationId && m.RoleKey == key, cancellationToken)
            || await db.Set<Invitation>()
                .AnyAsync(
                    i =>
                        i.OrganisationId == user.OrganisationId
                        && i.RoleKey == key
                        && i.AcceptedAtUtc == null
                        && i.WithdrawnAtUtc == null
                        && i.ExpiresAtUtc > now,
                    cancellationToken
                );
        if (used)
        {
            return IdentityFailures.Conflict("role_in_use", "Members or open invitations have this role; give them another one first");
        }

        db.Remove(role);
        audit.Append(db, new("roles.deleted", "role", key, Before: SaveRole.Audited(role)));
        return await Races.SaveAsync(db, transaction, cancellationToken) ? Done.Instance : IdentityFailures.Raced();
    }
}
