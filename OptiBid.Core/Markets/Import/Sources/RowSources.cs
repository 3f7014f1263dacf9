using System.Xml;
using System.Xml.Linq;
using OptiBid.Core.Common;

namespace OptiBid.Core.Markets.Import.Sources;

/// <summary>Opens the rows of a file by what its content is.</summary>
internal static class RowSources
{
    /// <summary>The rows, after the header.</summary>
    /// <exception cref="BadInputException">The content is no table.</exception>
    public static RowSource Open(SourceFile file) => Open(file, out _);

    /// <summary>The rows, after the header, and how far the file on disk has been read.</summary>
    /// <exception cref="BadInputException">The content is no table.</exception>
    public static RowSource Open(SourceFile file, out Func<long> position)
    {
        var content = file.Open();
        position = () => content.CanRead ? content.Position : file.Length;
        try
        {
            return Open(file, content);
        }
        catch (Exception fault) when (fault is InvalidDataException or UnreadableException)
        {
            content.Dispose();
            throw new BadInputException(file.Path, null, UnreadableException.Reason(fault), fault);
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    private static RowSource Open(SourceFile file, Stream content)
    {
        var kind = KindOf(file);
        if (kind == FileKind.Gzip && file.Entry is null)
        {
            kind = InnerKindOf(file);
            content = new GzipContent(content);
        }

        return kind switch
        {
            FileKind.Text => new CsvRowSource(file.Path, content),
            FileKind.Json => new JsonRowSource(file.Path, content),
            FileKind.Zip when file.Entry is null && content.CanSeek => new WorkbookRowSource(file.Path, content),
            FileKind.Zip or FileKind.Gzip => throw new BadInputException(
                file.Path,
                null,
                "an archive inside an archive is not read; unpack it first"
            ),
            FileKind.Empty => throw new BadInputException(file.Path, null, "the file is empty"),
            FileKind.Xml => throw new BadInputException(file.Path, null, XmlReason(content)),
            _ => throw new BadInputException(
                file.Path,
                null,
                "binary data; expected a CSV, a workbook (.xlsx), JSON, a .gz or a .zip of these"
            ),
        };
    }

    private static FileKind KindOf(SourceFile file)
    {
        using var stream = file.Open();
        return Magic.Of(stream);
    }

    private static FileKind InnerKindOf(SourceFile file)
    {
        using var content = new GzipContent(file.Open());
        return Magic.Of(content);
    }

    private static Sentence XmlReason(Stream content)
    {
        try
        {
            using var xml = XmlReader.Create(
                content,
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = 1 << 20 }
            );
            var elements = XDocument.Load(xml).Descendants().ToList();
            var code = elements.FirstOrDefault(e => e.Name.LocalName == "ERR_CODE")?.Value ?? "";
            var text = elements.FirstOrDefault(e => e.Name.LocalName == "ERR_DESC")?.Value ?? "";
            return code.Length == 0 ? "XML instead of a table; OASIS answers with XML where it has no data"
                : text.Length == 0 ? Sentence.Of($"an XML answer instead of data: error {code}")
                : Sentence.Of($"an XML answer instead of data: error {code} {text.TrimEnd()}");
        }
        catch (XmlException)
        {
            return "XML instead of a table";
        }
    }
}
