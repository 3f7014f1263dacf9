using System.IO.Compression;
using System.Text.Json;
using OptiBid.Core.Common;

namespace OptiBid.Core.Portfolios.Batteries;

/// <summary>
/// Reads the asset file of the command line: one flat JSON object with units in the names. Strict: an unknown, repeated or missing field, a
/// value of another type or outside its limits is refused with the name of the field.
/// </summary>
public static class BatterySpecFile
{
    private const int MaxBytes = 1 << 16;
    private static readonly string[] s_required = ["name", "powerMw", "energyMwh", "roundTripEfficiency"];
    private static readonly string[] s_optional = ["initialSocMwh", "finalSocMwh", "maxCyclesPerDay", "variableCostUsdPerMwh"];

    /// <summary>Reads a file; <c>.gz</c> is unpacked.</summary>
    /// <exception cref="BadInputException">The file is missing or is not a valid asset; the line and the field are named.</exception>
    public static BatterySpec Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            using Stream content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
                ? new GZipStream(file, CompressionMode.Decompress)
                : file;
            var bytes = new byte[MaxBytes + 1];
            var read = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return read <= MaxBytes
                ? Parse(bytes.AsSpan(0, read), path)
                : throw new BadInputException(path, null, $"is longer than {MaxBytes} bytes; an asset file is one small JSON object");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new BadInputException(path, null, $"cannot be read as an asset file: {fault.Message}", fault);
        }
    }

    /// <summary>Reads the bytes of an asset file; <paramref name="source"/> names it in faults.</summary>
    /// <exception cref="BadInputException">As <see cref="Read"/>.</exception>
    public static BatterySpec Parse(ReadOnlySpan<byte> json, string source)
    {
        if (json.StartsWith("\uFEFF"u8))
        {
            json = json[3..];
        }

        var fields = Fields(json, source);
        if (Array.Find(s_required, f => !fields.ContainsKey(f)) is { } missing)
        {
            throw new BadInputException(source, null, $"field '{missing}' is missing; required: {string.Join(", ", s_required)}");
        }

        double? Number(string name) => fields.TryGetValue(name, out var field) ? field.Number : null;
        var battery = new BatterySpec(
            fields["name"].Text!,
            Number("powerMw")!.Value,
            Number("energyMwh")!.Value,
            Number("roundTripEfficiency")!.Value,
            Number("initialSocMwh") ?? 0,
            Number("finalSocMwh") ?? 0,
            Number("maxCyclesPerDay"),
            Number("variableCostUsdPerMwh") ?? 0
        );
        return BatteryLimits.FirstFault(battery) is { } fault
            ? throw new BadInputException(source, fields.GetValueOrDefault(fault.Field)?.Line, $"field '{fault.Field}' {fault.Reason}")
            : battery;
    }

    private static Dictionary<string, Field> Fields(ReadOnlySpan<byte> json, string source)
    {
        var fields = new Dictionary<string, Field>(StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new BadInputException(source, 1, "expected one JSON object");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                var line = 1 + json[..(int)reader.TokenStartIndex].Count((byte)'\n');
                reader.Read();
                var field = ReadField(ref reader, name, source, line);
                if (!fields.TryAdd(name, field))
                {
                    throw new BadInputException(source, line, $"field '{name}' is given twice");
                }
            }

            // Runs to the end, so that anything behind the object is met.
            reader.Read();
        }
        catch (JsonException fault)
        {
            throw new BadInputException(source, fault.LineNumber + 1, $"is not valid JSON: {fault.Message}", fault);
        }

        return fields;
    }

    private static Field ReadField(ref Utf8JsonReader reader, string name, string source, long line)
    {
        var isName = name is "name";
        if (!isName && !s_required.Contains(name, StringComparer.Ordinal) && !s_optional.Contains(name, StringComparer.Ordinal))
        {
            var known = string.Join(", ", s_required.Concat(s_optional));
            throw new BadInputException(source, line, $"field '{name}' is unknown; known: {known}");
        }

        return (isName, reader.TokenType) switch
        {
            (true, JsonTokenType.String) => new(line, reader.GetString(), null),
            (false, JsonTokenType.Number) => new(line, null, reader.GetDouble()),
            (false, JsonTokenType.Null) when name is "maxCyclesPerDay" => new(line, null, null),
            _ => throw new BadInputException(source, line, $"field '{name}' is not a {(isName ? "text" : "number")}"),
        };
    }

    private sealed record Field(long Line, string? Text, double? Number);
}
