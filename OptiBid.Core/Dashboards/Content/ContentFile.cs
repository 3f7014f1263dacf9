using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OptiBid.Core.Common;

namespace OptiBid.Core.Dashboards.Content;

/// <summary>The JSON of a dashboard: of its file, its row and its drafts.</summary>
public static class ContentFile
{
    /// <summary>Version of the file format that this app writes and reads.</summary>
    public const int SchemaVersion = 1;

    /// <summary>Largest file in bytes.</summary>
    public const int MaxBytes = 1_000_000;

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.Strict,
        AllowDuplicateProperties = false,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions s_indented = new(s_options) { WriteIndented = true };

    /// <summary>The file of a dashboard, indented.</summary>
    public static string Write(DashboardContent content) => JsonSerializer.Serialize(FileOf(content), s_indented);

    /// <summary>The same in one line, for rows and for comparing: equal dashboards have equal text.</summary>
    public static string WriteRow(DashboardContent content) => JsonSerializer.Serialize(FileOf(content), s_options);

    /// <summary>The dashboard of a file, or what is wrong with it and where (a JSON path).</summary>
    public static Result<DashboardContent> Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (Encoding.UTF8.GetByteCount(json) > MaxBytes)
        {
            return Bad("$", $"is larger than {MaxBytes} bytes");
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            if (Version(document.RootElement) is { } fault)
            {
                return fault;
            }

            var file = document.RootElement.Deserialize<BoardFile>(s_options)!;
            var content = new DashboardContent(
                file.Title.Trim(),
                file.Description ?? "",
                file.Widgets,
                file.Layouts,
                file.Defaults ?? new()
            );
            return file.Widgets.Any(w => w is null || w.Settings is null) ? Bad("$.widgets", "has an empty entry")
                : ContentRules.First(content) is { } broken ? Bad(broken.Path, broken.Reason)
                : content;
        }
        catch (JsonException fault)
        {
            return Bad(fault.Path ?? "$", $"cannot be read: {fault.Message.Split(" Path:")[0].ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>True when both hold the same.</summary>
    public static bool Same(DashboardContent one, DashboardContent other) =>
        ReferenceEquals(one, other) || WriteRow(one) == WriteRow(other);

    private static SimpleFailure? Version(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return Bad("$", "is no object; expected a dashboard as this app exports it");
        }

        if (!root.TryGetProperty("schemaVersion", out var version))
        {
            return Bad("$.schemaVersion", "is missing; this is no dashboard as this app exports it");
        }

        return version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var number) && number == SchemaVersion
            ? null
            : Bad("$.schemaVersion", $"is {version.GetRawText()}; this app reads version {SchemaVersion}");
    }

    private static SimpleFailure Bad(string path, Sentence reason) =>
        new("dashboards.file_invalid", $"The file is no dashboard: {path} {reason}") { Field = path };

    private static BoardFile FileOf(DashboardContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        // Settings in the order of their keys: two dashboards that hold the same are the same text.
        var widgets = content.Widgets.Select(w =>
            w with
            {
                Settings = new SortedDictionary<string, string>(w.Settings.ToDictionary(), StringComparer.Ordinal),
            }
        );
        return new(SchemaVersion, content.Title, [.. widgets], content.Layouts)
        {
            Description = content.Description,
            Defaults = content.Defaults,
        };
    }

    private sealed record BoardFile(int SchemaVersion, string Title, IReadOnlyList<DashboardWidget> Widgets, DashboardLayouts Layouts)
    {
        public string? Description { get; init; }

        public DashboardDefaults? Defaults { get; init; }
    }
}
