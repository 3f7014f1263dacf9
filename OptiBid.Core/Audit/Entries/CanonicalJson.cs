using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OptiBid.Core.Audit.Entries;

/// <summary>
/// JSON in one form only (RFC 8785): keys sorted by UTF-16 code units, no white space, numbers as ECMAScript writes them. A number that a double
/// cannot hold becomes a string.
/// </summary>
internal static class CanonicalJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>The canonical text of a value; <paramref name="replace"/> may exchange a string by the name of its property.</summary>
    public static string Of(object? value, Func<string, string, string>? replace = null)
    {
        var text = new StringBuilder();
        Write(text, JsonSerializer.SerializeToElement(value, s_options), "", replace);
        return text.ToString();
    }

    /// <summary>The canonical text of a JSON text with strings exchanged.</summary>
    public static string Map(string json, Func<string, string, string> replace)
    {
        using var document = JsonDocument.Parse(json);
        var text = new StringBuilder();
        Write(text, document.RootElement, "", replace);
        return text.ToString();
    }

    /// <summary>Appends a string with its quotes.</summary>
    public static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    private static void Write(StringBuilder text, JsonElement element, string name, Func<string, string, string>? replace)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                var separator = "";
                foreach (var property in element.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    text.Append(separator);
                    AppendString(text, property.Name);
                    text.Append(':');
                    Write(text, property.Value, property.Name, replace);
                    separator = ",";
                }

                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append('[');
                var comma = "";
                foreach (var item in element.EnumerateArray())
                {
                    text.Append(comma);
                    Write(text, item, name, replace);
                    comma = ",";
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                var value = PlainText.WellFormed(element.GetString()!);
                AppendString(text, replace is null ? value : replace(name, value));
                break;
            case JsonValueKind.Number:
                AppendNumber(text, element);
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }

    private static void AppendNumber(StringBuilder text, JsonElement element)
    {
        var number = element.GetDouble();
        if (element.TryGetDecimal(out var exact) && (Math.Abs(number) > 1e28 || (decimal)number != exact))
        {
            AppendString(text, element.GetRawText());
            return;
        }

        text.Append(Number(number));
    }

    /// <summary>A double as ECMAScript writes it: the shortest digits that read back the same.</summary>
    internal static string Number(double number)
    {
        if (number == 0)
        {
            return "0";
        }

        var parts = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var written = parts[0].Replace(".", "", StringComparison.Ordinal);
        var digits = written.Trim('0');
        // The value is 0.digits times ten to the power of exponent.
        var point = parts[0].IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? dot : parts[0].Length;
        var power = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var exponent = point + power - (written.Length - written.TrimStart('0').Length);
        var sign = number < 0 ? "-" : "";
        return sign
            + (exponent, digits.Length) switch
            {
                var (n, k) when k <= n && n <= 21 => digits + new string('0', n - k),
                var (n, _) when n is > 0 and <= 21 => $"{digits[..n]}.{digits[n..]}",
                var (n, _) when n is > -6 and <= 0 => $"0.{new string('0', -n)}{digits}",
                var (n, k) => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{digits[0]}{(k > 1 ? "." + digits[1..] : "")}e{(n > 0 ? "+" : "-")}{Math.Abs(n - 1)}"
                ),
            };
    }
}

/// <summary>Text that every database and every log keeps as it is.</summary>
internal static class PlainText
{
    /// <summary>The text with lone surrogates and NUL replaced, at most <paramref name="length"/> long.</summary>
    public static string Clean(string text, int length)
    {
        var clean = WellFormed(text).Replace('\0', '\uFFFD');
        return clean.Length <= length ? clean : WellFormed(clean[..length]);
    }

    /// <summary>The text with lone surrogates replaced.</summary>
    public static string WellFormed(string text) =>
        text.Any(char.IsSurrogate) ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;
}
