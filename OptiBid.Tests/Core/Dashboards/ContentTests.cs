using OptiBid.Core.Dashboards;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Dashboards.Layout;

namespace OptiBid.Tests.Core.Dashboards;

public sealed class ContentTests
{
    private static readonly DashboardContent s_two = new(
        "Desk",
        "",
        [new("a", "market.price_chart"), new("b", "notes.markdown") { Settings = new Dictionary<string, string> { ["text"] = "Hi" } }],
        new([new("a", 0, 0, 6, 3), new("b", 6, 0, 6, 3)]),
        new()
    );

    [Fact]
    public void A_file_that_is_written_is_read_as_the_same_dashboard()
    {
        var arranged = s_two.Arrange(6, t => GridLayout.Move(t, "b", 0, 0, 6)) with
        {
            Defaults = new("now-7d..now", "ERCOT", "HB_NORTH", Guid.CreateVersion7()),
        };
        var read = ContentFile.Read(ContentFile.Write(arranged));
        Assert.True(read.IsSuccess, read.Failure?.Message);
        Assert.True(ContentFile.Same(arranged, read.Value));
        Assert.NotNull(read.Value.Layouts.Medium);
        Assert.Null(read.Value.Layouts.Narrow);
    }

    [Theory]
    [InlineData("[]", "$")]
    [InlineData("{", "$")]
    [InlineData("""{"title":"x"}""", "$.schemaVersion")]
    [InlineData("""{"schemaVersion":2,"title":"x","widgets":[],"layouts":{"wide":[]}}""", "$.schemaVersion")]
    [InlineData("""{"schemaVersion":1,"title":" ","widgets":[],"layouts":{"wide":[]}}""", "$.title")]
    [InlineData("""{"schemaVersion":1,"title":"x","colour":"red","widgets":[],"layouts":{"wide":[]}}""", "$.colour")]
    [InlineData("""{"schemaVersion":1,"title":"x","widgets":[{"id":"a","kind":"Nonsense"}],"layouts":{"wide":[]}}""", "$.widgets[0].kind")]
    [InlineData("""{"schemaVersion":1,"title":"x","widgets":[{"id":"a","kind":"a.b"}],"layouts":{"wide":[]}}""", "$.layouts.wide")]
    [InlineData(
        """{"schemaVersion":1,"title":"x","widgets":[{"id":"a","kind":"a.b"}],"layouts":{"wide":[{"id":"a","x":0,"y":0,"w":13,"h":1}]}}""",
        "$.layouts.wide[0]"
    )]
    [InlineData(
        """{"schemaVersion":1,"title":"x","widgets":[{"id":"a","kind":"a.b"}],"layouts":{"wide":[{"id":"a","x":"0","y":0,"w":1,"h":1}]}}""",
        "$.layouts.wide[0].x"
    )]
    [InlineData(
        """{"schemaVersion":1,"title":"x","defaults":{"range":"yesterday"},"widgets":[],"layouts":{"wide":[]}}""",
        "$.defaults.range"
    )]
    [InlineData(
        """{"schemaVersion":1,"title":"x","widgets":[{"id":"a","kind":"a.b"},{"id":"a","kind":"a.b"}],"layouts":{"wide":[]}}""",
        "$.widgets[1].id"
    )]
    [InlineData("""{"schemaVersion":1,"title":"x","widgets":[null],"layouts":{"wide":[]}}""", "$.widgets")]
    public void A_bad_file_is_refused_with_the_path_of_its_fault(string json, string path)
    {
        var read = ContentFile.Read(json);
        Assert.Equal("dashboards.file_invalid", read.Failure?.Code);
        Assert.Equal(path, read.Failure?.Field);
        Assert.Contains(path, read.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Overlapping_tiles_in_a_file_are_refused_by_name()
    {
        var clash = s_two with { Layouts = new([new("a", 0, 0, 6, 3), new("b", 5, 2, 6, 3)]) };
        var read = ContentFile.Read(ContentFile.Write(clash));
        Assert.Equal("$.layouts.wide[1]", read.Failure?.Field);
        Assert.Contains("overlaps tile 'a'", read.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_people_who_move_different_tiles_lose_nothing()
    {
        var origin = s_two.Add(new("c", "assets.kpi"), new(4, 2), new(1, 1));
        var mine = origin.Arrange(12, t => GridLayout.Resize(t, "a", 6, 5, 12)) with { Title = "Mine" };
        var theirs = origin.Change("b", w => w with { Title = "Theirs" }).Remove("c");
        var merged = ContentMerge.Merge(origin, mine, theirs);
        // The tile below the one that I enlarged was removed by them: nobody's change is in the way of the other's.
        Assert.Empty(merged.Collisions);
        Assert.Equal("Mine", merged.Content!.Title);
        Assert.Equal(["a", "b"], merged.Content.Widgets.Select(w => w.Id));
        Assert.Equal("Theirs", merged.Content.Widgets[1].Title);
        Assert.Equal(5, merged.Content.Layouts.Wide[0].H);
        Assert.Empty(GridLayout.Faults(merged.Content.Layouts.Wide, 12));
    }

    [Fact]
    public void Two_people_who_change_the_same_are_told_what()
    {
        var mine = s_two.Change("b", w => w with { Title = "One" }).Arrange(12, t => GridLayout.Move(t, "a", 6, 0, 12));
        var theirs = s_two.Change("b", w => w with { Title = "Other" }).Arrange(12, t => GridLayout.Resize(t, "a", 3, 3, 12));
        var merged = ContentMerge.Merge(s_two, mine, theirs);
        Assert.Null(merged.Content);
        Assert.Contains(merged.Collisions, c => c.StartsWith("widget One", StringComparison.Ordinal));
        Assert.Contains("the place of market.price_chart", merged.Collisions);
    }

    [Fact]
    public void A_merge_with_oneself_or_with_nothing_new_is_the_change()
    {
        var mine = s_two.Add(new("c", "assets.kpi"), new(4, 2), new(1, 1));
        foreach (var (my, their) in new[] { (mine, s_two), (s_two, mine), (mine, mine) })
        {
            Assert.True(ContentFile.Same(mine, ContentMerge.Merge(s_two, my, their).Content!));
        }
    }

    [Fact]
    public void A_widget_that_one_removed_and_the_other_changed_is_for_a_person_to_decide()
    {
        var merged = ContentMerge.Merge(s_two, s_two.Remove("b"), s_two.Change("b", w => w with { Title = "New" }));
        Assert.Null(merged.Content);
    }

    [Fact]
    public void Widgets_that_are_added_and_sized_stand_apart_on_every_grid()
    {
        var content = s_two.Arrange(6, t => t).Add(new("c", "assets.kpi"), new(4, 2), new(3, 2));
        var sized = content.Sized(k => k == "assets.kpi" ? new(k, k, "", "", new(8, 4), new(8, 4)) : null);
        Assert.Equal((8, 4), (sized.Layouts.Wide[2].W, sized.Layouts.Wide[2].H));
        Assert.Equal((6, 4), (sized.Layouts.Medium![2].W, sized.Layouts.Medium[2].H));
        Assert.Empty(GridLayout.Faults(sized.Layouts.Wide, 12));
        Assert.Empty(GridLayout.Faults(sized.Layouts.Medium, 6));
    }
}
