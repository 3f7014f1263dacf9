using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using OptiBid.Tests.Support;
using OptiBid.Web.Components;
using OptiBid.Web.Components.Layout;

namespace OptiBid.Tests.Web.Shell;

/// <summary>Every text that goes through the localizer has its German, in the resource that the page resolves to.</summary>
public sealed partial class TextsTests
{
    private const BindingFlags OwnMembers =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private static readonly string s_web = Path.Combine(RepositoryRoot.Path, "OptiBid.Web");

    /// <summary>Keys that are computed: names of enum members and titles of pages.</summary>
    private static readonly string[] s_computed =
    [
        .. Enum.GetNames<NavGroup>(),
        .. Enum.GetNames<OptiBid.Web.Components.Shared.Provenance>(),
        .. Enum.GetNames<OptiBid.Core.Bidding.Lifecycle.BidStatus>(),
        .. Enum.GetNames<OptiBid.Core.Identity.Privacy.PrivacyRequestState>(),
        .. Enum.GetNames<OptiBid.Web.Components.Shared.PaletteKind>(),
        .. new OptiBid.Core.Dashboards.Templates.DashboardTemplates().All.SelectMany(t => new[] { t.Content.Title, t.Content.Description }),
        "Money & risk",
    ];

    private static readonly IReadOnlyDictionary<string, Dictionary<string, string>> s_german = Directory
        .EnumerateFiles(s_web, "Texts.de.resx", SearchOption.AllDirectories)
        .Where(IsSource)
        .ToDictionary(f => Path.GetDirectoryName(f)!, Read, StringComparer.Ordinal);

    public static TheoryData<string> Folders => [.. s_german.Keys.Select(d => Path.GetRelativePath(s_web, d))];

