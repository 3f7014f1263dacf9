using System.Text;
using PdfSharp.Pdf;
using PdfSharp.Pdf.Content;
using PdfSharp.Pdf.Content.Objects;
using PdfSharp.Pdf.IO;

namespace OptiBid.Tests.Support;

/// <summary>Reads a PDF file as a person who searches it: the text of each page.</summary>
internal static class PdfText
{
    // What a font without a map of its own means: ISO 32000-1, annex D.2.
    private static readonly Encoding s_winAnsi = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>The text of every page, each string on a line.</summary>
    public static IReadOnlyList<string> Pages(byte[] file)
    {
        using var stream = new MemoryStream(file, writable: false);
        using var document = PdfReader.Open(stream, PdfDocumentOpenMode.Import);
        return [.. document.Pages.Cast<PdfPage>().Select(Text)];
    }

    /// <summary>Width and height of every page in points.</summary>
    public static IReadOnlyList<(double Width, double Height)> Sizes(byte[] file)
    {
        using var stream = new MemoryStream(file, writable: false);
        using var document = PdfReader.Open(stream, PdfDocumentOpenMode.Import);
        return [.. document.Pages.Cast<PdfPage>().Select(p => (p.Width.Point, p.Height.Point))];
    }

    private static string Text(PdfPage page)
    {
        var text = new StringBuilder();
        Dictionary<int, string>? letters = null;
        foreach (var step in ContentReader.ReadContent(page).OfType<COperator>())
        {
            if (step.OpCode.OpCodeName == OpCodeName.Tf)
            {
                letters = Letters(page, ((CName)step.Operands[0]).Name);
            }
            else if (step.OpCode.OpCodeName == OpCodeName.Tj)
            {
                text.AppendLine(Read(((CString)step.Operands[0]).Value, letters));
            }
        }

        return text.ToString();
    }

    private static string Read(string codes, Dictionary<int, string>? letters)
    {
        if (letters is null)
        {
            return s_winAnsi.GetString(Encoding.Latin1.GetBytes(codes));
        }

        var pairs = Enumerable.Range(0, codes.Length / 2).Select(i => (codes[2 * i] << 8) | codes[(2 * i) + 1]);
        return string.Concat(pairs.Select(code => letters.GetValueOrDefault(code, "\ufffd")));
    }

    /// <summary>What the codes of a font mean, where it says so; null where they are Latin letters.</summary>
    private static Dictionary<int, string>? Letters(PdfPage page, string name)
    {
        var font = page.Resources.Elements.GetDictionary("/Font")?.Elements.GetDictionary(name);
        if (font?.Elements.GetName("/Subtype") != "/Type0" || font.Elements.GetDictionary("/ToUnicode")?.Stream is not { } stream)
        {
            return null;
        }

        var map = Encoding.ASCII.GetString(stream.UnfilteredValue);
        var letters = new Dictionary<int, string>();
        foreach (System.Text.RegularExpressions.Match m in Range.Matches(map))
        {
            var (from, to, first) = (Hex(m.Groups["from"].Value), Hex(m.Groups["to"].Value), Hex(m.Groups["first"].Value));
            for (var code = from; code <= to; code++)
            {
                letters[code] = char.ConvertFromUtf32(first + code - from);
            }
        }

        return letters;
    }

    private static int Hex(string text) => Convert.ToInt32(text, 16);

    private static readonly System.Text.RegularExpressions.Regex Range = new(
        "<(?<from>[0-9A-Fa-f]{4})>\\s*<(?<to>[0-9A-Fa-f]{4})>\\s*<(?<first>[0-9A-Fa-f]{4})>",
        System.Text.RegularExpressions.RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(5)
    );
}
