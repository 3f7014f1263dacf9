using CsCheck;
using OptiBid.Core.Dashboards.Layout;

namespace OptiBid.Tests.Core.Dashboards;

public sealed class GridLayoutTests
{
    private static readonly Gen<int> s_columns = Gen.OneOf(Gen.Const(12), Gen.Const(6), Gen.Const(1));

    private static readonly Gen<IReadOnlyList<Tile>> s_wild = Gen.Select(
            Gen.Int[-3, 15],
            Gen.Int[-3, 30],
            Gen.Int[-1, 14],
            Gen.Int[-1, 9],
            Gen.Int[1, 4]
        )
        .Array[0, 14]
        .Select(all =>
            (IReadOnlyList<Tile>)
                [.. all.Select((t, i) => new Tile($"t{i}", t.Item1, t.Item2, t.Item3, t.Item4) { MinW = t.Item5, MinH = t.Item5 / 2 + 1 })]
        );

    private static readonly Gen<(IReadOnlyList<Tile> Tiles, int Columns)> s_layouts = Gen.Select(
        s_wild,
        s_columns,
        (tiles, columns) => (GridLayout.Compact(tiles, columns), columns)
    );

    /// <summary>One step of a person: what, which tile, two numbers.</summary>
    private static readonly Gen<(int What, int Which, int A, int B)> s_step = Gen.Select(
        Gen.Int[0, 4],
        Gen.Int[0, 13],
        Gen.Int[-2, 14],
        Gen.Int[-2, 30]
    );

    [Fact]
    public void Whatever_a_person_does_no_tile_overlaps_leaves_the_grid_or_is_lost() =>
        Gen.Select(s_layouts, s_step.Array[0, 12])
            .Sample(
                (layout, steps) =>
                {
                    var (tiles, columns) = layout;
                    foreach (var step in steps)
                    {
                        var before = tiles;
                        tiles = Take(tiles, step, columns);
                        Sound(tiles, columns);
                        var (added, removed) = (step.What == 3, step.What == 4 && before.Any(t => t.Id == $"t{step.Which}"));
                        Assert.Equal(before.Count + (added ? 1 : 0) - (removed ? 1 : 0), tiles.Count);
                    }
                }
            );

    [Fact]
    public void Compaction_is_idempotent_and_makes_any_tiles_sound() =>
        Gen.Select(s_wild, s_columns)
            .Sample(
                (tiles, columns) =>
                {
                    var once = GridLayout.Compact(tiles, columns);
                    Sound(once, columns);
                    Assert.Equal(tiles.Select(t => t.Id), once.Select(t => t.Id));
                    Assert.Equal(once, GridLayout.Compact(once, columns));
                }
            );

    [Fact]
    public void The_derived_layout_keeps_every_tile_and_on_one_column_the_reading_order() =>
        s_layouts
            .Where(l => l.Columns == 12)
            .Sample(layout =>
            {
                foreach (var columns in new[] { 6, 1 })
                {
                    var derived = GridLayout.Derive(layout.Tiles, columns);
                    Sound(derived, columns);
                    Assert.Equal(layout.Tiles.Select(t => t.Id), derived.Select(t => t.Id));
                }

                Assert.Equal(
                    GridLayout.InOrder(layout.Tiles).Select(t => t.Id),
                    GridLayout.InOrder(GridLayout.Derive(layout.Tiles, 1)).Select(t => t.Id)
                );
            });

    [Fact]
    public void A_tile_that_is_moved_to_a_place_under_the_others_rises_until_something_stands_above_it() =>
        Gen.Select(s_layouts, Gen.Int[0, 13], Gen.Int[0, 11])
            .Sample(
                (layout, which, x) =>
                {
                    var moved = GridLayout.Move(layout.Tiles, $"t{which}", x, 500, layout.Columns);
                    Assert.All(
                        moved,
                        t =>
                            Assert.True(
                                t.Y == 0 || moved.Any(o => o.Bottom == t.Y && o.X < t.X + t.W && t.X < o.X + o.W),
                                $"{t} hangs in the air"
                            )
                    );
                }
            );