    [Fact]
    public void EveryKey_HasItsGermanEntry()
    {
        var missing = Sources()
            .SelectMany(file => KeysOf(file).Select(key => (file, key, german: ResourceOf(file))))
            .Where(k => !k.german.ContainsKey(k.key))
            .Select(k => $"{Path.GetRelativePath(s_web, k.file)}: {k.key}")
            .ToList();
        Assert.True(missing.Count == 0, string.Join("\n", missing));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void EveryGermanEntry_IsUsed(string folder)
    {
        var directory = Path.GetFullPath(Path.Combine(s_web, folder));
        var used = Sources()
            .Where(f => ReferenceEquals(ResourceOf(f), s_german[directory]))
            .SelectMany(KeysOf)
            .ToHashSet(StringComparer.Ordinal);
        used.UnionWith(NavPages.All.Select(p => p.Title));
        used.UnionWith(s_computed);
        used.UnionWith(CoreSentences.Formats);
        used.UnionWith(CoreSentences.Words);
        // Words of enums and of templates are keys too, wherever they are declared.
        var core = Directory
            .EnumerateFiles(Path.Combine(RepositoryRoot.Path, "OptiBid.Core"), "*.*", SearchOption.AllDirectories)
            .Where(f => IsSource(f) && Path.GetExtension(f) is ".cs" or ".json")
            .Where(IsSource);
        var text = string.Concat(Sources().Concat(core).Select(File.ReadAllText)).Replace("\\\"", "\"", StringComparison.Ordinal);
        // A key may also stand in a list that is translated when it is drawn.
        var unused = s_german[directory]
            .Keys.Where(k =>
                !used.Contains(k)
                && !text.Contains($"\"{k}\"", StringComparison.Ordinal)
                && !(k.All(char.IsLetter) && Regex.IsMatch(text, $@"\b{k}\b"))
            )
            .ToList();
        Assert.True(unused.Count == 0, string.Join("\n", unused));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void EveryEntry_IsFoundInGerman_AndIsItselfInAnyOtherLanguage(string folder)
    {
        var marker = typeof(Texts).Assembly.GetType(
            $"OptiBid.Web.{folder.Replace(Path.DirectorySeparatorChar, '.')}.Texts",
            throwOnError: true
        )!;
        var texts = new ServiceCollection()
            .AddLogging()
            .AddLocalization()
            .BuildServiceProvider()
            .GetRequiredService<IStringLocalizerFactory>()
            .Create(marker);
        var entries = s_german[Path.GetFullPath(Path.Combine(s_web, folder))];
        using (new Speaking("de-DE"))
        {
            Assert.Empty(entries.Where(e => texts[e.Key] is var found && (found.ResourceNotFound || found.Value != e.Value)));
        }

        using (new Speaking("en-US"))
        {
            Assert.Empty(entries.Keys.Where(k => texts[k].Value != k));
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void GermanEntries_TakeTheSameArguments_AndAreNoTwins(string folder)
    {
        var german = s_german[Path.GetFullPath(Path.Combine(s_web, folder))];
        var wrong = german
            .Where(p => !Arguments(p.Key).SetEquals(Arguments(p.Value)) || string.IsNullOrWhiteSpace(p.Value))
            .Select(p => p.Key)
            .ToList();
        // The compiler of resources takes keys that differ in case only for one.
        wrong.AddRange(german.Keys.GroupBy(k => k, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1).Select(g => g.Key));
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void GermanEntries_HaveTheirUmlauts()
    {
        var wrong = s_german.Values.SelectMany(g => g.Values).Where(v => Replaced().IsMatch(v)).ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void EveryComponent_LooksUpTheTextsOfTheNearestFolderThatHasSome()
    {
        var folders = Folders
            .Select(f => "OptiBid.Web." + f.Data.Replace(Path.DirectorySeparatorChar, '.'))
            .ToHashSet(StringComparer.Ordinal);
        var wrong = typeof(Texts)
            .Assembly.GetTypes()
            .Select(t => (Component: t, Texts: t.GetProperty("L", OwnMembers)?.PropertyType.GenericTypeArguments.SingleOrDefault()))
            .Where(c => c.Texts is not null && c.Texts.Namespace != Nearest(c.Component.Namespace!))
            .Select(c => $"{c.Component.FullName} asks {c.Texts!.FullName}")
            .ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));

        string Nearest(string space)
        {
            while (space.Contains('.', StringComparison.Ordinal) && !folders.Contains(space))
            {
                space = space[..space.LastIndexOf('.')];
            }

            return folders.Contains(space) ? space : typeof(Texts).Namespace!;
        }
    }

    [Fact]
    public void TitlesOfPages_HaveTheirGerman()
    {
        var missing = NavPages.All.Where(p => !s_german.Values.Any(g => g.ContainsKey(p.Title))).Select(p => p.Title).ToList();
        Assert.True(missing.Count == 0, string.Join("\n", missing));
        missing.AddRange(
            RouteMap
                .All.Where(r => r.Parent is not null)
                .Select(r => r.Title)
                .Where(t => !s_german[Path.Combine(s_web, "Components")].ContainsKey(t))
        );
        Assert.True(missing.Count == 0, string.Join("\n", missing));
        Assert.Equal("OptiBid.Web.Components.Texts", typeof(Texts).FullName);
    }

    [Fact]
    public void Help_HasItsGerman()
    {
        var german = s_german[Path.Combine(s_web, "Features", "Help")];
        var keys = OptiBid
            .Web.Features.Help.Glossary.Terms.SelectMany(t => new[] { t.Term, t.Meaning })
            .Concat(OptiBid.Web.Features.Help.Methodology.Topics.SelectMany(t => t.Paragraphs.Prepend(t.Title)))
            .Concat(Shortcuts.Pages.Select(s => s.Meaning))
            .Concat(Shortcuts.Others.Select(s => s.Meaning));
        var missing = keys.Where(k => !german.ContainsKey(k)).ToList();
        Assert.True(missing.Count == 0, string.Join("\n", missing));
    }

    private static Dictionary<string, string> Read(string file) =>
        XDocument
            .Load(file)
            .Root!.Elements("data")
            .ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value, StringComparer.Ordinal);

    /// <summary>The resource of the nearest folder above a file that has one; that of the shared components for whoever has none.</summary>
    private static Dictionary<string, string> ResourceOf(string file)
    {
        for (var at = Path.GetDirectoryName(file)!; at.Length >= s_web.Length; at = Path.GetDirectoryName(at)!)
        {
            if (s_german.TryGetValue(at, out var german))
            {
                return german;
            }
        }

        return s_german[Path.Combine(s_web, "Components")];
    }

    private static IEnumerable<string> KeysOf(string file) =>
        Localized()
            .Matches(File.ReadAllText(file))
            .Select(m => Regex.Unescape(m.Groups[1].Value.Replace("\\{", "{", StringComparison.Ordinal)));

    private static HashSet<string> Arguments(string text) => [.. Argument().Matches(text).Select(m => m.Value)];

    private static IEnumerable<string> Sources() =>
        Directory
            .EnumerateFiles(s_web, "*", SearchOption.AllDirectories)
            .Where(f => IsSource(f) && Path.GetExtension(f) is ".razor" or ".cs")
            .Where(IsSource);

    private static bool IsSource(string file) =>
        !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
        && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    [GeneratedRegex("""(?<![\w])(?:L|texts|_texts)\["((?:[^"\\]|\\.)*)"(?=[\],])""")]
    private static partial Regex Localized();

    [GeneratedRegex(@"\{\d")]
    private static partial Regex Argument();

    [GeneratedRegex(
        @"\b(fuer|ueber|koennen|muessen|waehlen|Schluessel|Maerkte|zurueck|Aenderung|loeschen|pruefen)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Replaced();
}
