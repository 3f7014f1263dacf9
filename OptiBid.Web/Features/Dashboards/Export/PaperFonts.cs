using PdfSharp.Drawing;
using PdfSharp.Fonts;

namespace OptiBid.Web.Features.Dashboards.Export;

/// <summary>The letters of the PDF files, which the program brings along: a server need not have fonts.</summary>
internal sealed class PaperFonts : IFontResolver
{
    private const string Family = "Roboto";
    private const string Regular = "Roboto_400Regular";
    private const string Bold = "Roboto_700Bold";
    private static readonly Lock s_gate = new();

    /// <summary>A font of a size in points.</summary>
    public static XFont Of(double size, bool bold = false)
    {
        // PDFsharp has one resolver for the process.
        lock (s_gate)
        {
            GlobalFontSettings.FontResolver ??= new PaperFonts();
        }

        return new(Family, size, bold ? XFontStyleEx.Bold : XFontStyleEx.Regular);
    }

    /// <inheritdoc/>
    public byte[]? GetFont(string faceName)
    {
        using var stream =
            typeof(PaperFonts).Assembly.GetManifestResourceStream($"OptiBid.Web.Fonts.{faceName}")
            ?? throw new InvalidOperationException($"The font {faceName} is not in the program");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <inheritdoc/>
    public FontResolverInfo? ResolveTypeface(string familyName, bool isBold, bool isItalic) => new(isBold ? Bold : Regular);
}
