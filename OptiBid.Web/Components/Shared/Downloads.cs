using System.Globalization;
using System.Text;
using Microsoft.JSInterop;
using OptiBid.Core.Data;

namespace OptiBid.Web.Components.Shared;

/// <summary>Hands a file to the browser of the current circuit.</summary>
public interface IDownloads
{
    /// <summary>Saves <paramref name="content"/> under a name; streamed, so size is not limited by the hub's messages.</summary>
    Task SaveAsync(string fileName, string mediaType, byte[] content);

    /// <summary>Saves rows, header first, as CSV. The audit log has who saved what and how many rows before the browser has a byte.</summary>
    Task SaveTableAsync(string fileName, IEnumerable<string[]> rows);
}

/// <inheritdoc cref="IDownloads"/>
internal sealed class Downloads(IJSRuntime js, IAuditTrail trail) : IDownloads
{
    /// <inheritdoc/>
    public async Task SaveTableAsync(string fileName, IEnumerable<string[]> rows)
    {
        var table = InvariantCulture.Of(rows.ToList);
        await trail.RecordAsync(new("tables.exported", "table", fileName, After: new { Rows = Math.Max(0, table.Count - 1) }));
        await SaveAsync(fileName, "text/csv", Csv.Write(table));
    }

    /// <inheritdoc/>
    public async Task SaveAsync(string fileName, string mediaType, byte[] content)
    {
        await using var module = await js.InvokeAsync<IJSObjectReference>("import", "./js/download.js");
        using var stream = new DotNetStreamReference(new MemoryStream(content, writable: false));
        await module.InvokeVoidAsync("save", fileName, mediaType, stream);
    }
}

/// <summary>Runs what writes a file: whatever the reader's language, files have a point before decimals.</summary>
public static class InvariantCulture
{
    /// <summary>What <paramref name="make"/> returns under the invariant culture.</summary>
    public static T Of<T>(Func<T> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return make();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}

/// <summary>Comma-separated values as in RFC 4180, UTF-8 with LF. A cell that a spreadsheet would run as a formula gets a leading apostrophe.</summary>
public static class Csv
{
    /// <summary>The bytes of the file.</summary>
    public static byte[] Write(IEnumerable<string[]> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.AppendJoin(',', row.Select(Cell)).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Cell(string? value)
    {
        value ??= "";
        if (value.Length > 1 && value[0] is '=' or '+' or '-' or '@' && !double.TryParse(value, Formats.Culture, out _))
        {
            value = "'" + value;
        }

        return value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
