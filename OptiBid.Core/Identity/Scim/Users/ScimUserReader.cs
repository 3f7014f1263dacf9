using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Scim.Filters;
using OptiBid.Core.Identity.Scim.Groups;
using OptiBid.Core.Identity.Scim.Schema;

namespace OptiBid.Core.Identity.Scim.Users;

/// <summary>Reads users through the rows of the scope's organisation.</summary>
internal sealed class ScimUserReader(IDbContextFactory<OptiBidDbContext> contexts)
{
    /// <summary>One user.</summary>
    public async Task<Result<ScimResource>> FindAsync(Guid id, ScimSelection selection, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var user = await db.Set<ScimUser>()
            .AsNoTracking()
            .SingleOrDefaultAsync(u => u.Id == id && u.DeletedAtUtc == null, cancellationToken);
        return user is null ? ScimErrors.NotFound() : (await RenderAsync(db, [user], selection, cancellationToken))[0];
    }

    /// <summary>A page of users.</summary>
    public async Task<Result<ScimPage>> ListAsync(ScimQuery query, CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var found = db.Set<ScimUser>().AsNoTracking().Where(u => u.DeletedAtUtc == null);
            if (query.Filter is { } text)
            {
                found = found.Where(ScimUserFilter.Instance.Build(ScimFilterParser.Parse(text)));
            }

            var page = new ScimPaging(query);
            var total = await found.CountAsync(cancellationToken);
            var rows =
                page.Count == 0 ? [] : await Sort(found, query).Skip(page.StartIndex - 1).Take(page.Count).ToListAsync(cancellationToken);
            return new ScimPage(total, page.StartIndex, await RenderAsync(db, rows, query.Selection, cancellationToken));
        }
        catch (ScimException fault)
        {
            return fault.Failure;
        }
    }

    private static IQueryable<ScimUser> Sort(IQueryable<ScimUser> users, ScimQuery query)
    {
        Expression<Func<ScimUser, object?>> by = query.SortBy is null
            ? u => u.Id
            : ScimName.Parse(query.SortBy)?.Key switch
            {
                "id" => u => u.Id,
                "username" => u => u.UserNameKey,
                "displayname" => u => u.DisplayNameKey,
                "externalid" => u => u.ExternalId,
                "meta.created" => u => u.CreatedAtUtc,
                "meta.lastmodified" => u => u.ModifiedAtUtc,
                _ => throw new ScimException(ScimErrors.BadPath($"Users cannot be sorted by '{query.SortBy}'.")),
            };
        return (query.Descending ? users.OrderByDescending(by) : users.OrderBy(by)).ThenBy(u => u.Id);
    }

    private static async Task<List<ScimResource>> RenderAsync(
        OptiBidDbContext db,
        List<ScimUser> users,
        ScimSelection selection,
        CancellationToken cancellationToken
    )
    {
        var ids = users.ConvertAll(u => u.Id);
        var groups = selection.Wants("groups")
            ? (
                await (
                    from m in db.Set<ScimGroupMember>()
                    join g in db.Set<ScimGroup>() on m.GroupId equals g.Id
                    where ids.Contains(m.ScimUserId)
                    orderby g.DisplayNameKey
                    select new
                    {
                        m.ScimUserId,
                        g.Id,
                        g.DisplayName,
                    }
                ).ToListAsync(cancellationToken)
            ).ToLookup(g => g.ScimUserId)
            : null;
        return users.ConvertAll(user =>
        {
            var json = (JsonObject)JsonNode.Parse(user.Attributes)!;
            json["schemas"] = json.ContainsKey(ScimSchemas.EnterpriseId)
                ? new JsonArray(ScimSchemas.UserId, ScimSchemas.EnterpriseId)
                : new JsonArray(ScimSchemas.UserId);
            json["id"] = user.Id.ToString("D");
            json["meta"] = ScimChange.MetaOf("User", $"/Users/{user.Id:D}", user.CreatedAtUtc, user.ModifiedAtUtc, user.Version);
            if (groups is not null && groups.Contains(user.Id))
            {
                json["groups"] = new JsonArray([
                    .. groups[user.Id]
                        .Select(g => new JsonObject
                        {
                            ["value"] = g.Id.ToString("D"),
                            ["$ref"] = $"../Groups/{g.Id:D}",
                            ["display"] = g.DisplayName,
                            ["type"] = "direct",
                        }),
                ]);
            }

            ScimProjection.Apply(selection, json, ScimSchemas.Users);
            return new ScimResource(user.Id, ScimChange.TagOf(user.Version), json);
        });
    }
}
