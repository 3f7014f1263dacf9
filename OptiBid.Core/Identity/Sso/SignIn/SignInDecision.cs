using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Members;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sso.Domains;
using OptiBid.Core.Identity.Sso.Providers;
using OptiBid.Core.Identity.Sso.Rules;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Sso.SignIn;

/// <summary>Who a ticket is and what they would be, read and decided without a change: a sign-in carries it out, a rehearsal shows it.</summary>
/// <param name="Issuer">Issuer of the key.</param>
/// <param name="Subject">Subject of the key.</param>
/// <param name="Tie">The tie that is there.</param>
/// <param name="Member">Their membership of the provider's organisation.</param>
/// <param name="User">Their account.</param>
/// <param name="Creates">A new member would be made.</param>
/// <param name="RoleKey">The role of a rule or, for a new member, the default; null leaves the role as it is.</param>
/// <param name="RoleName">Name of the role that results.</param>
/// <param name="MatchedGroup">Group whose rule decided.</param>
/// <param name="Invitation">The open invitation that a new member takes up by coming in.</param>
/// <param name="Refusal">Why they may not come in.</param>
internal sealed record SignInDecision(
    string Issuer,
    string Subject,
    ExternalIdentity? Tie,
    Membership? Member,
    User? User,
    bool Creates,
    string? RoleKey,
    string RoleName,
    string? MatchedGroup,
    Invitation? Invitation,
    Failure? Refusal
)
{
    /// <summary>Decides from the rows as they are.</summary>
    public static async Task<SignInDecision> MakeAsync(
        OptiBidDbContext db,
        IdentityProvider provider,
        ExternalTicket ticket,
        IEnumerable<IProvisionedMembers> provisioned,
        DateTime nowUtc,
        CancellationToken cancellationToken
    )
    {
        var (issuer, subject) = KeyOf(provider, ticket);
        var organisation = provider.OrganisationId;
        var tie = await db.Set<ExternalIdentity>()
            .SingleOrDefaultAsync(
                i => i.ProviderId == provider.Id && i.OrganisationId == organisation && i.Issuer == issuer && i.Subject == subject,
                cancellationToken
            );
        var userId = tie?.UserId ?? await ProvisionedAsync(provisioned, organisation, subject, cancellationToken);
        var user = userId is null ? null : await db.Set<User>().SingleOrDefaultAsync(u => u.Id == userId, cancellationToken);
        var member = userId is null
            ? null
            : await db.Set<Membership>()
                .SingleOrDefaultAsync(m => m.UserId == userId && m.OrganisationId == organisation, cancellationToken);
        var creates = userId is null;
        var invitation =
            creates && ticket.Email is { } email ? await InvitationAsync(db, organisation, email, nowUtc, cancellationToken) : null;
        var refusal = creates
            ? await RefuseNewAsync(db, provider, ticket, invitation is not null, cancellationToken)
            : RefuseKnown(provider, user, member);
        var (roleKey, roleName, matched) = await RoleAsync(db, provider, member, invitation?.RoleKey, ticket.Groups, cancellationToken);
        return new(issuer, subject, tie, member, user, creates, roleKey, roleName, matched, invitation, refusal);
    }

    private static Task<Invitation?> InvitationAsync(
        OptiBidDbContext db,
        Guid organisation,
        string email,
        DateTime nowUtc,
        CancellationToken cancellationToken
    )
    {
        var key = EmailAddresses.Normalise(email);
        return db.Set<Invitation>()
            .SingleOrDefaultAsync(
                i =>
                    i.OrganisationId == organisation
                    && i.EmailKey == key
                    && i.AcceptedAtUtc == null
                    && i.WithdrawnAtUtc == null
                    && i.ExpiresAtUtc > nowUtc,
                cancellationToken
            );
    }

    /// <summary>Entra: tenant and object id, which never change; all others: issuer and subject.</summary>
    private static (string Issuer, string Subject) KeyOf(IdentityProvider provider, ExternalTicket ticket) =>
        provider.Preset == ProviderPreset.Entra && ticket is { TenantId: { } tenant, ObjectId: { } person }
            ? (tenant, person)
            : (ticket.Issuer, ticket.Subject);

    /// <summary>Somebody whom the directory provisioned under the same subject.</summary>
    private static async Task<Guid?> ProvisionedAsync(
        IEnumerable<IProvisionedMembers> provisioned,
        Guid organisation,
        string subject,
        CancellationToken cancellationToken
    )
    {
        foreach (var source in provisioned)
        {
            if (await source.FindAsync(organisation, subject, cancellationToken) is { } userId)
            {
                return userId;
            }
        }

        return null;
    }

    private static Failure? RefuseKnown(IdentityProvider provider, User? user, Membership? member) =>
        user is null || member is null ? SsoFailures.Refused("no_account", "You are no member of this organisation any more.")
        : member.SuspendedAtUtc is not null ? SsoFailures.Refused("suspended", "Your membership is suspended; ask your administrator.")
        : provider.State == ProviderState.Pilot && !provider.PilotEmails.Contains(user.Email!.ToLowerInvariant()) ? NotInPilot()
        : null;

    private static async Task<Failure?> RefuseNewAsync(
        OptiBidDbContext db,
        IdentityProvider provider,
        ExternalTicket ticket,
        bool isInvited,
        CancellationToken cancellationToken
    )
    {
        if (DomainName.OfEmail(ticket.Email) is not { } domain)
        {
            return SsoFailures.Refused("no_email", "The identity provider did not send your e-mail address.");
        }

        if (ticket.EmailVerified == false)
        {
            return SsoFailures.Refused("email_unverified", "The identity provider did not verify your e-mail address.");
        }

        var owned = await db.Set<VerifiedDomain>()
            .AnyAsync(d => d.OrganisationId == provider.OrganisationId && d.Domain == domain && d.VerifiedAtUtc != null, cancellationToken);
        if (!owned)
        {
            return SsoFailures.Refused("foreign_domain", $"{domain} is not a verified domain of this organisation.");
        }

        // An account that is there is never taken over by its e-mail: its owner ties it themselves, signed in.
        var email = ticket.Email!.ToUpperInvariant();
        if (await db.Set<User>().AnyAsync(u => u.NormalizedEmail == email, cancellationToken))
        {
            return SsoFailures.Refused(
                "link_needed",
                "There is an account with this e-mail already. Sign in to it the way you did before, then connect single sign-on under Security."
            );
        }

        return !provider.JustInTime && !isInvited
                ? SsoFailures.Refused("no_account", "You have no account here yet; ask your administrator for an invitation.")
            : provider.State == ProviderState.Pilot && !provider.PilotEmails.Contains(ticket.Email!.ToLowerInvariant()) ? NotInPilot()
            : null;
    }

    private static Failure NotInPilot() =>
        SsoFailures.Refused("not_in_pilot", "Single sign-on is being tried out with a few people; sign in the way you did before.");

    private static async Task<(string? Key, string Name, string? Group)> RoleAsync(
        OptiBidDbContext db,
        IdentityProvider provider,
        Membership? member,
        string? invitedAs,
        IReadOnlyList<string> groups,
        CancellationToken cancellationToken
    )
    {
        var rules = await db.Set<GroupRule>()
            .AsNoTracking()
            .Where(r => r.OrganisationId == provider.OrganisationId)
            .OrderBy(r => r.Order)
            .ToListAsync(cancellationToken);
        var rule = rules.Find(r => groups.Contains(r.Group, StringComparer.Ordinal));
        // Members who came through the provider fall back to its default; those who were invited keep what they were given.
        var key =
            rule?.RoleKey
            ?? invitedAs
            ?? (member is null || member.Source is MembershipSource.SingleSignOn or MembershipSource.Scim ? provider.DefaultRoleKey : null);
        if (key is not null && await AssignableRole.FindAsync(db, provider.OrganisationId, key, cancellationToken) is { } role)
        {
            return (key, role.Name, rule?.Group);
        }

        return (member is null ? Roles.Viewer : null, member?.RoleKey ?? Roles.Viewer, rule?.Group);
    }
}
