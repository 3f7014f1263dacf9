using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OptiBid.Core.Common;

/// <summary>
/// A sentence for a person, kept apart from its values so that another language can say it: <c>$"there is no bid {id}"</c> becomes the format
/// <c>there is no bid {0}</c> and one value. Where a parameter is a <see cref="Sentence"/>, the compiler builds it from the interpolated string.
/// Equal when it reads the same. Not changed once it is built.
/// </summary>
[InterpolatedStringHandler]
[JsonConverter(typeof(SentenceJson))]
public sealed record Sentence
{
    private readonly StringBuilder _format;
    private readonly List<object?> _values;

    /// <summary>Called by the compiler.</summary>
    public Sentence(int literalLength, int formattedCount) =>
        (_format, _values) = (new(literalLength + (4 * formattedCount)), new(formattedCount));

    /// <summary>The English composite format: also the key of its translations.</summary>
    public string Format => _format.ToString();

    /// <summary>The values of the format; a <see cref="Sentence"/> among them is translated too.</summary>
    public IReadOnlyList<object?> Values => _values;

    /// <summary>A sentence without values.</summary>
    public static implicit operator Sentence(string text) => FromString(text);

    /// <summary>A sentence without values.</summary>
    public static Sentence FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sentence = new Sentence(text.Length, 0);
        sentence.AppendLiteral(text);
        return sentence;
    }

    /// <summary>A sentence that was kept.</summary>
    /// <exception cref="FormatException">The format does not fit the values.</exception>
    internal static Sentence FromFormat(string format, IReadOnlyList<object?> values)
    {
        var sentence = new Sentence(format.Length, values.Count);
        sentence._format.Append(format);
        sentence._values.AddRange(values);
        _ = sentence.ToString();
        return sentence;
    }

    /// <summary>What the compiler builds, where no parameter asks for it.</summary>
    public static Sentence Of(Sentence sentence) => sentence;

    /// <summary>Sentences in a row, each translated by itself.</summary>
    public static Sentence List(string separator, IEnumerable<Sentence> sentences)
    {
        ArgumentNullException.ThrowIfNull(sentences);
        var row = new Sentence(0, 0);
        foreach (var sentence in sentences)
        {
            row.AppendLiteral(row._values.Count > 0 ? separator : "");
            row.AppendFormatted(sentence);
        }

        return row;
    }

    /// <summary>Called by the compiler.</summary>
    public void AppendLiteral(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _format.Append(value.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
    }

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted<T>(T value, string? format = null)
    {
        _format.Append('{').Append(CultureInfo.InvariantCulture, $"{_values.Count}");
        if (format is not null)
        {
            _format.Append(':').Append(format);
        }

        _format.Append('}');
        _values.Add(value is string or Sentence or IFormattable ? value : value?.ToString());
    }

    /// <summary>The English sentence, alike everywhere: for programs, logs and files.</summary>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, Format, [.. _values]);

    /// <summary>Reads the same.</summary>
    public bool Equals(Sentence? other) => other is not null && ToString().Equals(other.ToString(), StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);
}

/// <summary>Programs get the English sentence.</summary>
internal sealed class SentenceJson : JsonConverter<Sentence>
{
    /// <inheritdoc/>
    public override Sentence? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } text ? Sentence.FromString(text) : null;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Sentence value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
