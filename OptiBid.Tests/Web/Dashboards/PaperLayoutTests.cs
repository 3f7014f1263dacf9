using CsCheck;
using OptiBid.Core.Dashboards.Layout;
using OptiBid.Web.Features.Dashboards.Export;

namespace OptiBid.Tests.Web.Dashboards;

public sealed class PaperLayoutTests
{
    private const double Board = 1120;
    private const double Slack = 0.05;
    private static readonly PaperRoom s_room = new(786, 440, 500);

    // Boards as the grid makes them: twelve columns of 82 pixels, rows of 80, 12 between.
    private static readonly Gen<List<BoardTile>> s_boards = Gen.Select(Gen.Int[0, 11], Gen.Int[0, 30], Gen.Int[1, 12], Gen.Int[1, 14])
        .List[0, 40]
        .Select(places =>
        {
            var tiles = places.Select((p, i) => new Tile($"w{i}", p.Item1, p.Item2, p.Item3, p.Item4)).ToList();
            return GridLayout
                .Compact(tiles, GridColumns.Wide)
                .Select(t => new BoardTile(t.Id, t.X * (Board + 12) / 12, t.Y * 92.0, (t.W * (Board + 12) / 12) - 12, (t.H * 92.0) - 12))
                .ToList();
        });

    [Fact]
    public void Every_widget_stands_once_whole_inside_a_page_and_over_no_other() =>
        s_boards.Sample(board =>
        {
            var pages = PaperLayout.Arrange(board, Board, s_room);
            Assert.Equal(
                board.Select(t => t.Id).Order(StringComparer.Ordinal),
                pages.SelectMany(p => p).Select(t => t.Id).Order(StringComparer.Ordinal)
            );
            for (var number = 0; number < pages.Count; number++)
            {
                var (page, height) = (pages[number], number == 0 ? s_room.FirstHeight : s_room.Height);
                Assert.True(page.Count > 0 || board.Count == 0);
                Assert.All(
                    page,
                    t =>
                    {
                        Assert.InRange(t.X, -Slack, s_room.Width);
                        Assert.InRange(t.Y, -Slack, height);
                        Assert.InRange(t.X + t.W, 0, s_room.Width + Slack);
                        Assert.InRange(t.Y + t.H, 0, height + Slack);
                    }
                );
                Assert.All(page, a => Assert.DoesNotContain(page, b => a.Id != b.Id && Overlap(a, b)));
            }
        });

    [Fact]
    public void Every_widget_that_fits_a_page_has_the_scale_of_all_and_keeps_its_shape() =>
        s_boards.Sample(board =>
        {
            var byId = board.ToDictionary(t => t.Id, StringComparer.Ordinal);
            var pages = PaperLayout.Arrange(board, Board, s_room);
            if (board.Count == 0)
            {
                return;
            }

            var scale = pages.SelectMany(p => p).Max(t => t.Scale);
            Assert.InRange(scale, 0, (s_room.Width / Board) + Slack);
            for (var number = 0; number < pages.Count; number++)
            {
                foreach (var tile in pages[number])
                {
                    var from = byId[tile.Id];
                    Assert.Equal(from.W / from.H, tile.W / tile.H, 6);
                    Assert.Equal(tile.Scale, tile.W / from.W, 6);
                    if (tile.Scale < scale - 1e-9)
                    {
                        Assert.Single(pages[number]);
                        Assert.Equal(number == 0 ? s_room.FirstHeight : s_room.Height, tile.H, 6);
                    }
                }
            }
        });

    [Fact]
    public void A_dashboard_takes_less_than_the_width_where_that_saves_a_page()
    {
        // Rows of 3, 5, 4, 5 and 4: at the full width each has a page, a little smaller two share one.
        double[] rows = [0, 276, 736, 1104, 1564];
        double[] heights = [264, 448, 356, 448, 356];
        var board = rows.Select((y, i) => new BoardTile($"w{i}", 0, y, Board, heights[i])).ToList();
        var pages = PaperLayout.Arrange(board, Board, s_room);
        Assert.Equal(["w0,w1", "w2,w3", "w4"], pages.Select(p => string.Join(',', p.Select(t => t.Id))));
        Assert.InRange(pages[0][0].W, PaperLayout.LeastShare * s_room.Width, s_room.Width - 1);
        // In the middle of the paper.
        Assert.Equal((s_room.Width - pages[0][0].W) / 2, pages[0][0].X, 6);
    }

    [Fact]
    public void A_tile_that_a_page_would_cut_goes_to_the_next_and_what_stands_beside_it_stays()
    {
        BoardTile[] board = [new("a", 0, 0, 554, 540), new("left", 0, 552, 554, 400), new("right", 566, 0, 554, 600)];
        var pages = PaperLayout.Arrange(board, Board, s_room);
        Assert.Equal(["a,right", "left"], pages.Select(p => string.Join(',', p.Select(t => t.Id))));
        Assert.Equal(0, pages[1][0].Y, 6);
    }

    [Fact]
    public void A_board_without_widgets_is_one_page() => Assert.Empty(Assert.Single(PaperLayout.Arrange([], Board, s_room)));

    private static bool Overlap(PaperTile a, PaperTile b) =>
        a.X < b.X + b.W - Slack && b.X < a.X + a.W - Slack && a.Y < b.Y + b.H - Slack && b.Y < a.Y + a.H - Slack;
}
