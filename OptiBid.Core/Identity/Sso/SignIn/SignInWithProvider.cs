using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Sso.Enforcement;
using OptiBid.Core.Identity.Sso.Providers;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Sso.SignIn;

/// <inheritdoc cref="ISignInWithProvider"/>
internal sealed class SignInWithProvider(
    IPlatformContexts contexts,
    IAuditTrail audit,
    IAccessChanged changed,
    EnforcementTimer enforcement,
    IEnumerable<IProvisionedMembers> provisioned,
    TimeProvider time
) : ISignInWithProvider
{
    /// <inheritdoc/>
    public async Task<Result<ProviderSignIn>> ExecuteAsync(ExternalTicket ticket, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        try
        {
            return await TryAsync(ticket, cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // Two first sign-ins at once: the index let one in, and the other finds what it made.
            return await TryAsync(ticket, cancellationToken);
        }
    }

    private async Task<Result<ProviderSignIn>> TryAsync(ExternalTicket ticket, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var provider = await db.Set<IdentityProvider>()
            .AsNoTracking()
            .SingleOrDefaultAsync(p => p.Id == ticket.ProviderId, cancellationToken);
        if (provider is not { State: ProviderState.Pilot or ProviderState.Enabled })
        {
            return SsoFailures.Refused("provider_closed", "This identity provider is not in use.");
        }

        if (provider.Preset == ProviderPreset.Entra && (ticket.TenantId is null || ticket.ObjectId is null))
        {
            return SsoFailures.Refused("no_object_id", "Entra did not send the tenant and object id of the account.");
        }

        var decision = await SignInDecision.MakeAsync(db, provider, ticket, provisioned, time.GetUtcNow().UtcDateTime, cancellationToken);
        if (decision.Refusal is { } refusal)
        {
            await audit.RecordAsync(
                new("sso.sign_in_refused", "identity_provider", provider.Id.ToString(), null, new { refusal.Code, decision.Subject })
                {
                    OrganisationId = provider.OrganisationId,
                    SubjectUserId = decision.User?.Id,
                    Succeeded = false,
                },
                cancellationToken
            );
            return refusal;
        }

        var userId = decision.Creates ? Provision(db, provider, ticket, decision) : decision.User!.Id;
        var roleChanged =
            !decision.Creates
            && await MemberRoles.ApplyAsync(
                db,
                audit,
                decision.Member!,
                decision.RoleKey,
                decision.MatchedGroup is { } group ? $"Group {group} at {provider.Name}" : $"Default of {provider.Name}",
                cancellationToken
            );
        Tie(db, provider, decision, userId);
        await db.SaveChangesAsync(cancellationToken);
        if (roleChanged)
        {
            await changed.UserAsync(userId, cancellationToken);
        }

        await enforcement.ConfirmAsync(provider.OrganisationId, cancellationToken);
        return new ProviderSignIn(new(userId, MethodsOf(provider, ticket), provider.Id, ticket.SessionId), provider.OrganisationId);
    }

    private Guid Provision(OptiBidDbContext db, IdentityProvider provider, ExternalTicket ticket, SignInDecision decision)
    {
        var user = NewUser.Of(ticket.Email!, ticket.Name, time);
        db.Add(user);
        // A role that an administrator gave by name stays until they or a group rule change it.
        var source = decision is { Invitation: not null, MatchedGroup: null } ? MembershipSource.Invitation : MembershipSource.SingleSignOn;
        db.Add(NewUser.MembershipOf(user, provider.OrganisationId, decision.RoleKey!, source, time));
        if (decision.Invitation is { } invitation)
        {
            invitation.AcceptedAtUtc = time.GetUtcNow().UtcDateTime;
        }

        audit.Append(
            db,
            new(
                "users.provisioned",
                "user",
                user.Id.ToString(),
                null,
                new
                {
                    Role = decision.RoleKey,
                    Provider = provider.Id,
                    Invitation = decision.Invitation?.Id,
                }
            )
            {
                OrganisationId = provider.OrganisationId,
                SubjectUserId = user.Id,
            }
        );
        return user.Id;
    }

    private void Tie(OptiBidDbContext db, IdentityProvider provider, SignInDecision decision, Guid userId)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (decision.Tie is { } tie)
        {
            tie.LastSignInAtUtc = now;
            return;
        }

        db.Add(
            new ExternalIdentity
            {
                Id = Guid.CreateVersion7(time.GetUtcNow()),
                OrganisationId = provider.OrganisationId,
                ProviderId = provider.Id,
                Issuer = decision.Issuer,
                Subject = decision.Subject,
                UserId = userId,
                LinkedAtUtc = now,
                LastSignInAtUtc = now,
            }
        );
    }

    /// <summary>Single sign-on, and a second factor where the organisation trusts the provider's.</summary>
    public static IReadOnlyList<string> MethodsOf(IdentityProvider provider, ExternalTicket ticket) =>
        provider.TrustsMfa && ticket.Methods.Intersect(provider.MfaValues, StringComparer.Ordinal).Any()
            ? [AuthenticationMethods.SingleSignOn, AuthenticationMethods.MultiFactor]
            : [AuthenticationMethods.SingleSignOn];
}

/// <summary>Accounts without a password, as a directory makes them.</summary>
internal static class NewUser
{
    private static readonly UpperInvariantLookupNormalizer s_normaliser = new();

    /// <summary>An account that can only be entered through the provider until its owner adds more.</summary>
    public static User Of(string email, string? name, TimeProvider time) =>
        new()
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            UserName = email,
            NormalizedUserName = s_normaliser.NormalizeName(email),
            Email = email,
            NormalizedEmail = s_normaliser.NormalizeEmail(email),
            EmailConfirmed = true,
            DisplayName = Shorten(string.IsNullOrWhiteSpace(name) ? email : name.Trim()),
            LockoutEnabled = true,
            SecurityStamp = Guid.CreateVersion7(time.GetUtcNow()).ToString("N"),
            ConcurrencyStamp = Guid.CreateVersion7(time.GetUtcNow()).ToString("N"),
        };

    /// <summary>Their place in the organisation.</summary>
    public static Membership MembershipOf(User user, Guid organisationId, string roleKey, MembershipSource source, TimeProvider time) =>
        new()
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            OrganisationId = organisationId,
            UserId = user.Id,
            RoleKey = roleKey,
            Source = source,
            JoinedAtUtc = time.GetUtcNow().UtcDateTime,
        };

    private static string Shorten(string name)
    {
        var clean = new string([.. name.Where(c => !char.IsControl(c))]);
        return clean.Length <= 200 ? clean : clean[..200];
    }
}
