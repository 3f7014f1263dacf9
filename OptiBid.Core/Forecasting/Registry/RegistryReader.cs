using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Tracking.Embedded;

namespace OptiBid.Core.Forecasting.Registry;

/// <summary>Rows of the registry and how they are shown.</summary>
internal static class RegistryReader
{
    public static IQueryable<MlModel> Models(OptiBidDbContext db, Guid organisation) =>
        db.Set<MlModel>().Where(m => m.OrganisationId == organisation);

    public static Task<MlModel?> ModelAsync(OptiBidDbContext db, Guid organisation, string name, CancellationToken cancellationToken) =>
        Models(db, organisation).SingleOrDefaultAsync(m => m.Name == name, cancellationToken);

    public static IQueryable<MlModelVersion> Versions(OptiBidDbContext db, Guid model) =>
        db.Set<MlModelVersion>().Where(v => v.ModelId == model && !v.IsDeleted);

    public static Task<MlModelVersion?> VersionAsync(OptiBidDbContext db, Guid model, int number, CancellationToken cancellationToken) =>
        Versions(db, model).SingleOrDefaultAsync(v => v.Number == number, cancellationToken);

    /// <summary>Numbers of versions by alias.</summary>
    public static SortedDictionary<string, int> Aliases(string json) =>
        new(JsonSerializer.Deserialize<Dictionary<string, int>>(json) ?? [], StringComparer.Ordinal);

    /// <summary>Sets an alias, or removes it when null.</summary>
    public static void SetAlias(MlModel model, string alias, int? number)
    {
        var map = Aliases(model.Aliases);
        if (number is { } version)
        {
            map[alias] = version;
        }
        else
        {
            map.Remove(alias);
        }

        model.Aliases = JsonSerializer.Serialize(map);
    }

    /// <summary>Removes every alias of a version.</summary>
    public static void DropAliases(MlModel model, int number, string? only = null)
    {
        foreach (var alias in Aliases(model.Aliases).Where(a => a.Value == number && (only is null || a.Key == only)).ToList())
        {
            SetAlias(model, alias.Key, null);
        }
    }

    /// <summary>Counts one more change.</summary>
    public static void Touch(MlModel model, DateTime nowUtc)
    {
        model.Revision++;
        model.UpdatedUtc = nowUtc;
    }

    public static ModelVersion ToView(MlModel model, MlModelVersion version) =>
        new(
            model.Name,
            version.Number,
            TrackingMap.Ms(version.CreatedUtc),
            TrackingMap.Ms(version.UpdatedUtc),
            version.RegisteredBy,
            version.Stage,
            version.Description,
            version.Source,
            version.RunId,
            version.RunLink,
            TrackingMap.List(version.Tags),
            [.. Aliases(model.Aliases).Where(a => a.Value == version.Number).Select(a => a.Key)]
        );

    public static RegisteredModel ToView(MlModel model, IEnumerable<MlModelVersion> versions) =>
        new(
            model.Name,
            model.Description,
            TrackingMap.Ms(model.CreatedUtc),
            TrackingMap.Ms(model.UpdatedUtc),
            [.. versions.GroupBy(v => v.Stage).Select(g => g.MaxBy(v => v.Number)!).OrderBy(v => v.Stage).Select(v => ToView(model, v))],
            TrackingMap.List(model.Tags),
            [.. Aliases(model.Aliases).Select(a => new ModelAlias(a.Key, a.Value))]
        );
}
