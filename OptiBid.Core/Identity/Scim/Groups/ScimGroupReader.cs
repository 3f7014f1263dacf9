using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Identity.Scim.Filters;
using OptiBid.Core.Identity.Scim.Schema;

namespace OptiBid.Core.Identity.Scim.Groups;

/// <summary>Reads groups through the rows of the scope's organisation.</summary>
internal sealed class ScimGroupReader(IDbContextFactory<OptiBidDbContext> contexts)
{
    /// <summary>One group.</summary>
    public async Task<Result<ScimResource>> FindAsync(Guid id, ScimSelection selection, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var group = await With(db.Set<ScimGroup>().AsNoTracking(), selection).SingleOrDefaultAsync(g => g.Id == id, cancellationToken);
        return group is null ? ScimErrors.NotFound() : Render(group, selection);
    }

    /// <summary>A page of groups.</summary>
    public async Task<Result<ScimPage>> ListAsync(ScimQuery query, CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var found = db.Set<ScimGroup>().AsNoTracking();
            if (query.Filter is { } text)
            {
                found = found.Where(ScimGroupFilter.Instance.Build(ScimFilterParser.Parse(text)));
            }

            var page = new ScimPaging(query);
            var total = await found.CountAsync(cancellationToken);
            var rows =
                page.Count == 0
                    ? []
                    : await With(Sort(found, query).Skip(page.StartIndex - 1).Take(page.Count), query.Selection)
                        .AsSplitQuery()
                        .ToListAsync(cancellationToken);
            return new ScimPage(total, page.StartIndex, rows.ConvertAll(g => Render(g, query.Selection)));
        }
        catch (ScimException fault)
        {
            return fault.Failure;
        }
    }

    /// <summary>A group in the form that operations of a PATCH are applied to.</summary>
    public static JsonObject Kept(ScimGroup group)
    {
        var json = new JsonObject { ["displayName"] = group.DisplayName };
        if (group.ExternalId is not null)
        {
            json["externalId"] = group.ExternalId;
        }

        if (group.Members.Count > 0)
        {
            json["members"] = new JsonArray([.. group.Members.Select(m => new JsonObject { ["value"] = m.ScimUserId.ToString("D") })]);
        }

        return json;
    }

    private static IQueryable<ScimGroup> With(IQueryable<ScimGroup> groups, ScimSelection selection) =>
        selection.Wants("members") ? groups.Include(g => g.Members) : groups;

    private static IQueryable<ScimGroup> Sort(IQueryable<ScimGroup> groups, ScimQuery query)
    {
        Expression<Func<ScimGroup, object?>> by = query.SortBy is null
            ? g => g.Id
            : ScimName.Parse(query.SortBy)?.Key switch
            {
                "id" => g => g.Id,
                "displayname" => g => g.DisplayNameKey,
                "externalid" => g => g.ExternalId,
                "meta.created" => g => g.CreatedAtUtc,
                "meta.lastmodified" => g => g.ModifiedAtUtc,
                _ => throw new ScimException(ScimErrors.BadPath($"Groups cannot be sorted by '{query.SortBy}'.")),
            };
        return (query.Descending ? groups.OrderByDescending(by) : groups.OrderBy(by)).ThenBy(g => g.Id);
    }

    private static ScimResource Render(ScimGroup group, ScimSelection selection)
    {
        var json = Kept(group);
        foreach (var member in (json["members"] as JsonArray ?? []).OfType<JsonObject>())
        {
            member["$ref"] = $"../Users/{member["value"]}";
            member["type"] = "User";
        }

        json["schemas"] = new JsonArray(ScimSchemas.GroupId);
        json["id"] = group.Id.ToString("D");
        json["meta"] = ScimChange.MetaOf("Group", $"/Groups/{group.Id:D}", group.CreatedAtUtc, group.ModifiedAtUtc, group.Version);
        ScimProjection.Apply(selection, json, ScimSchemas.Groups);
        return new(group.Id, ScimChange.TagOf(group.Version), json);
    }
}
