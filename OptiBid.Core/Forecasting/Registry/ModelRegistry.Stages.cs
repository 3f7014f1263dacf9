using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Tracking;
using OptiBid.Core.Forecasting.Tracking.Embedded;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Forecasting.Registry;

/// <content>Stages, aliases and tags. Whatever would change production here is refused: that takes two people.</content>
internal sealed partial class ModelRegistry
{
    private const string TwoPeople =
        "What is in production changes by a promotion that one person asks for and another approves: "
        + "POST /api/v1/models/promotions, or the page of the model";

    /// <inheritdoc/>
    public Task<Result<ModelVersion>> MoveAsync(
        string name,
        int version,
        ModelStage stage,
        bool archiveOthers,
        CancellationToken cancellationToken = default
    ) =>
        ChangeAsync(
            name,
            version,
            async (db, model, row) =>
            {
                if (stage == ModelStage.Production || row.Stage == ModelStage.Production)
                {
                    return TrackingFailures.Denied(TwoPeople);
                }

                if (archiveOthers && stage != ModelStage.Staging)
                {
                    return TrackingFailures.Invalid(
                        $"Model version transition cannot archive existing model versions because '{stage}' is not an Active stage. Valid stages are Staging, Production"
                    );
                }

                if (archiveOthers)
                {
                    var others = await RegistryReader
                        .Versions(db, model.Id)
                        .Where(v => v.Stage == stage && v.Number != version)
                        .ToListAsync(cancellationToken);
                    foreach (var other in others)
                    {
                        trail.Append(
                            db,
                            new(
                                "models.version_moved",
                                "model",
                                model.Id.ToString(),
                                new { other.Number, other.Stage },
                                new { other.Number, Stage = ModelStage.Archived }
                            )
                        );
                        other.Stage = ModelStage.Archived;
                        other.UpdatedUtc = Now;
                    }
                }

                trail.Append(
                    db,
                    new(
                        "models.version_moved",
                        "model",
                        model.Id.ToString(),
                        new { row.Number, row.Stage },
                        new { row.Number, Stage = stage }
                    )
                );
                row.Stage = stage;
                return null;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task<Result<Done>> SetAliasAsync(string name, string alias, int? version, CancellationToken cancellationToken = default)
    {
        if ((Refuses(Permissions.WriteModels) ?? OfAlias(alias)) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var model = await ModelAsync(db, name, cancellationToken);
        if (model is null)
        {
            return TrackingFailures.NoModel(name);
        }

        if (version is { } number && await RegistryReader.VersionAsync(db, model.Id, number, cancellationToken) is null)
        {
            return TrackingFailures.NoVersion(name, $"{version}");
        }

        // Programs load the champion by its name: whoever moves it decides what the desk forecasts with.
        if (string.Equals(alias, ModelAliases.Champion, StringComparison.OrdinalIgnoreCase))
        {
            return TrackingFailures.Denied(TwoPeople);
        }

        var before = RegistryReader.Aliases(model.Aliases).TryGetValue(alias, out var held) ? held : (int?)null;
        RegistryReader.SetAlias(model, alias, version);
        RegistryReader.Touch(model, Now);
        trail.Append(
            db,
            new("models.alias_set", "model", model.Id.ToString(), new { alias, Version = before }, new { alias, Version = version })
        );
        return await SaveAsync(db, cancellationToken) is { } raced ? raced : Done.Instance;
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> TagModelAsync(string name, string key, string? value, CancellationToken cancellationToken = default)
    {
        if ((Refuses(Permissions.WriteModels) ?? TrackingRules.OfTag(new(key, value ?? ""))) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var model = await ModelAsync(db, name, cancellationToken);
        if (model is null)
        {
            return TrackingFailures.NoModel(name);
        }

        model.Tags = TrackingMap.With(model.Tags, key, value);
        RegistryReader.Touch(model, Now);
        trail.Append(db, new("models.tagged", "model", model.Id.ToString(), After: new { key, value }));
        return await SaveAsync(db, cancellationToken) is { } raced ? raced : Done.Instance;
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> TagVersionAsync(
        string name,
        int version,
        string key,
        string? value,
        CancellationToken cancellationToken = default
    ) =>
        (
            await ChangeAsync(
                name,
                version,
                (db, model, row) =>
                {
                    if (TrackingRules.OfTag(new(key, value ?? "")) is { } failure)
                    {
                        return Task.FromResult<Failure?>(failure);
                    }

                    row.Tags = TrackingMap.With(row.Tags, key, value);
                    trail.Append(
                        db,
                        new(
                            "models.version_tagged",
                            "model",
                            model.Id.ToString(),
                            After: new
                            {
                                row.Number,
                                key,
                                value,
                            }
                        )
                    );
                    return Task.FromResult<Failure?>(null);
                },
                cancellationToken
            )
        ).Map(_ => Done.Instance);

    private static TrackingFailure? OfAlias(string? alias) =>
        string.IsNullOrEmpty(alias) ? TrackingFailures.Invalid("Registered model alias name cannot be empty.")
        : alias.Length > 255 ? TrackingFailures.Invalid("Registered model alias name exceeds the maximum length of 255 characters")
        : !AliasName().IsMatch(alias)
            ? TrackingFailures.Invalid(
                $"Invalid alias name: '{alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-)."
            )
        : string.Equals(alias, "latest", StringComparison.OrdinalIgnoreCase)
            ? TrackingFailures.Invalid("'latest' alias name (case insensitive) is reserved.")
        : VersionName().IsMatch(alias) ? TrackingFailures.Invalid($"Version alias name '{alias}' is reserved.")
        : null;

    [GeneratedRegex(@"^[\w\-]*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AliasName();

    [GeneratedRegex(@"^[vV]\d+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex VersionName();
}
