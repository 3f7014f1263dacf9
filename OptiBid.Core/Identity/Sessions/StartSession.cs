using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Sso.Enforcement;

namespace OptiBid.Core.Identity.Sessions;

/// <summary>The user is no member who can work in this organisation.</summary>
public sealed record NoAccess() : Failure("identity.no_access", "This account cannot work in this organisation.", FailureKind.Forbidden);

/// <summary>The organisation's members sign in through its identity provider only.</summary>
public sealed record SsoRequired()
    : Failure("identity.sso_required", "This organisation signs in through its identity provider only.", FailureKind.Forbidden);

/// <inheritdoc cref="IStartSession"/>
internal sealed class StartSession(
    IFindAccess access,
    ISessionStore store,
    IEndSessions end,
    IAuditTrail audit,
    IBreakGlass breakGlass,
    TimeProvider time
) : IStartSession
{
    /// <inheritdoc/>
    public async Task<Result<StartedSession>> ExecuteAsync(
        Authentication proof,
        Guid organisationId,
        SessionOrigin origin,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(proof);
        ArgumentNullException.ThrowIfNull(origin);
        var member = await access.ExecuteAsync(proof.UserId, organisationId, cancellationToken);
        if (member is null)
        {
            return new NoAccess();
        }

        if (member.Policy.SsoEnforced && !member.IsBreakGlass && proof.IdentityProviderId is null)
        {
            return new SsoRequired();
        }

        var now = time.GetUtcNow().UtcDateTime;
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var (token, hash) = SessionToken.Create(id);
        var session = new Session
        {
            Id = id,
            SecretHash = hash,
            UserId = proof.UserId,
            OrganisationId = organisationId,
            Methods = [.. proof.Methods.Distinct(StringComparer.Ordinal)],
            IdentityProviderId = proof.IdentityProviderId,
            ProviderSessionId = proof.ProviderSessionId,
            SecurityStamp = member.SecurityStamp,
            StartedAtUtc = now,
            VerifiedAtUtc = proof.VerifiedAtUtc ?? now,
            LastUsedAtUtc = now,
            ExpiresAtUtc = now.AddHours(Math.Clamp(member.Policy.AbsoluteHours, 1, 24)),
            Address = Shortened(origin.Address, 64),
            Agent = Shortened(origin.Agent, 300),
        };
        await audit.RecordAsync(
            new AuditEvent(
                "sessions.started",
                "session",
                id.ToString(),
                After: new
                {
                    session.Methods,
                    session.IdentityProviderId,
                    session.ExpiresAtUtc,
                    BreakGlass = member.Policy.SsoEnforced && proof.IdentityProviderId is null,
                }
            )
            {
                OrganisationId = organisationId,
                SubjectUserId = proof.UserId,
            },
            cancellationToken
        );
        await store.AddAsync(session, cancellationToken);
        if (member.Policy.SsoEnforced && proof.IdentityProviderId is null)
        {
            await breakGlass.RaiseAsync(proof.UserId, organisationId, cancellationToken);
        }

        await KeepLimitAsync(session, Math.Clamp(member.Policy.SessionsPerMember, 1, 100), now, cancellationToken);
        return new StartedSession(id, token, session.ExpiresAtUtc);
    }

    /// <summary>Looks after adding, so that sign-ins at the same time do not pass the limit together.</summary>
    private async Task KeepLimitAsync(Session added, int limit, DateTime now, CancellationToken cancellationToken)
    {
        var live = await store.LiveAsync(new() { UserId = added.UserId, OrganisationId = added.OrganisationId }, now, cancellationToken);
        foreach (var oldest in live.Where(s => s.Id != added.Id).Take(live.Count - limit))
        {
            await end.OneAsync(oldest.Id, "more sessions than the organisation allows", cancellationToken);
        }
    }

    private static string? Shortened(string? text, int length) => text is { } t && t.Length > length ? t[..length] : text;
}
