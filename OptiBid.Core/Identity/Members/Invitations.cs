using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Members;

/// <inheritdoc cref="IListInvitations"/>
internal sealed class ListInvitations(IPlatformContexts contexts, ICurrentUser user, TimeProvider time) : IListInvitations
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<InvitationView>>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadUsers))
        {
            return IdentityFailures.Forbidden(Permissions.ReadUsers);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var roles = await RoleDirectory.ReadAsync(db, user.OrganisationId, cancellationToken);
        var open = await db.Set<Invitation>()
            .AsNoTracking()
            .Where(i => i.OrganisationId == user.OrganisationId && i.AcceptedAtUtc == null && i.WithdrawnAtUtc == null)
            .OrderByDescending(i => i.SentAtUtc)
            .ToListAsync(cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        return Result<IReadOnlyList<InvitationView>>.Ok([.. open.Select(i => View(i, roles, now))]);
    }

    /// <summary>An invitation as shown.</summary>
    public static InvitationView View(Invitation i, IReadOnlyDictionary<string, RoleEntry> roles, DateTime now) =>
        new(
            i.Id,
            i.Email,
            i.RoleKey,
            roles.GetValueOrDefault(i.RoleKey)?.Name ?? i.RoleKey,
            i.InvitedByName,
            i.SentAtUtc,
            i.ExpiresAtUtc,
            i.ExpiresAtUtc <= now
        );
}

/// <inheritdoc cref="IInviteMember"/>
internal sealed class InviteMember(
    IPlatformContexts contexts,
    ICurrentUser user,
    IRecentProof recent,
    FourEyes fourEyes,
    InvitationMail mail,
    IAuditTrail audit,
    TimeProvider time
) : IInviteMember
{
    /// <inheritdoc/>
    public async Task<Result<Decided<InvitationView>>> ExecuteAsync(
        string email,
        string roleKey,
        CancellationToken cancellationToken = default
    )
    {
        if (!user.Has(Permissions.InviteUsers))
        {
            return IdentityFailures.Forbidden(Permissions.InviteUsers);
        }

        if (!EmailAddresses.IsValid(email))
        {
            return IdentityFailures.Invalid("email", $"'{email}' is not an e-mail address");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var roles = await RoleDirectory.ReadAsync(db, user.OrganisationId, cancellationToken);
        if (roles.GetValueOrDefault(roleKey) is not { } role)
        {
            return IdentityFailures.Invalid("role", $"There is no role '{roleKey}'");
        }

        if (user.Beyond(role.Permissions) is { Count: > 0 } beyond)
        {
            return IdentityFailures.Exceeds(beyond);
        }

        var key = EmailAddresses.Normalise(email);
        var isMember = await (
            from m in db.Set<Membership>()
            join u in db.Set<User>() on m.UserId equals u.Id
            where m.OrganisationId == user.OrganisationId && u.NormalizedEmail == key
            select m
        ).AnyAsync(cancellationToken);
        if (isMember)
        {
            return IdentityFailures.Conflict("already_member", $"{email.Trim()} is a member already") with { Field = "email" };
        }

        if (await OpenAsync(db, key, cancellationToken))
        {
            return IdentityFailures.Conflict("already_invited", $"{email.Trim()} is invited already; send that invitation again") with
            {
                Field = "email",
            };
        }

        var isSensitive = RoleDirectory.NeedsSecondPerson([], role.Permissions);
        if (isSensitive && recent.Missing() is { } missing)
        {
            return missing;
        }

        var guarded = isSensitive && fourEyes.Approved is null;
        if (guarded && await fourEyes.HasSecondPersonAsync(db, null, cancellationToken))
        {
            var id = await fourEyes.HoldAsync(
                PendingChangeKind.Invite,
                $"Invite {email.Trim()} as {role.Name}",
                new InviteArguments(email.Trim(), roleKey),
                null,
                cancellationToken
            );
            return new Decided<InvitationView>(null, id);
        }

        var now = time.GetUtcNow().UtcDateTime;
        var (row, token) = Invitation.Create(user.OrganisationId, email, roleKey, user.UserId, user.Name, now);
        db.Add(row);
        audit.Append(
            db,
            new("users.invited", "invitation", row.Id.ToString(), After: row.Audited(), Reason: guarded ? FourEyes.SoleAdministrator : null)
        );
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // The unique index decides between two invitations at once.
            await using var fresh = await contexts.CreateDbContextAsync(cancellationToken);
            if (!await OpenAsync(fresh, key, cancellationToken))
            {
                throw;
            }

            return IdentityFailures.Raced();
        }

        var organisation = await db.Set<Organisation>()
            .Where(o => o.Id == user.OrganisationId)
            .Select(o => o.Name)
            .SingleAsync(cancellationToken);
        await mail.SendAsync(row, organisation, role.Name, token, cancellationToken);
        return new Decided<InvitationView>(ListInvitations.View(row, roles, now), null);
    }

    private Task<bool> OpenAsync(OptiBidDbContext db, string key, CancellationToken cancellationToken) =>
        db.Set<Invitation>()
            .AnyAsync(
                i => i.OrganisationId == user.OrganisationId && i.EmailKey == key && i.AcceptedAtUtc == null && i.WithdrawnAtUtc == null,
                cancellationToken
            );
}

/// <inheritdoc cref="IChangeInvitation"/>
internal sealed class ChangeInvitation(
    IPlatformContexts contexts,
    ICurrentUser user,
    InvitationMail mail,
    IAuditTrail audit,
    TimeProvider time
) : IChangeInvitation
{
    /// <inheritdoc/>
    public async Task<Result<InvitationView>> ResendAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.InviteUsers))
        {
            return IdentityFailures.Forbidden(Permissions.InviteUsers);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(db, id, cancellationToken) is not { } row)
        {
            return IdentityFailures.NotFound("open invitation");
        }

        var roles = await RoleDirectory.ReadAsync(db, user.OrganisationId, cancellationToken);
        var role = roles.GetValueOrDefault(row.RoleKey) ?? RoleDirectory.Missing(row.RoleKey);
        if (user.Beyond(role.Permissions) is { Count: > 0 } beyond)
        {
            return IdentityFailures.Exceeds(beyond);
        }

        var now = time.GetUtcNow().UtcDateTime;
        var before = row.Audited();
        var token = row.Renew(now);
        audit.Append(db, new("users.invitation_resent", "invitation", id.ToString(), before, row.Audited()));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return IdentityFailures.Raced();
        }

        var organisation = await db.Set<Organisation>()
            .Where(o => o.Id == user.OrganisationId)
            .Select(o => o.Name)
            .SingleAsync(cancellationToken);
        await mail.SendAsync(row, organisation, role.Name, token, cancellationToken);
        return ListInvitations.View(row, roles, now);
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> WithdrawAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.InviteUsers))
        {
            return IdentityFailures.Forbidden(Permissions.InviteUsers);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(db, id, cancellationToken) is not { } row)
        {
            return IdentityFailures.NotFound("open invitation");
        }

        row.WithdrawnAtUtc = time.GetUtcNow().UtcDateTime;
        audit.Append(db, new("users.invitation_withdrawn", "invitation", id.ToString(), Before: row.Audited()));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return IdentityFailures.Raced();
        }

        return Done.Instance;
    }

    private Task<Invitation?> FindAsync(OptiBidDbContext db, Guid id, CancellationToken cancellationToken) =>
        db.Set<Invitation>()
            .SingleOrDefaultAsync(
                i => i.Id == id && i.OrganisationId == user.OrganisationId && i.AcceptedAtUtc == null && i.WithdrawnAtUtc == null,
                cancellationToken
            );
}
