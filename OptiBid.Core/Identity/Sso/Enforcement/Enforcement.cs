using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.SignIn;
using OptiBid.Core.Identity.Sso.Providers;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Sso.Enforcement;

/// <summary>Whether single sign-on is compulsory, and who could still get in without it.</summary>
/// <param name="IsEnforced">It is.</param>
/// <param name="EnforcedAtUtc">Since when.</param>
/// <param name="EnforcedBy">Who did it.</param>
/// <param name="SafetyEndsAtUtc">When it ends by itself; null once a member signed in through it.</param>
/// <param name="BreakGlass">Owners who may use password and second factor.</param>
/// <param name="Candidates">Administrators with a password who could be named.</param>
/// <param name="NotTied">Active members without a tie to a provider: they have to connect theirs before.</param>
public sealed record EnforcementView(
    bool IsEnforced,
    DateTime? EnforcedAtUtc,
    string? EnforcedBy,
    DateTime? SafetyEndsAtUtc,
    IReadOnlyList<BreakGlassOwner> BreakGlass,
    IReadOnlyList<BreakGlassOwner> Candidates,
    int NotTied
);

/// <summary>Somebody who may pass an enforced single sign-on.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Name">Their name.</param>
/// <param name="Email">Their e-mail.</param>
public sealed record BreakGlassOwner(Guid UserId, string Name, string Email);

/// <summary>Asks whether single sign-on is compulsory.</summary>
public interface IReadEnforcement
{
    /// <summary>As of now.</summary>
    Task<Result<EnforcementView>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// Makes single sign-on compulsory, or ends that. It starts with a safety time of 30 minutes, after which it ends by itself unless a member
/// signed in through the provider. Both ways need a recent proof.
/// </summary>
public interface IEnforceSso
{
    /// <summary>Needs an enabled provider and a break-glass owner with a password; all sessions of the organisation end.</summary>
    Task<Result<EnforcementView>> ExecuteAsync(CancellationToken cancellationToken = default);

    /// <summary>Everybody can sign in as before.</summary>
    Task<Result<EnforcementView>> EndAsync(string? reason, CancellationToken cancellationToken = default);
}

/// <summary>The owners who may pass an enforced single sign-on.</summary>
public interface IBreakGlass
{
    /// <summary>Names an administrator with a password as owner, or takes that back; the last one stays while it is enforced. Needs a recent proof.</summary>
    Task<Result<Done>> SetAsync(Guid userId, bool isOwner, CancellationToken cancellationToken = default);

    /// <summary>Their way in was used: audit row, and an e-mail to every administrator.</summary>
    Task RaiseAsync(Guid userId, Guid organisationId, CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IEnforceSso"/>
internal sealed class EnforceSso(
    IPlatformContexts contexts,
    OrganisationPolicies policies,
    ICurrentUser user,
    IRecentProof recent,
    IAuditTrail audit,
    IEndSessions sessions,
    TimeProvider time
) : IEnforceSso, IReadEnforcement
{
    /// <summary>Time in which a member has to get in.</summary>
    public static readonly TimeSpan SafetyTime = TimeSpan.FromMinutes(30);

    /// <inheritdoc/>
    async Task<Result<EnforcementView>> IReadEnforcement.ExecuteAsync(CancellationToken cancellationToken) =>
        user.Has(Permissions.ReadSso)
            ? await ReadAsync(user.OrganisationId, cancellationToken)
            : SsoFailures.Forbidden(Permissions.ReadSso);

    /// <inheritdoc/>
    public async Task<Result<EnforcementView>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.EnforceSso))
        {
            return SsoFailures.Forbidden(Permissions.EnforceSso);
        }

        if (recent.Missing() is { } missing)
        {
            return missing;
        }

        var organisation = user.OrganisationId;
        var before = await ReadAsync(organisation, cancellationToken);
        if (before.IsEnforced)
        {
            return before;
        }

        if (before.BreakGlass.Count == 0)
        {
            return SsoFailures.Conflict("sso.no_break_glass", "Name a break-glass owner first: an administrator with a password.");
        }

        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            var open = await db.Set<IdentityProvider>()
                .AnyAsync(p => p.OrganisationId == organisation && p.State == ProviderState.Enabled, cancellationToken);
            if (!open)
            {
                return SsoFailures.Conflict("sso.no_provider", "Enable an identity provider first.");
            }
        }

