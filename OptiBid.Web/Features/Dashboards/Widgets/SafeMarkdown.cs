using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace OptiBid.Web.Features.Dashboards.Widgets;

/// <summary>Markdown as HTML that cannot do harm: no HTML of the writer, no scripts in links, no pictures from elsewhere.</summary>
internal static class SafeMarkdown
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseEmphasisExtras()
        .UseTaskLists()
        .UseAutoLinks()
        .DisableHtml()
        .Build();

    /// <summary>The HTML.</summary>
    public static string ToHtml(string text)
    {
        var document = Markdown.Parse(text, s_pipeline);
        foreach (var link in document.Descendants<LinkInline>())
        {
            link.IsImage = false;
            link.Url = IsSafe(link.Url) ? link.Url : "";
        }

        foreach (var link in document.Descendants<AutolinkInline>().Where(l => !l.IsEmail && !IsSafe(l.Url)))
        {
            link.Url = "";
        }

        // Headings of a note stand below the heading of its widget.
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            heading.Level = Math.Min(6, heading.Level + 2);
        }

        return document.ToHtml(s_pipeline);
    }

    private static bool IsSafe(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var absolute) && !url.StartsWith('/')
            ? absolute.Scheme is "http" or "https" or "mailto"
            : url is not null
                && !url.Contains(':', StringComparison.Ordinal)
                && !url.StartsWith("//", StringComparison.Ordinal)
                && !url.Contains('\\', StringComparison.Ordinal);
}
