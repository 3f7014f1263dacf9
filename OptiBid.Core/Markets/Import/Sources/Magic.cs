namespace OptiBid.Core.Markets.Import.Sources;

/// <summary>What the first bytes of a file say it is.</summary>
internal enum FileKind
{
    /// <summary>No bytes at all.</summary>
    Empty,

    /// <summary>Text with columns.</summary>
    Text,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>XML, which market interfaces answer with where there is no data.</summary>
    Xml,

    /// <summary>gzip.</summary>
    Gzip,

    /// <summary>A zip, or a workbook, which is one.</summary>
    Zip,

    /// <summary>Anything else.</summary>
    Binary,
}

/// <summary>Tells kinds of files by their content, not by their name.</summary>
internal static class Magic
{
    /// <summary>The kind of a stream; one that can seek is put back to its start.</summary>
    public static FileKind Of(Stream stream)
    {
        Span<byte> head = stackalloc byte[512];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (stream.CanSeek)
        {
            stream.Position = 0;
        }

        return Of(head[..read]);
    }

    private static FileKind Of(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty)
        {
            return FileKind.Empty;
        }

        if (head is [0x1F, 0x8B, ..])
        {
            return FileKind.Gzip;
        }

        if (head is [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..])
        {
            return FileKind.Zip;
        }

        var text = head is [0xEF, 0xBB, 0xBF, ..] ? head[3..] : head;
        foreach (var b in text)
        {
            if (b is < 0x20 and not ((byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return FileKind.Binary;
            }
        }

        var start = text.TrimStart(" \t\r\n"u8);
        return start switch
        {
            [(byte)'{' or (byte)'[', ..] => FileKind.Json,
            [(byte)'<', ..] => FileKind.Xml,
            _ => FileKind.Text,
        };
    }
}
