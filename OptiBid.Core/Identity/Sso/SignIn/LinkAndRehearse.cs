using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Sessions;
using OptiBid.Core.Identity.Sso.Providers;

namespace OptiBid.Core.Identity.Sso.SignIn;

/// <inheritdoc cref="ILinkProvider"/>
internal sealed class LinkProvider(
    IPlatformContexts contexts,
    ICurrentUser user,
    IAuditTrail audit,
    IEnumerable<IProvisionedMembers> provisioned,
    TimeProvider time
) : ILinkProvider
{
    /// <inheritdoc/>
    public async Task<Result<Done>> ExecuteAsync(ExternalTicket ticket, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var provider = await db.Set<IdentityProvider>()
            .AsNoTracking()
            .SingleOrDefaultAsync(p => p.Id == ticket.ProviderId && p.OrganisationId == user.OrganisationId, cancellationToken);
        if (provider is not { State: ProviderState.Pilot or ProviderState.Enabled })
        {
            return SsoFailures.NotFound("identity provider");
        }

        var decision = await SignInDecision.MakeAsync(db, provider, ticket, provisioned, time.GetUtcNow().UtcDateTime, cancellationToken);
        if (decision.User is { } owner)
        {
            return owner.Id == user.UserId
                ? Done.Instance
                : SsoFailures.Conflict("sso.linked_elsewhere", "This account at the provider belongs to another member.");
        }

        var row = new ExternalIdentity
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            OrganisationId = provider.OrganisationId,
            ProviderId = provider.Id,
            Issuer = decision.Issuer,
            Subject = decision.Subject,
            UserId = user.UserId,
            LinkedAtUtc = time.GetUtcNow().UtcDateTime,
        };
        db.Add(row);
        audit.Append(
            db,
            new(
                "sso.linked",
                "external_identity",
                row.Id.ToString(),
                null,
                new
                {
                    Provider = provider.Id,
                    row.Issuer,
                    row.Subject,
                }
            )
        );
        await db.SaveChangesAsync(cancellationToken);
        return Done.Instance;
    }
}

/// <inheritdoc cref="IRehearseProvider"/>
internal sealed class RehearseProvider(
    IPlatformContexts contexts,
    ICurrentUser user,
    IAuditTrail audit,
    ISsoDirectory directory,
    IEnumerable<IProvisionedMembers> provisioned,
    TimeProvider time
) : IRehearseProvider
{
    private const int MostClaims = 60;

    /// <inheritdoc/>
    public async Task<Result<Rehearsal>> ExecuteAsync(ExternalTicket ticket, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        if (!user.Has(Permissions.ManageSso))
        {
            return SsoFailures.Forbidden(Permissions.ManageSso);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var provider = await db.Set<IdentityProvider>()
            .SingleOrDefaultAsync(p => p.Id == ticket.ProviderId && p.OrganisationId == user.OrganisationId, cancellationToken);
        if (provider is null)
        {
            return SsoFailures.NotFound("identity provider");
        }

        var decision = await SignInDecision.MakeAsync(db, provider, ticket, provisioned, time.GetUtcNow().UtcDateTime, cancellationToken);
        // What is right for the administrator who rehearses need not hold for others: their own account is there already, and no pilot list binds them.
        var problems =
            decision.Refusal is { } refusal && refusal.Code is not ("sso.link_needed" or "sso.not_in_pilot") ? new[] { refusal.Text } : [];
        var now = time.GetUtcNow().UtcDateTime;
        var rehearsal = new Rehearsal(
            now,
            [.. ticket.Claims.Take(MostClaims).Select(c => c with { Value = c.Value.Length > 200 ? c.Value[..200] : c.Value })],
            [.. ticket.Groups.Take(MostClaims)],
            decision.MatchedGroup,
            decision.RoleName,
            ticket.Email,
            SignInWithProvider.MethodsOf(provider, ticket).Contains(AuthenticationMethods.MultiFactor),
            OutcomeOf(decision, ticket),
            problems
        );
        provider.LastRehearsal = JsonSerializer.Serialize(rehearsal, KeptSentences.Json);
        provider.RehearsedAtUtc = problems.Length == 0 ? now : null;
        provider.Touch(now);
        audit.Append(
            db,
            new("sso.rehearsed", "identity_provider", provider.Id.ToString(), null, new { rehearsal.RoleName, rehearsal.Problems })
            {
                Succeeded = problems.Length == 0,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        await directory.RefreshAsync(cancellationToken);
        return rehearsal;
    }

    private static Sentence OutcomeOf(SignInDecision decision, ExternalTicket ticket) =>
        decision switch
        {
            { Refusal: { Code: "sso.link_needed" } } => Sentence.Of(
                $"{ticket.Email} has an account already and would be asked to connect it once, signed in."
            ),
            { Refusal: { Code: "sso.not_in_pilot" } } => Sentence.Of(
                $"{ticket.Email} is not on the list of pilot users and would sign in as before."
            ),
            { Refusal: { } refusal } => refusal.Text,
            { Creates: true } => Sentence.Of($"A new member {ticket.Email} with the role {decision.RoleName} would be created."),
            _ => Sentence.Of($"{decision.User!.DisplayName} would be signed in with the role {decision.RoleName}."),
        };
}

/// <inheritdoc cref="IEndProviderSessions"/>
internal sealed class EndProviderSessions(IPlatformContexts contexts, IEndSessions sessions, TimeProvider time) : IEndProviderSessions
{
    private static readonly TimeSpan s_remember = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async Task<bool> ExecuteAsync(
        Guid providerId,
        string? issuer,
        string? subject,
        string? sessionId,
        string? tokenId,
        CancellationToken cancellationToken = default
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (tokenId is not null && !await FirstUseAsync(db, providerId, tokenId, cancellationToken))
        {
            return false;
        }

        if (sessionId is not null)
        {
            await sessions.OfProviderAsync(providerId, null, sessionId, "Signed out at the identity provider", cancellationToken);
            return true;
        }

        var users = await db.Set<ExternalIdentity>()
            .Where(i => i.ProviderId == providerId && i.Subject == subject && (issuer == null || i.Issuer == issuer))
            .Select(i => i.UserId)
            .ToListAsync(cancellationToken);
        foreach (var id in users)
        {
            await sessions.OfProviderAsync(providerId, id, null, "Signed out at the identity provider", cancellationToken);
        }

        return true;
    }

    private async Task<bool> FirstUseAsync(OptiBidDbContext db, Guid providerId, string tokenId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await db.Set<UsedLogoutToken>().Where(t => t.ForgetAfterUtc < now).ExecuteDeleteAsync(cancellationToken);
        db.Add(
            new UsedLogoutToken
            {
                ProviderId = providerId,
                TokenId = tokenId,
                ForgetAfterUtc = now + s_remember,
            }
        );
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }
}
