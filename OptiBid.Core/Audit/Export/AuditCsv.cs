using System.Globalization;
using System.Text;
using OptiBid.Core.Audit.Explorer;

namespace OptiBid.Core.Audit.Export;

/// <summary>Rows as CSV for a spreadsheet: a field that a spreadsheet would take for a formula begins with an apostrophe.</summary>
internal sealed class AuditCsv : IAsyncDisposable
{
    private readonly StreamWriter _writer;

    /// <summary>Begins with the header.</summary>
    public AuditCsv(Stream target)
    {
        _writer = new(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        Write(
            "index",
            "at_utc",
            "actor_id",
            "actor",
            "address",
            "action",
            "object_type",
            "object_id",
            "succeeded",
            "reason",
            "before",
            "after",
            "id"
        );
    }

    /// <summary>Adds a row.</summary>
    public void Add(AuditRow row) =>
        Write(
            row.Index?.ToString(CultureInfo.InvariantCulture) ?? "",
            row.AtUtc.ToString("O", CultureInfo.InvariantCulture),
            row.ActorId.ToString(),
            row.Actor,
            row.Address ?? "",
            row.Action,
            row.ObjectType,
            row.ObjectId ?? "",
            row.Succeeded ? "true" : "false",
            row.Reason ?? "",
            row.Before ?? "",
            row.After ?? "",
            row.Id.ToString()
        );

    /// <summary>Writes out what is held.</summary>
    public Task FlushAsync() => _writer.FlushAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private void Write(params string[] fields) => _writer.Write(string.Join(',', fields.Select(Field)) + "\r\n");

    private static string Field(string text)
    {
        var first = text.AsSpan().TrimStart(" \u00A0\u200B\uFEFF\"'");
        var isFormula =
            text.Length > 0
            && (
                text[0] is '\t' or '\r' or '\n'
                || (first.Length > 0 && first[0] is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠')
            );
        var safe = isFormula ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
