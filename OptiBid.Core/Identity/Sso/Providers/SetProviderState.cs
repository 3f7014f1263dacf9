using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Sso.SignIn;

namespace OptiBid.Core.Identity.Sso.Providers;

/// <inheritdoc cref="ISetProviderState"/>
internal sealed class SetProviderState(
    IDbContextFactory<OptiBidDbContext> contexts,
    OrganisationPolicies policies,
    ICurrentUser user,
    IAuditTrail audit,
    ISsoDirectory directory,
    IEndSessions sessions,
    TimeProvider time
) : ISetProviderState, IRemoveProvider
{
    /// <inheritdoc/>
    public async Task<Result<ProviderView>> ExecuteAsync(Guid id, ProviderState state, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ManageSso))
        {
            return SsoFailures.Forbidden(Permissions.ManageSso);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<IdentityProvider>().SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
        if (row is null)
        {
            return SsoFailures.NotFound("identity provider");
        }

        var opens = state is ProviderState.Pilot or ProviderState.Enabled;
        if (opens && row.RehearsedAtUtc is null)
        {
            return SsoFailures.Conflict("sso.not_rehearsed", "Rehearse a sign-in with these settings first.");
        }

        if (state == ProviderState.Pilot && row.PilotEmails.Count == 0)
        {
            return SsoFailures.Invalid("pilotEmails", "List at least one pilot user.");
        }

        if (state != ProviderState.Enabled && await IsLastOfEnforcedAsync(db, row, cancellationToken))
        {
            return SsoFailures.Conflict("sso.enforced", "Single sign-on is enforced through this provider; end the enforcement first.");
        }

        var before = row.State;
        if (before == state)
        {
            return row.ToView();
        }

        row.State = state;
        row.Touch(time.GetUtcNow().UtcDateTime);
        audit.Append(
            db,
            new("sso.provider_state_changed", "identity_provider", id.ToString(), new { State = before }, new { State = state })
        );
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return SsoFailures.Changed();
        }

        await directory.RefreshAsync(cancellationToken);
        if (!opens)
        {
            await sessions.OfProviderAsync(id, null, null, "The identity provider was disabled", cancellationToken);
        }

        return row.ToView();
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ManageSso))
        {
            return SsoFailures.Forbidden(Permissions.ManageSso);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<IdentityProvider>().SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
        if (row is null)
        {
            return SsoFailures.NotFound("identity provider");
        }

        if (row.State is ProviderState.Pilot or ProviderState.Enabled)
        {
            return SsoFailures.Conflict("sso.in_use", "Disable the provider before you remove it.");
        }

        db.RemoveRange(await db.Set<ExternalIdentity>().Where(i => i.ProviderId == id).ToListAsync(cancellationToken));
        db.Remove(row);
        audit.Append(db, new("sso.provider_removed", "identity_provider", id.ToString(), row.ToDraft()));
        await db.SaveChangesAsync(cancellationToken);
        await directory.RefreshAsync(cancellationToken);
        await sessions.OfProviderAsync(id, null, null, "The identity provider was removed", cancellationToken);
        return Done.Instance;
    }

    private async Task<bool> IsLastOfEnforcedAsync(OptiBidDbContext db, IdentityProvider row, CancellationToken cancellationToken) =>
        row.State == ProviderState.Enabled
        && (await policies.FindAsync(user.OrganisationId, cancellationToken)).SsoEnforced
        && !await db.Set<IdentityProvider>().AnyAsync(p => p.Id != row.Id && p.State == ProviderState.Enabled, cancellationToken);
}
