using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OptiBid.Core.Common;

/// <summary>
/// Sentences in columns and stored documents: format and values are kept apart, so that a page can say them in the language of whoever reads them
/// later. Plain text, as older rows hold it, reads as a sentence without values. Stateless.
/// </summary>
internal static class KeptSentences
{
    /// <summary>For documents that hold sentences, also those that were written with names in camel case.</summary>
    public static JsonSerializerOptions Json { get; } =
        new()
        {
            Converters = { new KeptSentenceJson() },
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            PropertyNameCaseInsensitive = true,
        };

    /// <summary>The sentence for a text column; where it is too long for that, the beginning of what it says in English.</summary>
    public static string Write(Sentence sentence, int most)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        var text = sentence.ToString();
        var kept = sentence.Values.Count == 0 ? text : JsonSerializer.Serialize(sentence, Json);
        return kept.Length <= most ? kept
            : text.Length <= most ? text
            : text[..(most - 1)] + "…";
    }

    /// <summary>What a column holds.</summary>
    public static Sentence Read(string kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        try
        {
            return kept.StartsWith(KeptSentenceJson.Start, StringComparison.Ordinal)
                ? JsonSerializer.Deserialize<Sentence>(kept, Json)!
                : Sentence.FromString(kept);
        }
        catch (JsonException)
        {
            return Sentence.FromString(kept);
        }
    }
}

/// <summary>A sentence as its format and its values, one without values as text.</summary>
internal sealed class KeptSentenceJson : JsonConverter<Sentence>
{
    /// <summary>How a sentence with values begins.</summary>
    public const string Start = """{"format":""";

    private const string Day = "day";
    private const string Time = "time";
    private const string Exact = "exact";

    /// <inheritdoc/>
    public override Sentence Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var kept = JsonDocument.ParseValue(ref reader);
        return kept.RootElement.ValueKind == JsonValueKind.String
            ? Sentence.FromString(kept.RootElement.GetString()!)
            : SentenceOf(kept.RootElement);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Sentence value, JsonSerializerOptions options)
    {
        if (value.Values.Count == 0)
        {
            writer.WriteStringValue(value.ToString());
        }
        else
        {
            WriteParts(writer, value);
        }
    }

    private static void WriteParts(Utf8JsonWriter writer, Sentence sentence)
    {
        writer.WriteStartObject();
        writer.WriteString("format", sentence.Format);
        writer.WriteStartArray("values");
        foreach (var value in sentence.Values)
        {
            WriteValue(writer, value);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case Sentence inner:
                WriteParts(writer, inner);
                break;
            case byte or short or int or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case decimal exact:
                WriteTagged(writer, Exact, exact.ToString(CultureInfo.InvariantCulture));
                break;
            case DateOnly day:
                WriteTagged(writer, Day, day.ToString("O", CultureInfo.InvariantCulture));
                break;
            case DateTime time:
                WriteTagged(writer, Time, time.ToString("O", CultureInfo.InvariantCulture));
                break;
            default:
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void WriteTagged(Utf8JsonWriter writer, string tag, string text)
    {
        writer.WriteStartObject();
        writer.WriteString(tag, text);
        writer.WriteEndObject();
    }

    private static Sentence SentenceOf(JsonElement kept)
    {
        try
        {
            return Sentence.FromFormat(
                kept.GetProperty("format").GetString()!,
                [.. kept.GetProperty("values").EnumerateArray().Select(ValueOf)]
            );
        }
        catch (Exception fault) when (fault is FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new JsonException("not a sentence", fault);
        }
    }

    private static object? ValueOf(JsonElement kept)
    {
        if (kept.ValueKind != JsonValueKind.Object)
        {
            return kept.ValueKind switch
            {
                JsonValueKind.Null => null,
                // Without the cast both would be doubles, and a long one would lose its last digits.
                JsonValueKind.Number => kept.TryGetInt64(out var whole) ? (object)whole : kept.GetDouble(),
                _ => kept.GetString(),
            };
        }

        return kept.TryGetProperty(Day, out var day) ? DateOnly.ParseExact(day.GetString()!, "O", CultureInfo.InvariantCulture)
            : kept.TryGetProperty(Time, out var time)
                ? DateTime.ParseExact(time.GetString()!, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)
            : kept.TryGetProperty(Exact, out var exact)
                ? decimal.Parse(exact.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture)
            : SentenceOf(kept);
    }
}
