namespace OptiBid.Web.Features.Dashboards.Export;

/// <summary>Where a widget stands on the dashboard, in pixels from its upper left corner.</summary>
/// <param name="Id">Id of the widget.</param>
/// <param name="X">From the left.</param>
/// <param name="Y">From the top.</param>
/// <param name="W">Width.</param>
/// <param name="H">Height.</param>
internal sealed record BoardTile(string Id, double X, double Y, double W, double H)
{
    /// <summary>Its lower edge.</summary>
    public double Bottom => Y + H;
}

/// <summary>Where a widget stands on a page, in points from the upper left corner of what the page has for widgets.</summary>
/// <param name="Id">Id of the widget.</param>
/// <param name="X">From the left.</param>
/// <param name="Y">From the top.</param>
/// <param name="W">Width.</param>
/// <param name="H">Height.</param>
/// <param name="Scale">Points of a pixel.</param>
internal sealed record PaperTile(string Id, double X, double Y, double W, double H, double Scale);

/// <summary>Room for widgets on paper, in points.</summary>
/// <param name="Width">Of every page.</param>
/// <param name="FirstHeight">Of the first page, which has the heading.</param>
/// <param name="Height">Of the others.</param>
internal sealed record PaperRoom(double Width, double FirstHeight, double Height);

/// <summary>
/// Deals the widgets of a dashboard to pages. Pure: every widget stands on exactly one page, whole and inside it, none over another, all in one
/// scale: the one of the dashboard's width on the paper, or down to four fifths of it where that saves pages. Only a widget that is taller than
/// a page is made smaller, and has that page alone.
/// </summary>
internal static class PaperLayout
{
    /// <summary>The least share of the paper's width that a dashboard takes.</summary>
    public const double LeastShare = 0.8;

    // Sums of fractions of a pixel are not exact.
    private const double Slack = 0.01;
    private static readonly double[] s_shares = [1, 0.95, 0.9, 0.85, LeastShare];

    /// <summary>The pages, in order; at least one.</summary>
    public static IReadOnlyList<IReadOnlyList<PaperTile>> Arrange(IReadOnlyList<BoardTile> tiles, double boardWidth, PaperRoom room)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentNullException.ThrowIfNull(room);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(boardWidth);
        // The first of those with the fewest pages is the largest.
        return s_shares.Select(share => Deal(tiles, boardWidth, room, share)).MinBy(pages => pages.Count)!;
    }

    private static List<IReadOnlyList<PaperTile>> Deal(IReadOnlyList<BoardTile> tiles, double boardWidth, PaperRoom room, double share)
    {
        var scale = share * room.Width / boardWidth;
        var left = (1 - share) * room.Width / 2;
        var rest = tiles.OrderBy(t => t.Y).ThenBy(t => t.X).ToList();
        var pages = new List<IReadOnlyList<PaperTile>>();
        while (rest.Count > 0)
        {
            var height = pages.Count == 0 ? room.FirstHeight : room.Height;
            var (top, first) = (rest[0].Y, rest[0]);
            var here =
                first.H * scale > height + Slack
                    ? [Alone(first, left, scale, height)]
                    : rest.Where(t => (t.Bottom - top) * scale <= height + Slack).Select(t => Place(t, left, top, scale)).ToList();
            pages.Add(here);
            var placed = here.Select(t => t.Id).ToHashSet(StringComparer.Ordinal);
            rest.RemoveAll(t => placed.Contains(t.Id));
        }

        return pages.Count > 0
            ? pages
            :
            [
                [],
            ];
    }

    private static PaperTile Place(BoardTile tile, double left, double top, double scale) =>
        new(tile.Id, left + (tile.X * scale), (tile.Y - top) * scale, tile.W * scale, tile.H * scale, scale);

    private static PaperTile Alone(BoardTile tile, double left, double scale, double height)
    {
        var smaller = height / tile.H;
        return new(tile.Id, left + (tile.X * scale), 0, tile.W * smaller, height, smaller);
    }
}
