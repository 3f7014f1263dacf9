using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Tracking;
using OptiBid.Core.Forecasting.Tracking.Embedded;
using OptiBid.Core.Forecasting.Tracking.Search;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Forecasting.Registry;

/// <inheritdoc cref="IModelRegistry"/>
internal sealed partial class ModelRegistry(
    IDbContextFactory<OptiBidDbContext> contexts,
    ICurrentUser user,
    IAuditTrail trail,
    TimeProvider time
) : IModelRegistry
{
    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private Failure? Refuses(string permission) => user.Has(permission) ? null : TrackingFailures.Forbidden(permission);

    private Task<OptiBidDbContext> OpenAsync(CancellationToken cancellationToken) => contexts.CreateDbContextAsync(cancellationToken);

    private Task<MlModel?> ModelAsync(OptiBidDbContext db, string name, CancellationToken cancellationToken) =>
        RegistryReader.ModelAsync(db, user.OrganisationId, name, cancellationToken);

    private static async Task<RegisteredModel> ShowAsync(OptiBidDbContext db, MlModel model, CancellationToken cancellationToken) =>
        RegistryReader.ToView(model, await RegistryReader.Versions(db, model.Id).AsNoTracking().ToListAsync(cancellationToken));

    /// <summary>Saves a change of a model; a failure when somebody else was quicker.</summary>
    private static async Task<Failure?> SaveAsync(OptiBidDbContext db, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            return TrackingFailures.Raced();
        }
    }

    /// <inheritdoc/>
    public async Task<Result<RegisteredModel>> CreateModelAsync(
        string name,
        string? description = null,
        IReadOnlyList<TrackedText>? tags = null,
        CancellationToken cancellationToken = default
    )
    {
        if (
            (
                Refuses(Permissions.WriteModels)
                ?? OfName(name)
                ?? OfDescription(description)
                ?? tags?.Select(TrackingRules.OfTag).FirstOrDefault(f => f is not null)
            ) is
            { } failure
        )
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        if (await ModelAsync(db, name, cancellationToken) is not null)
        {
            return TrackingFailures.Exists($"Registered Model (name={name}) already exists.");
        }

        var model = new MlModel
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = user.OrganisationId,
            Name = name,
            Description = description ?? "",
            Tags = TrackingMap.Json(tags),
            Aliases = "{}",
            CreatedUtc = Now,
            UpdatedUtc = Now,
        };
        db.Add(model);
        trail.Append(db, new("models.created", "model", model.Id.ToString(), After: new { name, description }));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            await using var fresh = await OpenAsync(cancellationToken);
            if (await ModelAsync(fresh, name, cancellationToken) is null)
            {
                throw;
            }

            return TrackingFailures.Exists($"Registered Model (name={name}) already exists.");
        }

        return RegistryReader.ToView(model, []);
    }

    /// <inheritdoc/>
    public async Task<Result<RegisteredModel>> GetModelAsync(string name, CancellationToken cancellationToken = default)
    {
        if (Refuses(Permissions.ReadForecasts) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        return await ModelAsync(db, name, cancellationToken) is { } model
            ? await ShowAsync(db, model, cancellationToken)
            : TrackingFailures.NoModel(name);
    }

    /// <inheritdoc/>
    public async Task<Result<RegisteredModel>> UpdateModelAsync(
        string name,
        string? newName = null,
        string? description = null,
        CancellationToken cancellationToken = default
    )
    {
        if ((Refuses(Permissions.WriteModels) ?? (newName is null ? null : OfName(newName)) ?? OfDescription(description)) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var model = await ModelAsync(db, name, cancellationToken);
        if (model is null)
        {
            return TrackingFailures.NoModel(name);
        }

        if (newName is not null && newName != name && await ModelAsync(db, newName, cancellationToken) is not null)
        {
            return TrackingFailures.Exists($"Registered Model (name={newName}) already exists.");
        }

        var before = new { model.Name, model.Description };
        model.Name = newName ?? model.Name;
        model.Description = description ?? model.Description;
        RegistryReader.Touch(model, Now);
        trail.Append(db, new("models.changed", "model", model.Id.ToString(), before, new { model.Name, model.Description }));
        return await SaveAsync(db, cancellationToken) is { } raced ? raced : await ShowAsync(db, model, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> DeleteModelAsync(string name, CancellationToken cancellationToken = default)
    {
        if (Refuses(Permissions.WriteModels) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var model = await ModelAsync(db, name, cancellationToken);
        if (model is null)
        {
            return TrackingFailures.NoModel(name);
        }

        if (await RegistryReader.Versions(db, model.Id).AnyAsync(v => v.Stage == ModelStage.Production, cancellationToken))
        {
            return TrackingFailures.Denied($"A version of {name} is in production; a model that the desk uses is not deleted");
        }

        db.Remove(model);
        trail.Append(db, new("models.deleted", "model", model.Id.ToString(), new { model.Name }));
        return await SaveAsync(db, cancellationToken) is { } raced ? raced : Done.Instance;
    }

    /// <inheritdoc/>
    public async Task<Result<Page<RegisteredModel>>> SearchModelsAsync(RegistrySearch search, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        var clauses = FilterParser.Filter(search.Filter, FilterSchema.Models);
        var orders = FilterParser.Orders(search.OrderBy, FilterSchema.Models);
        var offset = TrackingPages.OffsetOf(search.PageCursor);
        if (
            (
                Refuses(Permissions.ReadForecasts)
                ?? TrackingRules.OfMostResults(search.MostResults)
                ?? clauses.Failure
                ?? orders.Failure
                ?? offset.Failure
            ) is
            { } failure
        )
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var rows = await RegistryReader.Models(db, user.OrganisationId).AsNoTracking().OrderBy(m => m.Name).ToListAsync(cancellationToken);
        var found = rows.Where(m => clauses.Value.All(c => c.Matches(ValueOf(m, c.Column)))).ToList();
        var page = TrackingPages.Cut(RowOrder.Sort(found, orders.Value, ValueOf), offset.Value, search.MostResults);
        var ids = page.Items.Select(m => m.Id).ToList();
        var versions = (
            await db.Set<MlModelVersion>().AsNoTracking().Where(v => ids.Contains(v.ModelId) && !v.IsDeleted).ToListAsync(cancellationToken)
        ).ToLookup(v => v.ModelId);
        return new Page<RegisteredModel>([.. page.Items.Select(m => RegistryReader.ToView(m, versions[m.Id]))], page.NextCursor);
    }

    private static object? ValueOf(MlModel model, FilterColumn column) =>
        column.Entity == FilterEntity.Tag
            ? TrackingMap.Tags(model.Tags).GetValueOrDefault(column.Key)
            : column.Key switch
            {
                "name" => model.Name,
                "creation_timestamp" => TrackingMap.Ms(model.CreatedUtc),
                _ => TrackingMap.Ms(model.UpdatedUtc),
            };

    private static TrackingFailure? OfName(string? name) =>
        string.IsNullOrWhiteSpace(name) ? TrackingFailures.Invalid("Registered model name cannot be empty.")
        : name.Length > MlModelConfiguration.LongestName
            ? TrackingFailures.Invalid($"Registered model name exceeds the maximum length of {MlModelConfiguration.LongestName} characters")
        : null;

    private static TrackingFailure? OfDescription(string? description) =>
        description is { Length: > TrackingRules.LongestTag }
            ? TrackingFailures.Invalid($"The description exceeds the maximum length of {TrackingRules.LongestTag} characters")
            : null;
}
