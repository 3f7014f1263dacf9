using System.Globalization;
using System.Text;
using System.Text.Json;
using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Tracking;

/// <summary>Page tokens as MLflow's stores make them: base64 of <c>{"offset": N}</c>.</summary>
internal static class TrackingPages
{
    /// <summary>Where a page starts.</summary>
    public static Result<int> OffsetOf(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return 0;
        }

        try
        {
            using var json = JsonDocument.Parse(Convert.FromBase64String(token));
            return
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("offset", out var offset)
                && offset.TryGetInt32(out var value)
                && value >= 0
                ? value
                : TrackingFailures.Invalid($"Invalid page token, parsed value={json.RootElement.GetRawText()}");
        }
        catch (FormatException)
        {
            return TrackingFailures.Invalid("Invalid page token, could not base64-decode");
        }
        catch (JsonException)
        {
            return TrackingFailures.Invalid("Invalid page token, could not be read");
        }
        catch (InvalidOperationException)
        {
            return TrackingFailures.Invalid("Invalid page token, the offset is no number");
        }
    }

    /// <summary>The rows of a page, with the token of the next one.</summary>
    public static Page<T> Cut<T>(IReadOnlyList<T> all, int offset, int most)
    {
        var items = all.Skip(offset).Take(most).ToList();
        var next = offset + items.Count;
        return new(items, items.Count > 0 && next < all.Count ? TokenOf(next) : null);
    }

    /// <summary>The token of an offset.</summary>
    public static string TokenOf(int offset) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"offset\": {offset}}}")));
}