        var now = time.GetUtcNow().UtcDateTime;
        await policies.SetEnforcedAsync(
            organisation,
            true,
            async db =>
            {
                await db.Set<SsoEnforcement>().Where(e => e.OrganisationId == organisation).ExecuteDeleteAsync(cancellationToken);
                db.Add(
                    new SsoEnforcement
                    {
                        OrganisationId = organisation,
                        EnforcedAtUtc = now,
                        EnforcedBy = user.Name,
                        SafetyEndsAtUtc = now + SafetyTime,
                    }
                );
                audit.Append(
                    db,
                    new("sso.enforced", "organisation", organisation.ToString(), new { SsoEnforced = false }, new { SsoEnforced = true })
                );
            },
            cancellationToken
        );
        await sessions.OfOrganisationAsync(organisation, "Single sign-on is compulsory now", cancellationToken);
        // The session of whoever did this is over too: nothing is asked of the user any more.
        return await ReadAsync(organisation, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Result<EnforcementView>> EndAsync(string? reason, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.EnforceSso))
        {
            return SsoFailures.Forbidden(Permissions.EnforceSso);
        }

        if (recent.Missing() is { } missing)
        {
            return missing;
        }

        var organisation = user.OrganisationId;
        if ((await policies.FindAsync(organisation, cancellationToken)).SsoEnforced)
        {
            await policies.SetEnforcedAsync(
                organisation,
                false,
                async db =>
                {
                    await db.Set<SsoEnforcement>().Where(e => e.OrganisationId == organisation).ExecuteDeleteAsync(cancellationToken);
                    audit.Append(
                        db,
                        new(
                            "sso.unenforced",
                            "organisation",
                            organisation.ToString(),
                            new { SsoEnforced = true },
                            new { SsoEnforced = false },
                            reason
                        )
                    );
                },
                cancellationToken
            );
        }

        return await ReadAsync(organisation, cancellationToken);
    }

    private async Task<EnforcementView> ReadAsync(Guid organisation, CancellationToken cancellationToken)
    {
        var enforced = (await policies.FindAsync(organisation, cancellationToken)).SsoEnforced;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<SsoEnforcement>()
            .AsNoTracking()
            .SingleOrDefaultAsync(e => e.OrganisationId == organisation, cancellationToken);
        var members = db.Set<Membership>().AsNoTracking().Where(m => m.OrganisationId == organisation && m.SuspendedAtUtc == null);
        var administrators = await (
            from m in members
            join u in db.Set<User>().AsNoTracking() on m.UserId equals u.Id
            where m.RoleKey == Roles.Administrator && u.PasswordHash != null
            orderby u.Email
            select new { m.IsBreakGlass, Person = new BreakGlassOwner(u.Id, u.DisplayName, u.Email!) }
        ).ToListAsync(cancellationToken);
        var notTied = await members.CountAsync(
            m => !db.Set<SignIn.ExternalIdentity>().Any(i => i.OrganisationId == organisation && i.UserId == m.UserId),
            cancellationToken
        );
        return new(
            enforced,
            enforced ? row?.EnforcedAtUtc : null,
            enforced ? row?.EnforcedBy : null,
            enforced && row is { ConfirmedAtUtc: null } ? row.SafetyEndsAtUtc : null,
            [.. administrators.Where(a => a.IsBreakGlass).Select(a => a.Person)],
            [.. administrators.Where(a => !a.IsBreakGlass).Select(a => a.Person)],
            notTied
        );
    }
}

/// <summary>Stops or carries out the safety time of an enforcement.</summary>
internal sealed class EnforcementTimer(IPlatformContexts contexts, IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>A member got in through the provider.</summary>
    public async Task ConfirmAsync(Guid organisationId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Set<SsoEnforcement>()
            .Where(e => e.OrganisationId == organisationId && e.ConfirmedAtUtc == null)
            .ExecuteUpdateAsync(e => e.SetProperty(x => x.ConfirmedAtUtc, now), cancellationToken);
    }

    /// <summary>Ends each enforcement whose time ran out.</summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var over = await db.Set<SsoEnforcement>()
            .AsNoTracking()
            .Where(e => e.ConfirmedAtUtc == null && e.SafetyEndsAtUtc <= now)
            .Select(e => e.OrganisationId)
            .ToListAsync(cancellationToken);
        foreach (var organisation in over)
        {
            await using var scope = scopes.CreateSystemScope(organisation);
            await scope
                .ServiceProvider.GetRequiredService<IEnforceSso>()
                .EndAsync("Nobody signed in through the provider within 30 minutes", cancellationToken);
        }
    }
}
