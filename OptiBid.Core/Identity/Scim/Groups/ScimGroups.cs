using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Scim.Patch;
using OptiBid.Core.Identity.Scim.Schema;
using OptiBid.Core.Identity.Scim.Tokens;
using OptiBid.Core.Identity.Scim.Users;

namespace OptiBid.Core.Identity.Scim.Groups;

/// <inheritdoc cref="IScimGroups"/>
internal sealed class ScimGroups(
    ScimGroupReader reader,
    ScimChange changes,
    ScimRoles roles,
    IAuditTrail audit,
    ICurrentUser caller,
    TimeProvider time
) : IScimGroups
{
    /// <inheritdoc/>
    public Task<Result<ScimResource>> FindAsync(Guid id, ScimSelection selection, CancellationToken cancellationToken = default) =>
        caller.MayProvision(ScimScopes.Groups) ? reader.FindAsync(id, selection, cancellationToken) : Refused<ScimResource>();

    /// <inheritdoc/>
    public Task<Result<ScimPage>> ListAsync(ScimQuery query, CancellationToken cancellationToken = default) =>
        caller.MayProvision(ScimScopes.Groups) ? reader.ListAsync(query, cancellationToken) : Refused<ScimPage>();

    /// <inheritdoc/>
    public async Task<Result<ScimResource>> CreateAsync(JsonObject resource, CancellationToken cancellationToken = default)
    {
        if (!caller.MayProvision(ScimScopes.Groups))
        {
            return ScimErrors.OutOfScope();
        }

        var made = await changes.RunAsync<Guid>(
            async (db, effects) =>
            {
                var group = new ScimGroup
                {
                    Id = Guid.CreateVersion7(time.GetUtcNow()),
                    OrganisationId = caller.OrganisationId,
                    DisplayName = "",
                    DisplayNameKey = "",
                    CreatedAtUtc = time.GetUtcNow().UtcDateTime,
                };
                db.Add(group);
                await KeepAsync(
                    db,
                    group,
                    ScimDocument.Clean(resource, ScimSchemas.Groups),
                    "scim.group_created",
                    effects,
                    cancellationToken
                );
                return group.Id;
            },
            cancellationToken
        );
        return made.Failure is { } failure ? failure : await reader.FindAsync(made.Value, ScimSelection.Default, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Result<ScimResource>> ReplaceAsync(
        Guid id,
        JsonObject resource,
        string? ifMatch,
        CancellationToken cancellationToken = default
    ) => ChangeAsync(id, ifMatch, "scim.group_replaced", _ => ScimDocument.Clean(resource, ScimSchemas.Groups), cancellationToken);

    /// <inheritdoc/>
    public Task<Result<ScimResource>> PatchAsync(
        Guid id,
        JsonObject patch,
        string? ifMatch,
        CancellationToken cancellationToken = default
    ) => ChangeAsync(id, ifMatch, "scim.group_patched", kept => ScimPatch.Apply(patch, kept, ScimSchemas.Groups), cancellationToken);

    /// <inheritdoc/>
    public async Task<Result<Done>> DeleteAsync(Guid id, string? ifMatch, CancellationToken cancellationToken = default)
    {
        if (!caller.MayProvision(ScimScopes.Groups))
        {
            return ScimErrors.OutOfScope();
        }

        return await changes.RunAsync<Done>(
            async (db, effects) =>
            {
                if (await LoadAsync(db, id, cancellationToken) is not { } group)
                {
                    return ScimErrors.NotFound();
                }

                ScimChange.Check(group.Version, ifMatch);
                var affected = group.Members.ConvertAll(m => m.ScimUserId);
                audit.Append(db, new("scim.group_deleted", "scim_group", group.Id.ToString(), Audited(group)));
                db.Remove(group);
                await roles.ApplyAsync(db, await UsersAsync(db, affected, cancellationToken), effects, false, cancellationToken);
                return Done.Instance;
            },
            cancellationToken
        );
    }

    private async Task<Result<ScimResource>> ChangeAsync(
        Guid id,
        string? ifMatch,
        string action,
        Func<JsonObject, JsonObject> change,
        CancellationToken cancellationToken
    )
    {
        if (!caller.MayProvision(ScimScopes.Groups))
        {
            return ScimErrors.OutOfScope();
        }

        var changed = await changes.RunAsync<Done>(
            async (db, effects) =>
            {
                if (await LoadAsync(db, id, cancellationToken) is not { } group)
                {
                    return ScimErrors.NotFound();
                }

                ScimChange.Check(group.Version, ifMatch);
                await KeepAsync(db, group, change(ScimGroupReader.Kept(group)), action, effects, cancellationToken);
                return Done.Instance;
            },
            cancellationToken
        );
        return changed.Failure is { } failure ? failure : await reader.FindAsync(id, ScimSelection.Default, cancellationToken);
    }

    private async Task KeepAsync(
        OptiBidDbContext db,
        ScimGroup group,
        JsonObject kept,
        string action,
        ScimChange.Effects effects,
        CancellationToken cancellationToken
    )
    {
        var before = group.Version == 0 ? null : Audited(group);
        var name = (string)kept["displayName"]!;
        var key = name.ToLowerInvariant();
        if (
            key != group.DisplayNameKey
            && await db.Set<ScimGroup>()
                .AnyAsync(g => g.OrganisationId == group.OrganisationId && g.DisplayNameKey == key, cancellationToken)
        )
        {
            throw new ScimException(ScimErrors.Taken("There is another group with this displayName."));
        }

        var there = group.Members.Select(m => m.ScimUserId).ToHashSet();
        var wanted = MembersOf(kept);
        var added = wanted.Except(there).ToList();
        var removed = there.Except(wanted).ToHashSet();
        var renamed = group.DisplayName != name || group.ExternalId != (string?)kept["externalId"];
        if (!renamed && added.Count == 0 && removed.Count == 0)
        {
            return;
        }

        var known = await UsersAsync(db, added, cancellationToken);
        if (known.Count != added.Count)
        {
            throw new ScimException(ScimErrors.BadValue("A member is no user of this organisation; groups take users only."));
        }

        (group.DisplayName, group.DisplayNameKey, group.ExternalId) = (name, key, (string?)kept["externalId"]);
        group.ModifiedAtUtc = time.GetUtcNow().UtcDateTime;
        group.Version++;
        db.RemoveRange(group.Members.Where(m => removed.Contains(m.ScimUserId)));
        db.AddRange(
            added.Select(id => new ScimGroupMember
            {
                OrganisationId = group.OrganisationId,
                GroupId = group.Id,
                ScimUserId = id,
            })
        );
        // A group of another name may be meant by another rule.
        var affected = renamed ? [.. wanted, .. removed] : added.Concat(removed).ToList();
        audit.Append(db, new(action, "scim_group", group.Id.ToString(), before, Audited(group, wanted.Count, added, removed)));
        await roles.ApplyAsync(db, await UsersAsync(db, affected, cancellationToken), effects, false, cancellationToken);
    }

    private static HashSet<Guid> MembersOf(JsonObject kept)
    {
        var ids = new HashSet<Guid>();
        foreach (var member in (kept["members"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (
                !Guid.TryParseExact((string?)member["value"], "D", out var id)
                || string.Equals((string?)member["type"], "Group", StringComparison.OrdinalIgnoreCase)
            )
            {
                throw new ScimException(ScimErrors.BadValue("A member is no user of this organisation; groups take users only."));
            }

            ids.Add(id);
        }

        return ids;
    }

    private async Task<List<ScimUser>> UsersAsync(OptiBidDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var found = new List<ScimUser>(ids.Count);
        foreach (var chunk in ids.Chunk(500))
        {
            found.AddRange(
                await db.Set<ScimUser>()
                    .Where(u => chunk.Contains(u.Id) && u.OrganisationId == caller.OrganisationId && u.DeletedAtUtc == null)
                    .ToListAsync(cancellationToken)
            );
        }

        return found;
    }

    private Task<ScimGroup?> LoadAsync(OptiBidDbContext db, Guid id, CancellationToken cancellationToken) =>
        db.Set<ScimGroup>()
            .Include(g => g.Members)
            .SingleOrDefaultAsync(g => g.Id == id && g.OrganisationId == caller.OrganisationId, cancellationToken);

    private static object Audited(ScimGroup group) =>
        new
        {
            Group = group.DisplayName,
            group.ExternalId,
            Members = group.Members.Count,
        };

    private static object Audited(ScimGroup group, int members, IEnumerable<Guid> added, IEnumerable<Guid> removed) =>
        new
        {
            Group = group.DisplayName,
            group.ExternalId,
            Members = members,
            Added = added.Take(500),
            Removed = removed.Take(500),
        };

    private static Task<Result<T>> Refused<T>() => Task.FromResult<Result<T>>(ScimErrors.OutOfScope());
}
