using System.Text.Json;
using System.Text.Json.Serialization;

namespace OptiBid.Web.Api;

/// <summary>JSON that a person writes: unknown, missing and null members are refused by name.</summary>
internal static class StrictJson
{
    /// <summary>The options.</summary>
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
        };
}
