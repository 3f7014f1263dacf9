using System.Text.RegularExpressions;
using System.Xml.Linq;
using OptiBid.Core.Dashboards;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Dashboards.Layout;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Tests.Support;
using OptiBid.Web.Features.Dashboards;
using OptiBid.Web.Features.Dashboards.Widgets;

namespace OptiBid.Tests.Web.Dashboards;

public sealed partial class DashboardPartsTests
{
    private static readonly DashboardContent s_two = DashboardContent
        .Empty("Desk")
        .Add(new("a", "x.y"), new(4, 3), new(1, 1))
        .Add(new("b", "x.y"), new(4, 3), new(1, 1));

    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;")]
    [InlineData("[x](javascript:alert(1))", "href=\"\"")]
    [InlineData("[x](JaVaScRiPt:alert(1))", "href=\"\"")]
    [InlineData("[x](data:text/html;base64,AA)", "href=\"\"")]
    [InlineData("[x](//evil.example)", "href=\"\"")]
    [InlineData("[x](/markets?node=A)", "href=\"/markets?node=A\"")]
    [InlineData("[x](https://example.com)", "href=\"https://example.com\"")]
    [InlineData("![x](https://example.com/a.png)", "<a href=")]
    [InlineData("<javascript:alert(1)>", "href=\"\"")]
    [InlineData("# Title", "<h3")]
    [InlineData("**bold**", "<strong>bold</strong>")]
    public void Markdown_becomes_harmless_html(string text, string expected)
    {
        var html = SafeMarkdown.ToHtml(text);
        Assert.Contains(expected, html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch("(?i)(href|src)=\"(javascript|data):", html);
    }

    [Fact]
    public void An_editor_takes_keyboard_moves_as_one_step_and_a_cancelled_one_as_none()
    {
        var editor = new DashboardEditor(s_two);
        editor.Grab("a");
        editor.Nudge(12, t => GridLayout.Step(t, "a", 1, 0, 12));
        editor.Nudge(12, t => GridLayout.Step(t, "a", 1, 0, 12));
        Assert.Equal(2, editor.Content.Layouts.Wide[0].X);
        Assert.False(editor.CanUndo);
        editor.Cancel();
        Assert.Equal((0, false), (editor.Content.Layouts.Wide[0].X, editor.IsDirty));

        editor.Grab("a");
        editor.Nudge(12, t => GridLayout.Step(t, "a", 1, 0, 12));
        editor.Nudge(12, t => GridLayout.Step(t, "a", 1, 0, 12));
        editor.Drop();
        Assert.True(editor is { IsDirty: true, HeldId: null });
        editor.Undo();
        Assert.True(editor is { IsDirty: false, CanUndo: false, CanRedo: true });
        editor.Redo();
        Assert.Equal(2, editor.Content.Layouts.Wide[0].X);
        Assert.False(editor.Apply(c => c with { Title = "Desk" }));
        editor.Discard();
        Assert.False(editor.IsDirty);
        editor.Undo();
        Assert.Equal(2, editor.Content.Layouts.Wide[0].X);
    }

    [Fact]
    public void What_an_address_names_goes_before_the_dashboard_and_before_the_data()
    {
        var asset = new AssetView(Guid.CreateVersion7(), new("B", AssetKind.Battery, "CAISO", "SP15", 1, 4, 0.85), 1, default, "Ada");
        var options = new DashboardOptions([("CAISO", "NP15"), ("CAISO", "SP15"), ("ERCOT", "HB_NORTH"), ("ERCOT", "HB_WEST")], [asset]);
        var free = new DashboardDefaults();
        Assert.Equal(("CAISO", "SP15", null), Of((null, null, null, null), free));
        Assert.Equal(("ERCOT", "HB_NORTH", null), Of(("ercot", null, null, null), free));
        Assert.Equal(("CAISO", "SP15", asset.Id), Of((null, null, asset.Id, null), new(Market: "CAISO")));
        var kept = new DashboardDefaults("now-7d..now", "ERCOT", "HB_WEST");
        Assert.Equal(("ERCOT", "HB_WEST", null), Of((null, null, null, null), kept));
        Assert.Equal(("CAISO", "SP15", null), Of(("CAISO", null, null, null), kept));
        Assert.Equal(("ERCOT", "HB_NORTH", null), Of((null, "HB_NORTH", null, null), kept));
        Assert.Equal("now-1h..now", DashboardVariables.Choose((null, null, null, "now-1h..now"), kept, options).Range);
        Assert.Equal("now-7d..now", DashboardVariables.Choose((null, null, null, "nonsense"), kept, options).Range);

        (string, string, Guid?) Of((string?, string?, Guid?, string?) address, DashboardDefaults defaults)
        {
            var chosen = DashboardVariables.Choose(address, defaults, options);
            return (chosen.Market, chosen.Node, chosen.AssetId);
        }
    }

    [Theory]
    [InlineData("OptiBid.Web/Components/Widgets")]
    [InlineData("OptiBid.Web/Features/Dashboards")]
    [InlineData("OptiBid.Web/Features/Dashboards/Widgets")]
    public void Every_text_has_its_German(string folder)
    {
        var path = Path.Combine(RepositoryRoot.Path, folder);
        var keys = Directory
            .EnumerateFiles(path)
            .Where(f => Path.GetExtension(f) is ".razor" or ".cs")
            .SelectMany(f => Key().Matches(File.ReadAllText(f)))
            .Select(m => m.Groups["key"].Value)
            .ToHashSet(StringComparer.Ordinal);
        var german = XDocument
            .Load(Path.Combine(path, "Texts.de.resx"))
            .Descendants("data")
            .ToDictionary(d => (string)d.Attribute("name")!, d => (string)d.Element("value")!, StringComparer.Ordinal);
        Assert.NotEmpty(keys);
        Assert.Empty(keys.Except(german.Keys));
        Assert.Empty(german.Where(g => g.Value.Length == 0).Select(g => g.Key));
        Assert.Empty(german.Where(g => Holes(g.Key) != Holes(g.Value)).Select(g => g.Key));
    }

    [Fact]
    public void Every_template_has_its_German()
    {
        var german = XDocument
            .Load(Path.Combine(RepositoryRoot.Path, "OptiBid.Web/Features/Dashboards/Texts.de.resx"))
            .Descendants("data")
            .Select(d => (string)d.Attribute("name")!)
            .ToHashSet(StringComparer.Ordinal);
        var templates = new OptiBid.Core.Dashboards.Templates.DashboardTemplates().All;
        Assert.Empty(templates.SelectMany(t => new[] { t.Content.Title, t.Content.Description }).Except(german));
    }

    private static string Holes(string text) =>
        string.Concat(Hole().Matches(text).Select(m => m.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    [GeneratedRegex("""(?:\bL|_texts)\[\s*"(?<key>(?:[^"\\]|\\.)*)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Key();

    [GeneratedRegex(@"\{\d\}", RegexOptions.None, 1000)]
    private static partial Regex Hole();
}
