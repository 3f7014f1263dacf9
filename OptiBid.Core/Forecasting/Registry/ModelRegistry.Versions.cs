using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Tracking;
using OptiBid.Core.Forecasting.Tracking.Embedded;
using OptiBid.Core.Forecasting.Tracking.Search;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Forecasting.Registry;

/// <content>Versions.</content>
internal sealed partial class ModelRegistry
{
    private const int Attempts = 5;

    /// <inheritdoc/>
    public async Task<Result<ModelVersion>> CreateVersionAsync(VersionDraft draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (
            (
                Refuses(Permissions.WriteModels)
                ?? OfName(draft.Name)
                ?? OfDescription(draft.Description)
                ?? (string.IsNullOrEmpty(draft.Source) ? TrackingFailures.Invalid("Missing value for required parameter 'source'.") : null)
                ?? (
                    draft.Source is { Length: > 1200 } || draft.RunLink is { Length: > 1200 } || draft.RunId is { Length: > 64 }
                        ? TrackingFailures.Invalid("source, run_link or run_id is too long")
                        : null
                )
                ?? draft.Tags?.Select(TrackingRules.OfTag).FirstOrDefault(f => f is not null)
            ) is
            { } failure
        )
        {
            return failure;
        }

        for (var attempt = 1; ; attempt++)
        {
            await using var db = await OpenAsync(cancellationToken);
            var model = await ModelAsync(db, draft.Name, cancellationToken);
            if (model is null)
            {
                return TrackingFailures.NoModel(draft.Name);
            }

            var last =
                await db.Set<MlModelVersion>().Where(v => v.ModelId == model.Id).MaxAsync(v => (int?)v.Number, cancellationToken) ?? 0;
            var version = new MlModelVersion
            {
                Id = Guid.CreateVersion7(),
                OrganisationId = user.OrganisationId,
                ModelId = model.Id,
                Number = last + 1,
                UserId = user.UserId,
                RegisteredBy = user.Name,
                Description = draft.Description ?? "",
                Source = draft.Source,
                RunId = string.IsNullOrEmpty(draft.RunId) ? null : draft.RunId,
                RunLink = string.IsNullOrEmpty(draft.RunLink) ? null : draft.RunLink,
                Tags = TrackingMap.Json(draft.Tags),
                CreatedUtc = Now,
                UpdatedUtc = Now,
            };
            db.Add(version);
            RegistryReader.Touch(model, Now);
            trail.Append(
                db,
                new(
                    "models.version_created",
                    "model",
                    model.Id.ToString(),
                    After: new
                    {
                        draft.Name,
                        version.Number,
                        draft.RunId,
                    }
                )
            );
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return RegistryReader.ToView(model, version);
            }
            catch (DbUpdateException) when (attempt < Attempts && !cancellationToken.IsCancellationRequested)
            {
                // Somebody registered the same number at the same time.
            }
        }
    }

    /// <inheritdoc/>
    public Task<Result<ModelVersion>> GetVersionAsync(string name, int version, CancellationToken cancellationToken = default) =>
        ReadAsync(name, _ => version, cancellationToken);

    /// <inheritdoc/>
    public async Task<Result<ModelVersion>> FindByAliasAsync(string name, string alias, CancellationToken cancellationToken = default)
    {
        var found = await ReadAsync(
            name,
            m => RegistryReader.Aliases(m.Aliases).TryGetValue(alias, out var number) ? number : null,
            cancellationToken
        );
        return found.Failure is TrackingFailure { Error: TrackingError.ResourceDoesNotExist }
            ? TrackingFailures.Missing($"Registered model alias {alias} of {name} not found.")
            : found;
    }

    private async Task<Result<ModelVersion>> ReadAsync(string name, Func<MlModel, int?> which, CancellationToken cancellationToken)
    {
        if (Refuses(Permissions.ReadForecasts) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var model = await ModelAsync(db, name, cancellationToken);
        var number = model is null ? null : which(model);
        return model is not null && number is { } n && await RegistryReader.VersionAsync(db, model.Id, n, cancellationToken) is { } version
            ? RegistryReader.ToView(model, version)
            : TrackingFailures.NoVersion(name, $"{number}");
    }

    /// <inheritdoc/>
    public Task<Result<ModelVersion>> UpdateVersionAsync(
        string name,
        int version,
        string? description,
        CancellationToken cancellationToken = default
    ) =>
        ChangeAsync(
            name,
            version,
            (db, model, row) =>
            {
                if (OfDescription(description) is { } failure)
                {
                    return Task.FromResult<Failure?>(failure);
                }

                var before = new { row.Number, row.Description };
                row.Description = description ?? "";
                trail.Append(db, new("models.version_changed", "model", model.Id.ToString(), before, new { row.Number, row.Description }));
                return Task.FromResult<Failure?>(null);
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task<Result<Done>> DeleteVersionAsync(string name, int version, CancellationToken cancellationToken = default) =>
        (
            await ChangeAsync(
                name,
                version,
                (db, model, row) =>
                {
                    if (row.Stage == ModelStage.Production)
                    {
                        return Task.FromResult<Failure?>(
                            TrackingFailures.Denied($"Version {version} of {name} is in production; it is not deleted")
                        );
                    }

                    row.IsDeleted = true;
                    RegistryReader.DropAliases(model, row.Number);
                    trail.Append(db, new("models.version_deleted", "model", model.Id.ToString(), new { row.Number, row.Source }));
                    return Task.FromResult<Failure?>(null);
                },
                cancellationToken
            )
        ).Map(_ => Done.Instance);

    /// <inheritdoc/>
    public async Task<Result<Page<ModelVersion>>> SearchVersionsAsync(RegistrySearch search, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        var clauses = FilterParser.Filter(search.Filter, FilterSchema.Versions);
        var orders = FilterParser.Orders(search.OrderBy, FilterSchema.Versions);
        var offset = TrackingPages.OffsetOf(search.PageCursor);
        if ((Refuses(Permissions.ReadForecasts) ?? clauses.Failure ?? orders.Failure ?? offset.Failure) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var models = await RegistryReader
            .Models(db, user.OrganisationId)
            .AsNoTracking()
            .ToDictionaryAsync(m => m.Id, m => m, cancellationToken);
        var rows = await db.Set<MlModelVersion>()
            .AsNoTracking()
            .Where(v => v.OrganisationId == user.OrganisationId && !v.IsDeleted)
            .ToListAsync(cancellationToken);
        var all = rows.Select(v => RegistryReader.ToView(models[v.ModelId], v))
            .Where(v => clauses.Value.All(c => c.Matches(ValueOf(v, c.Column))))
            .OrderByDescending(v => v.UpdatedMs)
            .ThenBy(v => v.Name, StringComparer.Ordinal)
            .ThenByDescending(v => v.Version)
            .ToList();
        return TrackingPages.Cut(RowOrder.Sort(all, orders.Value, ValueOf), offset.Value, Math.Max(1, search.MostResults));
    }

    private static object? ValueOf(ModelVersion version, FilterColumn column) =>
        column.Entity == FilterEntity.Tag
            ? version.Tags.FirstOrDefault(t => t.Key == column.Key)?.Value
            : column.Key switch
            {
                "name" => version.Name,
                "run_id" => version.RunId,
                "source_path" => version.Source,
                "current_stage" => version.Stage.ToString(),
                "version_number" => (long)version.Version,
                "creation_timestamp" => version.CreatedMs,
                _ => version.UpdatedMs,
            };

    /// <summary>Changes a version and its model in one save.</summary>
    private async Task<Result<ModelVersion>> ChangeAsync(
        string name,
        int version,
        Func<OptiBidDbContext, MlModel, MlModelVersion, Task<Failure?>> change,
        CancellationToken cancellationToken
    )
    {
        if (Refuses(Permissions.WriteModels) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var model = await ModelAsync(db, name, cancellationToken);
        var row = model is null ? null : await RegistryReader.VersionAsync(db, model.Id, version, cancellationToken);
        if (model is null || row is null)
        {
            return TrackingFailures.NoVersion(name, $"{version}");
        }

        if (await change(db, model, row) is { } refused)
        {
            return refused;
        }

        row.UpdatedUtc = Now;
        RegistryReader.Touch(model, Now);
        return await SaveAsync(db, cancellationToken) is { } raced ? raced : RegistryReader.ToView(model, row);
    }
}
