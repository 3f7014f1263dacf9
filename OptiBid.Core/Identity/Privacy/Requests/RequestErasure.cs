using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Privacy.Data;
using OptiBid.Core.Identity.SignIn;

namespace OptiBid.Core.Identity.Privacy.Requests;

/// <inheritdoc cref="IRequestErasure"/>
internal sealed class RequestErasure(
    IPlatformContexts contexts,
    People people,
    IAuditTrail audit,
    ICurrentUser user,
    IRecentProof recent,
    IOptions<PrivacyOptions> options,
    TimeProvider time
) : IRequestErasure
{
    /// <inheritdoc/>
    public async Task<Result<PrivacyRequestView>> OfMyselfAsync(string confirm, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!user.IsAuthenticated || await People.FindAsync(db, user.UserId, cancellationToken) is not { } self)
        {
            return PrivacyFailures.UnknownPerson;
        }

        if (self.Email is null || !string.Equals(confirm?.Trim(), self.Email, StringComparison.OrdinalIgnoreCase))
        {
            return PrivacyFailures.NotConfirmed;
        }

        if (recent.Missing() is { } missing)
        {
            return missing;
        }

        return await People.ObstacleAsync(db, self.Id, cancellationToken) is { } obstacle
            ? obstacle
            : await AddAsync(db, self.Id, isWhole: true, reason: null, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Result<PrivacyRequestView>> OfFormerMemberAsync(
        Guid userId,
        string reason,
        CancellationToken cancellationToken = default
    )
    {
        if (!user.Has(Permissions.ErasePersonalData))
        {
            return PrivacyFailures.Forbidden(Permissions.ErasePersonalData);
        }

        if (recent.Missing() is { } missing)
        {
            return missing;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var memberships = await db.Set<Membership>()
            .Where(m => m.UserId == userId)
            .Select(m => m.OrganisationId)
            .ToListAsync(cancellationToken);
        if (user is SystemUser)
        {
            // Whoever has the machine answers requests that come by letter, of members too.
            return await People.ObstacleAsync(db, userId, cancellationToken) is { } obstacle
                ? obstacle
                : await AddAsync(db, userId, isWhole: true, reason, cancellationToken);
        }

        if (
            await People.FindAsync(db, userId, cancellationToken) is null
            || !await people.IsKnownAsync(db, userId, user.OrganisationId, cancellationToken)
        )
        {
            return PrivacyFailures.UnknownPerson;
        }

        if (memberships.Contains(user.OrganisationId))
        {
            return PrivacyFailures.StillMember;
        }

        var isWhole = memberships.Count == 0;
        return isWhole && await People.ObstacleAsync(db, userId, cancellationToken) is { } reasonAgainst
            ? reasonAgainst
            : await AddAsync(db, userId, isWhole, reason, cancellationToken);
    }

    private async Task<Result<PrivacyRequestView>> AddAsync(
        OptiBidDbContext db,
        Guid person,
        bool isWhole,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        var organisation = user.OrganisationId;
        if (
            await db.Set<PrivacyRequest>()
                .AnyAsync(
                    r =>
                        r.PersonId == person
                        && r.Kind == PrivacyRequestKind.Erasure
                        && r.ClosedAtUtc == null
                        && (r.IsWholePerson || r.OrganisationId == organisation),
                    cancellationToken
                )
        )
        {
            return PrivacyFailures.AlreadyAsked;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var request = new PrivacyRequest
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = organisation,
            PersonId = person,
            Kind = PrivacyRequestKind.Erasure,
            IsWholePerson = isWhole,
            RequestedById = user.UserId,
            Reason = reason is { Length: > 500 } ? reason[..500] : reason,
            ReceivedAtUtc = now,
            DueAtUtc = now.AddDays(options.Value.DueDays),
            NotBeforeUtc = now.AddDays(options.Value.WithdrawDays),
        };
        db.Add(request);
        audit.Append(
            db,
            new("privacy.erasure_requested", "person", person.ToString(), After: new { request.NotBeforeUtc, isWhole }, Reason: reason)
            {
                SubjectUserId = person,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        return (await db.ViewsAsync([request], now, cancellationToken))[0];
    }
}

/// <inheritdoc cref="IWithdrawErasure"/>
internal sealed class WithdrawErasure(IPlatformContexts contexts, IAuditTrail audit, ICurrentUser user, TimeProvider time)
    : IWithdrawErasure
{
    /// <inheritdoc/>
    public async Task<Result<PrivacyRequestView>> ExecuteAsync(Guid requestId, CancellationToken cancellationToken = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var request = await db.Set<PrivacyRequest>()
            .SingleOrDefaultAsync(
                r => r.Id == requestId && r.Kind == PrivacyRequestKind.Erasure && r.ClosedAtUtc == null,
                cancellationToken
            );
        // What a person asked for themselves, only they take back.
        var mayWithdraw =
            request is not null
            && (
                request.RequestedById == user.UserId
                || (
                    request.OrganisationId == user.OrganisationId
                    && request.RequestedById != request.PersonId
                    && user.Has(Permissions.ErasePersonalData)
                )
            );
        if (!mayWithdraw)
        {
            return PrivacyFailures.UnknownRequest;
        }

        var now = time.GetUtcNow().UtcDateTime;
        request!.IsWithdrawn = true;
        request.Close(now, user.UserId, "Withdrawn");
        audit.Append(db, new("privacy.erasure_withdrawn", "person", request.PersonId.ToString()) { SubjectUserId = request.PersonId });
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            // It was carried out at this moment.
            return PrivacyFailures.UnknownRequest;
        }

        return (await db.ViewsAsync([request], now, cancellationToken))[0];
    }
}
