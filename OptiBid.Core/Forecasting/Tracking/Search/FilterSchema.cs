using System.Collections.Frozen;

namespace OptiBid.Core.Forecasting.Tracking.Search;

/// <summary>What a clause is about.</summary>
internal enum FilterEntity
{
    Attribute,
    Metric,
    Param,
    Tag,
}

/// <summary>Which entities and attributes a search knows.</summary>
internal sealed class FilterSchema
{
    /// <summary>Runs.</summary>
    public static readonly FilterSchema Runs = new()
    {
        Entities = [FilterEntity.Attribute, FilterEntity.Metric, FilterEntity.Param, FilterEntity.Tag],
        Numbers = Names("start_time", "end_time"),
        Texts = Names("run_id", "run_name", "status", "artifact_uri", "user_id", "experiment_id"),
        Aliases = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["created"] = "start_time",
            ["Created"] = "start_time",
            ["run name"] = "run_name",
            ["Run name"] = "run_name",
            ["Run Name"] = "run_name",
        }.ToFrozenDictionary(StringComparer.Ordinal),
    };

    /// <summary>Experiments.</summary>
    public static readonly FilterSchema Experiments = new()
    {
        Entities = [FilterEntity.Attribute, FilterEntity.Tag],
        Numbers = Names("creation_time", "last_update_time"),
        Texts = Names("name", "experiment_id"),
    };

    /// <summary>Registered models.</summary>
    public static readonly FilterSchema Models = new()
    {
        Entities = [FilterEntity.Attribute, FilterEntity.Tag],
        Numbers = Names("creation_timestamp", "last_updated_timestamp"),
        Texts = Names("name"),
        Aliases = new Dictionary<string, string>(StringComparer.Ordinal) { ["timestamp"] = "last_updated_timestamp" }.ToFrozenDictionary(
            StringComparer.Ordinal
        ),
    };

    /// <summary>Versions of models.</summary>
    public static readonly FilterSchema Versions = new()
    {
        Entities = [FilterEntity.Attribute, FilterEntity.Tag],
        Numbers = Names("version_number", "creation_timestamp", "last_updated_timestamp"),
        Texts = Names("name", "run_id", "source_path", "current_stage"),
        Aliases = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["version"] = "version_number",
            ["source"] = "source_path",
            ["stage"] = "current_stage",
        }.ToFrozenDictionary(StringComparer.Ordinal),
    };

    private static readonly FrozenDictionary<string, FilterEntity> s_entities = new Dictionary<string, FilterEntity>(StringComparer.Ordinal)
    {
        ["attribute"] = FilterEntity.Attribute,
        ["attributes"] = FilterEntity.Attribute,
        ["attr"] = FilterEntity.Attribute,
        ["run"] = FilterEntity.Attribute,
        ["metric"] = FilterEntity.Metric,
        ["metrics"] = FilterEntity.Metric,
        ["param"] = FilterEntity.Param,
        ["params"] = FilterEntity.Param,
        ["parameter"] = FilterEntity.Param,
        ["parameters"] = FilterEntity.Param,
        ["tag"] = FilterEntity.Tag,
        ["tags"] = FilterEntity.Tag,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private FilterSchema() { }

    /// <summary>Attributes that are numbers.</summary>
    public required FrozenSet<string> Numbers { get; init; }

    /// <summary>Attributes that are texts.</summary>
    public required FrozenSet<string> Texts { get; init; }

    private IReadOnlyList<FilterEntity> Entities { get; init; } = [];

    private FrozenDictionary<string, string> Aliases { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The entity of a prefix, or null.</summary>
    public FilterEntity? EntityOf(string prefix) =>
        s_entities.TryGetValue(prefix, out var entity) && Entities.Contains(entity) ? entity : null;

    /// <summary>The name of an attribute, whatever it is also called.</summary>
    public string Attribute(string key) => Aliases.GetValueOrDefault(key, key);

    private static FrozenSet<string> Names(params string[] names) => names.ToFrozenSet(StringComparer.Ordinal);
}
