using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Organisations;

/// <inheritdoc cref="ICreateOrganisation"/>
internal sealed class CreateOrganisation(
    IPlatformContexts contexts,
    ICurrentUser user,
    IAuditTrail audit,
    IAccessChanged accessChanged,
    InvitationMail mail,
    TimeProvider time
) : ICreateOrganisation
{
    /// <inheritdoc/>
    public async Task<Result<CreatedOrganisation>> ExecuteAsync(OrganisationDraft draft, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.OperateOrganisations))
        {
            return IdentityFailures.Forbidden(Permissions.OperateOrganisations);
        }

        ArgumentNullException.ThrowIfNull(draft);
        if (OrganisationRules.Problem(draft.Name, draft.TimeZoneId) is { } problem)
        {
            return problem;
        }

        List<FirstInvitation> people = [new(draft.OwnerEmail, Roles.Administrator), .. draft.Invite ?? []];
        if (people.FirstOrDefault(p => !EmailAddresses.IsValid(p.Email)) is { } bad)
        {
            return IdentityFailures.Invalid("email", $"'{bad.Email}' is not an e-mail address");
        }

        if (people.FirstOrDefault(p => !Roles.All.Contains(p.RoleKey, StringComparer.Ordinal)) is { } roleless)
        {
            return IdentityFailures.Invalid("role", $"'{roleless.RoleKey}' is not one of: {string.Join(", ", Roles.All)}");
        }

        var secured = (draft.MfaRoles ?? []).Distinct(StringComparer.Ordinal).ToList();
        if (secured.Find(r => r != "*" && !Roles.All.Contains(r, StringComparer.Ordinal)) is { } unknown)
        {
            return IdentityFailures.Invalid("mfaRoles", $"'{unknown}' is not one of: *, {string.Join(", ", Roles.All)}");
        }

        if (
            people.GroupBy(p => EmailAddresses.Normalise(p.Email), StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any()) is { } twice
        )
        {
            return IdentityFailures.Invalid("email", $"{twice.First().Email} is named twice");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var name = draft.Name.Trim();
        if (await db.Set<Organisation>().AnyAsync(o => o.Name == name && o.Status != OrganisationStatus.Deleted, cancellationToken))
        {
            return IdentityFailures.Conflict("organisation_name_taken", $"An organisation named '{name}' exists") with { Field = "name" };
        }

        var now = time.GetUtcNow().UtcDateTime;
        var organisation = new Organisation
        {
            Id = Guid.CreateVersion7(),
            Name = name,
            TimeZoneId = draft.TimeZoneId,
            CreatedAtUtc = now,
            Policy = new() { MfaRoles = secured },
        };
        db.Add(organisation);
        audit.Append(
            db,
            new("organisations.created", "organisation", organisation.Id.ToString(), After: organisation.Audited())
            {
                OrganisationId = organisation.Id,
            }
        );

        var creator = await db.Set<User>().AsNoTracking().SingleOrDefaultAsync(u => u.Id == user.UserId, cancellationToken);
        var creatorOwns = creator?.NormalizedEmail == EmailAddresses.Normalise(draft.OwnerEmail);
        if (creatorOwns)
        {
            db.Add(
                new Membership
                {
                    Id = Guid.CreateVersion7(),
                    OrganisationId = organisation.Id,
                    UserId = user.UserId,
                    RoleKey = Roles.Administrator,
                    Source = MembershipSource.Creation,
                    JoinedAtUtc = now,
                }
            );
        }

        List<(Invitation Row, string Token)> invitations =
        [
            .. people
                .Skip(creatorOwns ? 1 : 0)
                .Select(p => Invitation.Create(organisation.Id, p.Email, p.RoleKey, user.UserId, user.Name, now)),
        ];
        foreach (var (row, _) in invitations)
        {
            db.Add(row);
            audit.Append(
                db,
                new("users.invited", "invitation", row.Id.ToString(), After: row.Audited()) { OrganisationId = organisation.Id }
            );
        }

        await db.SaveChangesAsync(cancellationToken);
        await accessChanged.UserAsync(user.UserId, cancellationToken);
        foreach (var (row, token) in invitations)
        {
            await mail.SendAsync(row, organisation.Name, row.RoleKey, token, cancellationToken);
        }

        return new CreatedOrganisation(organisation.ToView(creatorOwns ? 1 : 0), creatorOwns, [.. invitations.Select(i => i.Row.Email)]);
    }
}
