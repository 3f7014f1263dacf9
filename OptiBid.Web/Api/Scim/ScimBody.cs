using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using OptiBid.Core.Common;
using OptiBid.Core.Identity.Scim;

namespace OptiBid.Web.Api.Scim;

/// <summary>Reads the JSON of a request: at most 1 MB, not deep, no name twice.</summary>
internal static class ScimBody
{
    /// <summary>Longest body in bytes.</summary>
    public const int Longest = 1 << 20;

    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>The object, or why it is refused.</summary>
    public static async Task<Result<JsonObject>> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        var type = request.ContentType?.Split(';')[0].Trim();
        if (
            !string.Equals(type, ScimAnswers.MediaType, StringComparison.OrdinalIgnoreCase)
            && !string.Equals(type, "application/json", StringComparison.OrdinalIgnoreCase)
        )
        {
            return new ScimFailure(StatusCodes.Status415UnsupportedMediaType, null, $"The body has to be {ScimAnswers.MediaType}.");
        }

        if (request.ContentLength > Longest)
        {
            return TooLong();
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = Longest;
        }

        try
        {
            var node = await JsonNode.ParseAsync(request.Body, documentOptions: s_json, cancellationToken: context.RequestAborted);
            return node is JsonObject json
                ? json
                : new ScimFailure(StatusCodes.Status400BadRequest, "invalidSyntax", "The body has to be a JSON object.");
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLong();
        }
        catch (JsonException)
        {
            return new ScimFailure(
                StatusCodes.Status400BadRequest,
                "invalidSyntax",
                "The body is no JSON, nests too deep, or names a member twice."
            );
        }
    }

    private static ScimFailure TooLong() => new(StatusCodes.Status413PayloadTooLarge, null, "A body has at most 1 MB.");
}