    [Fact]
    public void A_step_down_shows_unless_nothing_stands_below()
    {
        IReadOnlyList<Tile> tiles = [new("a", 0, 0, 4, 2), new("b", 0, 2, 4, 3), new("c", 4, 0, 4, 2)];
        var down = GridLayout.Step(tiles, "a", 0, 1, 12);
        Assert.Equal([new("a", 0, 3, 4, 2), new("b", 0, 0, 4, 3), new("c", 4, 0, 4, 2)], down);
        Assert.Equal(tiles, GridLayout.Step(down, "a", 0, -1, 12));
        Assert.Equal(tiles, GridLayout.Step(tiles, "b", 0, 1, 12));
        Assert.Equal(tiles, GridLayout.Step(tiles, "c", 0, -1, 12));
        Assert.Equal(tiles, GridLayout.Step(tiles, "nobody", 1, 0, 12));
        Assert.Equal(new("c", 5, 0, 4, 2), GridLayout.Step(tiles, "c", 1, 0, 12)[2]);
    }

    [Fact]
    public void A_tile_that_is_moved_over_another_pushes_it_aside()
    {
        IReadOnlyList<Tile> tiles = [new("a", 0, 0, 6, 2), new("b", 6, 0, 6, 2)];
        Assert.Equal([new("a", 4, 0, 6, 2), new("b", 6, 2, 6, 2)], GridLayout.Move(tiles, "a", 4, 0, 12));
    }

    [Fact]
    public void A_tile_keeps_its_least_size_and_grows_to_the_edge_only()
    {
        IReadOnlyList<Tile> tiles = [new("a", 8, 0, 3, 2) { MinW = 3, MinH = 2 }];
        Assert.Equal((4, 5), Size(GridLayout.Resize(tiles, "a", 9, 5, 12)));
        Assert.Equal((3, 2), Size(GridLayout.Resize(tiles, "a", 1, 1, 12)));
        Assert.Equal((1, 2), Size(GridLayout.Derive(tiles, 1)));
    }

    [Fact]
    public void Undo_takes_back_each_step_and_redo_takes_it_again() =>
        Gen
            .Int.Array[1, 80]
            .Sample(values =>
            {
                var history = values.Aggregate(new EditHistory<int>(-1), (h, v) => h.Push(v));
                Assert.Equal(Math.Min(values.Length, EditHistory<int>.MaxSteps), history.UndoSteps);
                var kept = history.UndoSteps;
                var seen = new List<int>();
                for (var h = history; h.UndoSteps > 0; h = h.Undo())
                {
                    Assert.Equal(h.Present, h.Undo().Redo().Present);
                    seen.Add(h.Present);
                }

                Assert.Equal(values.Reverse().Take(kept), seen);
                var back = Enumerable.Range(0, kept).Aggregate(history, (h, _) => h.Undo());
                Assert.Equal(back.Present, back.Undo().Present);
                var forth = Enumerable.Range(0, kept + 3).Aggregate(back, (h, _) => h.Redo());
                Assert.Equal(history.Present, forth.Present);
                Assert.False(forth.CanRedo);
                Assert.False(back.Push(7).CanRedo);
            });

    private static (int, int) Size(IReadOnlyList<Tile> tiles) => (tiles[0].W, tiles[0].H);

    private static IReadOnlyList<Tile> Take(IReadOnlyList<Tile> tiles, (int What, int Which, int A, int B) step, int columns)
    {
        var id = $"t{step.Which}";
        return step.What switch
        {
            0 => GridLayout.Move(tiles, id, step.A, step.B, columns),
            1 => GridLayout.Resize(tiles, id, step.A, step.B, columns),
            2 => GridLayout.Step(tiles, id, Math.Sign(step.A), Math.Sign(step.B), columns),
            3 => GridLayout.Add(tiles, new(Guid.CreateVersion7().ToString("N"), 0, 0, step.A, step.B), columns),
            _ => GridLayout.Remove(tiles, id, columns),
        };
    }

    private static void Sound(IReadOnlyList<Tile> tiles, int columns)
    {
        Assert.Empty(GridLayout.Faults(tiles, columns));
        Assert.All(tiles, t => Assert.True(t.W >= Math.Min(t.MinW, columns) && t.H >= t.MinH));
    }
}
