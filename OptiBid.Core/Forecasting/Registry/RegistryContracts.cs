using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Tracking;

namespace OptiBid.Core.Forecasting.Registry;

/// <summary>Where a version of a model stands.</summary>
public enum ModelStage
{
    /// <summary>Registered.</summary>
    None,

    /// <summary>Being tried.</summary>
    Staging,

    /// <summary>The desk forecasts with it: at most one version of a model. Only an approved promotion leads here.</summary>
    Production,

    /// <summary>No longer used.</summary>
    Archived,
}

/// <summary>Aliases with a meaning.</summary>
public static class ModelAliases
{
    /// <summary>The version in production; it follows promotions and is not set by hand.</summary>
    public const string Champion = "champion";

    /// <summary>The version that wants to become the champion.</summary>
    public const string Challenger = "challenger";
}

/// <summary>A name for a version.</summary>
/// <param name="Alias">Name.</param>
/// <param name="Version">Version.</param>
public sealed record ModelAlias(string Alias, int Version);

/// <summary>One version of a model.</summary>
/// <param name="Name">The model.</param>
/// <param name="Version">Number, from 1.</param>
/// <param name="CreatedMs">When it was registered, milliseconds since 1970 UTC.</param>
/// <param name="UpdatedMs">Last change, milliseconds since 1970 UTC.</param>
/// <param name="User">Who registered it.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="Description">Text.</param>
/// <param name="Source">Where its files are.</param>
/// <param name="RunId">The run that made it, or null.</param>
/// <param name="RunLink">Link to a run elsewhere, or null.</param>
/// <param name="Tags">Tags, by name.</param>
/// <param name="Aliases">Its aliases.</param>
public sealed record ModelVersion(
    string Name,
    int Version,
    long CreatedMs,
    long UpdatedMs,
    string User,
    ModelStage Stage,
    string Description,
    string Source,
    string? RunId,
    string? RunLink,
    IReadOnlyList<TrackedText> Tags,
    IReadOnlyList<string> Aliases
);

/// <summary>A model with its latest version of each stage.</summary>
/// <param name="Name">Name, unique.</param>
/// <param name="Description">Text.</param>
/// <param name="CreatedMs">When it was registered, milliseconds since 1970 UTC.</param>
/// <param name="UpdatedMs">Last change, milliseconds since 1970 UTC.</param>
/// <param name="LatestVersions">Of each stage the latest version.</param>
/// <param name="Tags">Tags, by name.</param>
/// <param name="Aliases">Aliases, by name.</param>
public sealed record RegisteredModel(
    string Name,
    string Description,
    long CreatedMs,
    long UpdatedMs,
    IReadOnlyList<ModelVersion> LatestVersions,
    IReadOnlyList<TrackedText> Tags,
    IReadOnlyList<ModelAlias> Aliases
);

/// <summary>A version to register.</summary>
/// <param name="Name">The model.</param>
/// <param name="Source">Where its files are.</param>
/// <param name="RunId">The run that made it.</param>
/// <param name="RunLink">Link to a run elsewhere.</param>
/// <param name="Description">Text.</param>
/// <param name="Tags">Tags.</param>
public sealed record VersionDraft(
    string Name,
    string Source,
    string? RunId = null,
    string? RunLink = null,
    string? Description = null,
    IReadOnlyList<TrackedText>? Tags = null
);

/// <summary>A search for models or versions.</summary>
/// <param name="Filter">MLflow's grammar.</param>
/// <param name="MostResults">Rows of a page.</param>
/// <param name="OrderBy">Columns.</param>
/// <param name="PageCursor">Cursor of an earlier page.</param>
public sealed record RegistrySearch(
    string? Filter = null,
    int MostResults = 100,
    IReadOnlyList<string>? OrderBy = null,
    string? PageCursor = null
);

/// <summary>
/// Models and versions of the organisation, as MLflow's registry knows them. Reading needs <c>forecasts.read</c>, the rest <c>models.write</c>.
/// What is in production changes through <see cref="IRequestPromotion"/>, <see cref="IDecidePromotion"/> and <see cref="IRollBackModel"/>
/// alone: every other way into or out of it is a failure.
/// </summary>
public interface IModelRegistry
{
    /// <summary>Registers a model.</summary>
    Task<Result<RegisteredModel>> CreateModelAsync(
        string name,
        string? description = null,
        IReadOnlyList<TrackedText>? tags = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>A model.</summary>
    Task<Result<RegisteredModel>> GetModelAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Changes the name or the description of a model; null leaves it.</summary>
    Task<Result<RegisteredModel>> UpdateModelAsync(
        string name,
        string? newName = null,
        string? description = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Deletes a model and its versions; refused while one is in production.</summary>
    Task<Result<Done>> DeleteModelAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>A page of models.</summary>
    Task<Result<Page<RegisteredModel>>> SearchModelsAsync(RegistrySearch search, CancellationToken cancellationToken = default);

    /// <summary>Sets a tag of a model, or removes it when it has no text.</summary>
    Task<Result<Done>> TagModelAsync(string name, string key, string? value, CancellationToken cancellationToken = default);

    /// <summary>Points an alias to a version; to none when null. The champion is refused.</summary>
    Task<Result<Done>> SetAliasAsync(string name, string alias, int? version, CancellationToken cancellationToken = default);

    /// <summary>The version behind an alias.</summary>
    Task<Result<ModelVersion>> FindByAliasAsync(string name, string alias, CancellationToken cancellationToken = default);

    /// <summary>Registers a version.</summary>
    Task<Result<ModelVersion>> CreateVersionAsync(VersionDraft draft, CancellationToken cancellationToken = default);

    /// <summary>A version.</summary>
    Task<Result<ModelVersion>> GetVersionAsync(string name, int version, CancellationToken cancellationToken = default);

    /// <summary>Changes the description of a version.</summary>
    Task<Result<ModelVersion>> UpdateVersionAsync(
        string name,
        int version,
        string? description,
        CancellationToken cancellationToken = default
    );

    /// <summary>Deletes a version; refused for the one in production.</summary>
    Task<Result<Done>> DeleteVersionAsync(string name, int version, CancellationToken cancellationToken = default);

    /// <summary>A page of versions.</summary>
    Task<Result<Page<ModelVersion>>> SearchVersionsAsync(RegistrySearch search, CancellationToken cancellationToken = default);

    /// <summary>Sets a tag of a version, or removes it when it has no text.</summary>
    Task<Result<Done>> TagVersionAsync(string name, int version, string key, string? value, CancellationToken cancellationToken = default);

    /// <summary>Moves a version between None, Staging and Archived. Into and out of production is refused.</summary>
    Task<Result<ModelVersion>> MoveAsync(
        string name,
        int version,
        ModelStage stage,
        bool archiveOthers,
        CancellationToken cancellationToken = default
    );
}
