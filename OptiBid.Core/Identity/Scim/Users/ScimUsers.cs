using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Scim.Groups;
using OptiBid.Core.Identity.Scim.Patch;
using OptiBid.Core.Identity.Scim.Schema;
using OptiBid.Core.Identity.Scim.Tokens;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Scim.Users;

/// <inheritdoc cref="IScimUsers"/>
internal sealed class ScimUsers(
    ScimUserReader reader,
    ScimChange changes,
    ScimAccounts accounts,
    ScimMemberships memberships,
    ScimRoles roles,
    IAuditTrail audit,
    ICurrentUser caller,
    TimeProvider time
) : IScimUsers
{
    /// <inheritdoc/>
    public Task<Result<ScimResource>> FindAsync(Guid id, ScimSelection selection, CancellationToken cancellationToken = default) =>
        caller.MayProvision(ScimScopes.Users) ? reader.FindAsync(id, selection, cancellationToken) : Refused<ScimResource>();

    /// <inheritdoc/>
    public Task<Result<ScimPage>> ListAsync(ScimQuery query, CancellationToken cancellationToken = default) =>
        caller.MayProvision(ScimScopes.Users) ? reader.ListAsync(query, cancellationToken) : Refused<ScimPage>();

    /// <inheritdoc/>
    public async Task<Result<ScimResource>> CreateAsync(JsonObject resource, CancellationToken cancellationToken = default)
    {
        if (!caller.MayProvision(ScimScopes.Users))
        {
            return ScimErrors.OutOfScope();
        }

        var made = await changes.RunAsync<Guid>(
            async (db, effects) =>
            {
                var kept = ScimDocument.Clean(resource, ScimSchemas.Users);
                var email = await ScimAccounts.EmailAsync(db, caller.OrganisationId, kept, cancellationToken);
                var account = await accounts.FindOrCreateAsync(db, email, kept, cancellationToken);
                var now = time.GetUtcNow().UtcDateTime;
                var before = await db.Set<ScimUser>()
                    .Where(u => u.OrganisationId == caller.OrganisationId && u.UserId == account.Id)
                    .ToListAsync(cancellationToken);
                if (before.Exists(u => u.DeletedAtUtc is null))
                {
                    return ScimErrors.Taken("The person with this address is provisioned already.");
                }

                var user = new ScimUser
                {
                    Id = Guid.CreateVersion7(time.GetUtcNow()),
                    OrganisationId = caller.OrganisationId,
                    UserId = account.Id,
                    UserNameKey = "",
                    Attributes = "",
                    CreatedAtUtc = now,
                    // A deleted user who is made again takes up where the deletion left the membership.
                    SuspendedMembership = before.Exists(u => u.SuspendedMembership),
                    RoleFromGroup = before.Exists(u => u.RoleFromGroup),
                };
                before.ForEach(u => u.SuspendedMembership = u.RoleFromGroup = false);
                db.Add(user);
                await KeepAsync(db, user, kept, cancellationToken);
                await memberships.ApplyAsync(db, user, effects, cancellationToken);
                await roles.ApplyAsync(db, [user], effects, keepLastAdministrator: false, cancellationToken);
                audit.Append(db, Event("scim.user_created", user, null, kept));
                return user.Id;
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
    ) => ChangeAsync(id, ifMatch, "scim.user_replaced", _ => ScimDocument.Clean(resource, ScimSchemas.Users), cancellationToken);

    /// <inheritdoc/>
    public Task<Result<ScimResource>> PatchAsync(
        Guid id,
        JsonObject patch,
        string? ifMatch,
        CancellationToken cancellationToken = default
    ) => ChangeAsync(id, ifMatch, "scim.user_patched", kept => ScimPatch.Apply(patch, kept, ScimSchemas.Users), cancellationToken);

    /// <inheritdoc/>
    public async Task<Result<Done>> DeleteAsync(Guid id, string? ifMatch, CancellationToken cancellationToken = default)
    {
        if (!caller.MayProvision(ScimScopes.Users))
        {
            return ScimErrors.OutOfScope();
        }

        return await changes.RunAsync<Done>(
            async (db, effects) =>
            {
                if (await LoadAsync(db, id, cancellationToken) is not { } user)
                {
                    return ScimErrors.NotFound();
                }

                ScimChange.Check(user.Version, ifMatch);
                user.Active = false;
                await memberships.ApplyAsync(db, user, effects, cancellationToken);
                effects.Ended.Add(user.UserId);
                audit.Append(db, Event("scim.user_deleted", user, ReadKept(user), null));
                user.DeletedAtUtc = user.ModifiedAtUtc = time.GetUtcNow().UtcDateTime;
                user.UserNameKey = $"deleted:{user.Id:D}";
                user.ExternalId = user.DisplayNameKey = null;
                user.Attributes = "{}";
                user.Version++;
                user.Emails.Clear();
                user.Groups.Clear();
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
        if (!caller.MayProvision(ScimScopes.Users))
        {
            return ScimErrors.OutOfScope();
        }

        var changed = await changes.RunAsync<Done>(
            async (db, effects) =>
            {
                if (await LoadAsync(db, id, cancellationToken) is not { } user)
                {
                    return ScimErrors.NotFound();
                }

                ScimChange.Check(user.Version, ifMatch);
                var before = ReadKept(user);
                var kept = change(before);
                if (JsonNode.DeepEquals(before, kept))
                {
                    await memberships.ApplyAsync(db, user, effects, cancellationToken);
                    return Done.Instance;
                }

                var account = await db.Set<User>().SingleAsync(u => u.Id == user.UserId, cancellationToken);
                var email = await ScimAccounts.EmailAsync(db, caller.OrganisationId, kept, cancellationToken);
                await accounts.UpdateAsync(db, account, email, ScimAccounts.NameOf(kept), caller.OrganisationId, cancellationToken);
                await KeepAsync(db, user, kept, cancellationToken);
                effects.Changed.Add(user.UserId);
                await memberships.ApplyAsync(db, user, effects, cancellationToken);
                audit.Append(db, Event(action, user, before, kept));
                return Done.Instance;
            },
            cancellationToken
        );
        return changed.Failure is { } failure ? failure : await reader.FindAsync(id, ScimSelection.Default, cancellationToken);
    }

    private async Task KeepAsync(OptiBidDbContext db, ScimUser user, JsonObject kept, CancellationToken cancellationToken)
    {
        var key = ((string)kept["userName"]!).ToLowerInvariant();
        if (
            key != user.UserNameKey
            && await db.Set<ScimUser>().AnyAsync(u => u.OrganisationId == user.OrganisationId && u.UserNameKey == key, cancellationToken)
        )
        {
            throw new ScimException(ScimErrors.Taken("There is another user with this userName."));
        }

        kept["active"] ??= true;
        user.UserNameKey = key;
        user.ExternalId = (string?)kept["externalId"];
        user.DisplayNameKey = ((string?)kept["displayName"])?.ToLowerInvariant();
        user.Active = (bool)kept["active"]!;
        user.Attributes = kept.ToJsonString();
        user.ModifiedAtUtc = time.GetUtcNow().UtcDateTime;
        user.Version++;
        db.RemoveRange(user.Emails);
        user.Emails.Clear();
        foreach (var email in (kept["emails"] as JsonArray ?? []).OfType<JsonObject>().Where(e => e["value"] is not null))
        {
            var row = new ScimEmail
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                OrganisationId = user.OrganisationId,
                ScimUserId = user.Id,
                ValueKey = ((string)email["value"]!).ToLowerInvariant(),
                TypeKey = ((string?)email["type"])?.ToLowerInvariant(),
                IsPrimary = ScimDocument.IsPrimary(email),
            };
            db.Add(row);
        }
    }

    private Task<ScimUser?> LoadAsync(OptiBidDbContext db, Guid id, CancellationToken cancellationToken) =>
        db.Set<ScimUser>()
            .Include(u => u.Emails)
            .Include(u => u.Groups)
            .AsSplitQuery()
            .SingleOrDefaultAsync(
                u => u.Id == id && u.OrganisationId == caller.OrganisationId && u.DeletedAtUtc == null,
                cancellationToken
            );

    private static JsonObject ReadKept(ScimUser user) => (JsonObject)JsonNode.Parse(user.Attributes)!;

    private static AuditEvent Event(string action, ScimUser user, JsonObject? before, JsonObject? after) =>
        new(action, "scim_user", user.Id.ToString(), Audited(before), Audited(after)) { SubjectUserId = user.UserId };

    /// <summary>What decides about access, and who it is; not addresses, telephone numbers and the like.</summary>
    private static object? Audited(JsonObject? kept) =>
        kept is null
            ? null
            : new
            {
                UserName = (string?)kept["userName"],
                DisplayName = (string?)kept["displayName"],
                ExternalId = (string?)kept["externalId"],
                Active = (bool?)kept["active"],
            };

    private static Task<Result<T>> Refused<T>() => Task.FromResult<Result<T>>(ScimErrors.OutOfScope());
}
