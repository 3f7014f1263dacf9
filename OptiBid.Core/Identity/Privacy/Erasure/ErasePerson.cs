using System.Globalization;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Privacy.Data;
using OptiBid.Core.Identity.Privacy.Requests;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Core.Identity.Privacy.Erasure;

/// <summary>
/// Carries out one erasure: ends the sessions, then removes and anonymises in one transaction, then searches for what is left and writes that down.
/// </summary>
internal sealed class ErasePerson(
    IPlatformContexts contexts,
    RowsOfPersons rows,
    People people,
    IEnumerable<IPersonalData> contributions,
    IForgetSubject forget,
    ErasureSearch search,
    IEndSessions sessions,
    IAccessChanged accessChanged,
    IAuditTrail audit,
    ICurrentUser user,
    TimeProvider time
)
{
    /// <summary>Does it, or writes down what stands in the way.</summary>
    public async Task ExecuteAsync(Guid requestId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var request = await db.Set<PrivacyRequest>().SingleAsync(r => r.Id == requestId, cancellationToken);
        if (request.ClosedAtUtc is not null || await People.FindAsync(db, request.PersonId, cancellationToken) is not { } subject)
        {
            return;
        }

        if (await ObstacleAsync(db, request, cancellationToken) is { } obstacle)
        {
            request.Outcome = obstacle.Message;
            await db.SaveChangesAsync(cancellationToken);
            return;
        }

        Guid? organisation = request.IsWholePerson ? null : request.OrganisationId;
        var scope = await people.ScopeAsync(db, subject, organisation, cancellationToken);
        await sessions.OfUserAsync(subject.Id, "privacy.erased", organisation, cancellationToken: cancellationToken);
        await EraseAsync(db, request, scope, cancellationToken);
        await accessChanged.UserAsync(subject.Id, cancellationToken);
        forget.Committed();

        if (request.IsWholePerson)
        {
            var report = await search.ExecuteAsync(new(subject.Id, subject.Email, subject.Name, subject.Phone), cancellationToken);
            request.Leftovers = report.Leftovers.Sum(t => t.Rows);
            var places = string.Join(", ", report.Leftovers.Select(t => $"{t.Table}.{t.Column} ({t.What}, {t.Rows})"));
            request.Outcome +=
                request.Leftovers == 0
                    ? string.Create(CultureInfo.InvariantCulture, $"; {report.Columns} columns searched, nothing left")
                    : $"; left: {places}";
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    private static async Task<Failure?> ObstacleAsync(OptiBidDbContext db, PrivacyRequest request, CancellationToken cancellationToken)
    {
        // Somebody who joined again in the meantime works with this data.
        var isBack =
            request.RequestedById != request.PersonId
            && request.RequestedById != SystemUser.Id
            && await db.Set<Organisations.Membership>()
                .AnyAsync(
                    m => m.UserId == request.PersonId && (request.IsWholePerson || m.OrganisationId == request.OrganisationId),
                    cancellationToken
                );
        return isBack ? PrivacyFailures.StillMember
            : request.IsWholePerson ? await People.ObstacleAsync(db, request.PersonId, cancellationToken)
            : null;
    }

    private async Task EraseAsync(OptiBidDbContext db, PrivacyRequest request, PersonalDataScope scope, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var done = await rows.EraseAsync(db, scope, cancellationToken);
        foreach (var contribution in contributions)
        {
            done[contribution.Name] =
                done.GetValueOrDefault(contribution.Name) + await contribution.EraseAsync(db, scope, cancellationToken);
        }

        var keys = request.IsWholePerson ? await forget.ForgetAsync(db, scope.Subject.Id, cancellationToken) : 0;
        var text = string.Join(", ", done.Where(d => d.Value > 0).Select(d => $"{d.Key} {d.Value}"));
        var account = request.IsWholePerson
            ? string.Create(CultureInfo.InvariantCulture, $"account anonymised, {keys} audit keys destroyed")
            : "account kept: another organisation uses it";
        request.Close(time.GetUtcNow().UtcDateTime, user.UserId, $"Rows: {text}; {account}");
        audit.Append(
            db,
            new("privacy.erased", "person", scope.Subject.Id.ToString(), After: done, Reason: request.Reason)
            {
                OrganisationId = request.OrganisationId,
                SubjectUserId = scope.Subject.Id,
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}

/// <inheritdoc cref="IEraseDue"/>
internal sealed class EraseDue(IPlatformContexts contexts, ErasePerson erase, ICurrentUser user, TimeProvider time) : IEraseDue
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<PrivacyRequestView>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (user is not SystemUser)
        {
            throw new InvalidOperationException("Erasures are carried out by the platform itself");
        }

        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var due = await db.Set<PrivacyRequest>()
            .Where(r => r.Kind == PrivacyRequestKind.Erasure && r.ClosedAtUtc == null && r.NotBeforeUtc <= now)
            .OrderBy(r => r.ReceivedAtUtc)
            .Select(r => r.Id)
            .ToListAsync(cancellationToken);
        foreach (var id in due)
        {
            await erase.ExecuteAsync(id, cancellationToken);
        }

        var looked = await db.Set<PrivacyRequest>().AsNoTracking().Where(r => due.Contains(r.Id)).ToListAsync(cancellationToken);
        return await db.ViewsAsync(looked, now, cancellationToken);
    }
}
