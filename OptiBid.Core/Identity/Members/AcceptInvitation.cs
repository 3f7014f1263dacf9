using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Passwords;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Members;

/// <summary>One answer for every link that does not work, so that it tells nothing.</summary>
public sealed record InvitationUnusable()
    : Failure("identity.invitation_unusable", "This invitation does not work (any more). Ask for a new one.", FailureKind.NotFound);

/// <inheritdoc cref="IAcceptInvitation"/>
internal sealed class AcceptInvitation(
    IPlatformContexts contexts,
    ICurrentUser user,
    ICheckNewPassword rules,
    IPasswordHasher<User> hasher,
    IAuditTrail audit,
    IAccessChanged accessChanged,
    TimeProvider time
) : IAcceptInvitation
{
    /// <inheritdoc/>
    public async Task<Result<OpenInvitation>> FindAsync(string token, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await OpenAsync(db, token, cancellationToken) is not ({ } row, { } organisation))
        {
            return new InvitationUnusable();
        }

        var roles = await RoleDirectory.ReadAsync(db, row.OrganisationId, cancellationToken);
        var hasAccount = await db.Set<User>().AnyAsync(u => u.NormalizedEmail == row.EmailKey, cancellationToken);
        return new OpenInvitation(
            organisation.Name,
            row.Email,
            roles.GetValueOrDefault(row.RoleKey)?.Name ?? row.RoleKey,
            hasAccount,
            organisation.Policy.SsoEnforced,
            organisation.Id
        );
    }

    /// <inheritdoc/>
    public async Task<Result<AcceptedInvitation>> RegisterAsync(
        string token,
        string displayName,
        string password,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await OpenAsync(db, token, cancellationToken) is not ({ } row, { } organisation))
        {
            return new InvitationUnusable();
        }

        if (organisation.Policy.SsoEnforced)
        {
            return IdentityFailures.Conflict("sso_required", "This organisation signs in through its identity provider only");
        }

        var name = displayName?.Trim() ?? "";
        if (name.Length is 0 or > 200 || name.Any(char.IsControl))
        {
            return IdentityFailures.Invalid("name", "Your name needs 1 to 200 characters");
        }

        var owner = new PasswordOwner(row.Email, name, OrganisationNames: [organisation.Name]);
        if (await rules.ExecuteAsync(owner, password ?? "", cancellationToken) is { } weak)
        {
            return weak with { Field = "password" };
        }

        if (await db.Set<User>().AnyAsync(u => u.NormalizedEmail == row.EmailKey, cancellationToken))
        {
            return IdentityFailures.Conflict("account_exists", "This address has an account: sign in and open the invitation again");
        }

        var now = time.GetUtcNow().UtcDateTime;
        var account = new User
        {
            Id = Guid.CreateVersion7(),
            UserName = row.Email,
            NormalizedUserName = row.EmailKey,
            Email = row.Email,
            NormalizedEmail = row.EmailKey,
            // The link came by e-mail: whoever holds it reads the address.
            EmailConfirmed = true,
            DisplayName = name,
            LockoutEnabled = true,
            SecurityStamp = Guid.CreateVersion7().ToString("N"),
            ConcurrencyStamp = Guid.CreateVersion7().ToString("N"),
        };
        account.PasswordHash = hasher.HashPassword(account, password!);
        db.Add(account);
        return await JoinAsync(db, row, account, isNew: true, now, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Result<AcceptedInvitation>> JoinAsync(string token, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await OpenAsync(db, token, cancellationToken) is not ({ } row, _))
        {
            return new InvitationUnusable();
        }

        var account = user.IsAuthenticated ? await db.Set<User>().SingleOrDefaultAsync(u => u.Id == user.UserId, cancellationToken) : null;
        if (account is null)
        {
            return new SimpleFailure("identity.sign_in_first", "Sign in first, then open the invitation again", FailureKind.Forbidden);
        }

        return account.NormalizedEmail != row.EmailKey || !account.EmailConfirmed
            ? new SimpleFailure("identity.other_address", "This invitation is for another e-mail address", FailureKind.Forbidden)
            : await JoinAsync(db, row, account, isNew: false, time.GetUtcNow().UtcDateTime, cancellationToken);
    }

    private async Task<Result<AcceptedInvitation>> JoinAsync(
        OptiBidDbContext db,
        Invitation row,
        User account,
        bool isNew,
        DateTime now,
        CancellationToken cancellationToken
    )
    {
        row.AcceptedAtUtc = now;
        var member = await db.Set<Membership>()
            .SingleOrDefaultAsync(m => m.UserId == account.Id && m.OrganisationId == row.OrganisationId, cancellationToken);
        if (member is null)
        {
            member = new()
            {
                Id = Guid.CreateVersion7(),
                OrganisationId = row.OrganisationId,
                UserId = account.Id,
                RoleKey = row.RoleKey,
                Source = MembershipSource.Invitation,
                JoinedAtUtc = now,
            };
            db.Add(member);
        }

        audit.Append(
            db,
            new("users.invitation_accepted", "member", account.Id.ToString(), After: member.Audited())
            {
                OrganisationId = row.OrganisationId,
                SubjectUserId = account.Id,
            }
        );
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // The link is used once: the concurrency tokens and the unique addresses decide between two that open it at once.
            return new InvitationUnusable();
        }

        await accessChanged.UserAsync(account.Id, cancellationToken);
        return new AcceptedInvitation(account.Id, row.OrganisationId, isNew);
    }

    private async Task<(Invitation? Row, Organisation? Organisation)> OpenAsync(
        OptiBidDbContext db,
        string token,
        CancellationToken cancellationToken
    )
    {
        if (token is null or { Length: 0 or > 100 })
        {
            return default;
        }

        var hash = Invitation.HashOf(token);
        var now = time.GetUtcNow().UtcDateTime;
        var row = await db.Set<Invitation>()
            .SingleOrDefaultAsync(
                i => i.TokenHash == hash && i.AcceptedAtUtc == null && i.WithdrawnAtUtc == null && i.ExpiresAtUtc > now,
                cancellationToken
            );
        var organisation = row is null
            ? null
            : await db.Set<Organisation>()
                .AsNoTracking()
                .SingleOrDefaultAsync(o => o.Id == row.OrganisationId && o.Status == OrganisationStatus.Active, cancellationToken);
        return organisation is null ? default : (row, organisation);
    }
}
