using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity.Privacy.Data;
using OptiBid.Core.Identity.Users;

namespace OptiBid.Core.Identity.Privacy.Requests;

/// <summary>Requests with the names of people as they are now.</summary>
internal static class RequestViews
{
    /// <summary>Views of requests.</summary>
    public static async Task<IReadOnlyList<PrivacyRequestView>> ViewsAsync(
        this OptiBidDbContext db,
        IReadOnlyList<PrivacyRequest> requests,
        DateTime nowUtc,
        CancellationToken cancellationToken
    )
    {
        var ids = requests.SelectMany(r => new[] { r.PersonId, r.ClosedById ?? r.PersonId }).Distinct().ToList();
        var names = await db.Set<User>().Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
        string NameOf(Guid id) => id == SystemUser.Id ? "OptiBid" : names.GetValueOrDefault(id, "Unknown user");
        return [.. requests.Select(r => r.ToView(NameOf, nowUtc))];
    }
}

/// <inheritdoc cref="IListPrivacyRequests"/>
internal sealed class ListPrivacyRequests(IPlatformContexts contexts, ICurrentUser user, TimeProvider time) : IListPrivacyRequests
{
    private const int Longest = 500;

    /// <inheritdoc/>
    public Task<Result<IReadOnlyList<PrivacyRequestView>>> ExecuteAsync(CancellationToken cancellationToken = default) =>
        user.Has(Permissions.ExportPersonalData) || user.Has(Permissions.ErasePersonalData)
            ? ReadAsync(r => r.OrganisationId == user.OrganisationId, cancellationToken)
            : Task.FromResult<Result<IReadOnlyList<PrivacyRequestView>>>(PrivacyFailures.Forbidden(Permissions.ExportPersonalData));

    /// <inheritdoc/>
    public Task<Result<IReadOnlyList<PrivacyRequestView>>> OfMyselfAsync(CancellationToken cancellationToken = default)
    {
        var own = user.UserId;
        return ReadAsync(r => r.PersonId == own && r.RequestedById == own, cancellationToken);
    }

    private async Task<Result<IReadOnlyList<PrivacyRequestView>>> ReadAsync(
        System.Linq.Expressions.Expression<Func<PrivacyRequest, bool>> which,
        CancellationToken cancellationToken
    )
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var requests = await db.Set<PrivacyRequest>()
            .AsNoTracking()
            .Where(which)
            .OrderByDescending(r => r.ReceivedAtUtc)
            .Take(Longest)
            .ToListAsync(cancellationToken);
        return Result<IReadOnlyList<PrivacyRequestView>>.Ok(await db.ViewsAsync(requests, time.GetUtcNow().UtcDateTime, cancellationToken));
    }
}

/// <inheritdoc cref="IListFormerMembers"/>
internal sealed class ListFormerMembers(IPlatformContexts contexts, RowsOfPersons rows, ICurrentUser user) : IListFormerMembers
{
    /// <inheritdoc/>
    public async Task<Result<IReadOnlyList<FormerMember>>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ErasePersonalData))
        {
            return PrivacyFailures.Forbidden(Permissions.ErasePersonalData);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var organisation = user.OrganisationId;
        // Whoever has an address is not erased yet.
        var outside = await db.Set<User>()
            .AsNoTracking()
            .Where(u =>
                u.Email != null && !db.Set<Organisations.Membership>().Any(m => m.UserId == u.Id && m.OrganisationId == organisation)
            )
            .OrderBy(u => u.DisplayName)
            .Select(u => new FormerMember(u.Id, u.DisplayName, u.Email))
            .ToListAsync(cancellationToken);
        var former = new List<FormerMember>();
        foreach (var person in outside)
        {
            if ((await rows.SearchAsync(db, person.UserId, cancellationToken)).Contains(organisation))
            {
                former.Add(person);
            }
        }

        return Result<IReadOnlyList<FormerMember>>.Ok(former);
    }
}
