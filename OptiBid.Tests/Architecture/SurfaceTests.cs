using System.Reflection;
using System.Text.RegularExpressions;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Architecture;

/// <summary>What a capability shows, and habits that a reviewer should not have to look for.</summary>
public partial class SurfaceTests
{
    private static readonly string[] s_sourceExtensions =
    [
        ".cs",
        ".razor",
        ".js",
        ".css",
        ".json",
        ".md",
        ".yml",
        ".sh",
        ".csproj",
        ".props",
    ];

    /// <summary>Public classes of Core that are neither value types, options, interfaces nor exceptions, each with its reason.</summary>
    private static readonly Dictionary<string, string> s_publicClasses = new(StringComparer.Ordinal)
    {
        ["OptiBid.Core.Common.Result`1"] = "The outcome of every command.",
        ["OptiBid.Core.Data.OptiBidDbContext"] = "Commands take its factory; abstract, names no entity.",
        ["OptiBid.Core.Solvers.LpModel"] = "The model that callers of a solver build.",
        ["OptiBid.Core.Markets.Calendars.MarketCalendar"] = "Immutable value with private construction.",
    };

    [Fact]
    public void Core_shows_interfaces_values_options_and_registration_only()
    {
        var offences = typeof(OptiBid.Core.Common.Failure)
            .Assembly.GetExportedTypes()
            .Where(t => t is { IsClass: true, IsNested: false } && !IsStatic(t) && !IsRecord(t))
            .Where(t => !t.Name.EndsWith("Options", StringComparison.Ordinal) && !typeof(Exception).IsAssignableFrom(t))
            .Where(t => !typeof(Delegate).IsAssignableFrom(t) && !t.Namespace!.Contains(".Migrations", StringComparison.Ordinal))
            .Select(t => t.FullName!)
            .Where(n => !s_publicClasses.ContainsKey(n))
            .Order(StringComparer.Ordinal);
        Assert.Empty(offences);
    }

    [Fact]
    public void No_source_file_is_longer_than_500_lines()
    {
        var offences = SourceFiles(".cs", ".razor").Where(f => File.ReadLines(f).Count() > 500);
        Assert.Empty(offences);
    }

    [Fact]
    public void No_source_throws_NotImplemented_or_names_a_machine_path()
    {
        var self = Path.Combine("Architecture", "SurfaceTests.cs");
        var offences = SourceFiles(s_sourceExtensions)
            .Where(f => !f.EndsWith(self, StringComparison.Ordinal))
            .Where(f => Forbidden().IsMatch(File.ReadAllText(f)));
        Assert.Empty(offences);
    }

    [Fact]
    public void Package_versions_are_central()
    {
        var offences = SourceFiles(".csproj").Where(f => File.ReadAllText(f).Contains("Version=\"", StringComparison.Ordinal));
        Assert.Empty(offences);
    }

    private static IEnumerable<string> SourceFiles(params string[] extensions) =>
        Directory
            .EnumerateFiles(RepositoryRoot.Path, "*", SearchOption.AllDirectories)
            .Where(f => extensions.Contains(Path.GetExtension(f), StringComparer.Ordinal))
            .Where(f => !Generated().IsMatch(Path.GetRelativePath(RepositoryRoot.Path, f)));

    private static bool IsStatic(Type type) => type is { IsAbstract: true, IsSealed: true };

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.Instance) is not null;

    [GeneratedRegex(@"(^|[\\/])(bin|obj|lib|data|node_modules|Migrations|TestResults|\.git)[\\/]")]
    private static partial Regex Generated();

    [GeneratedRegex(@"NotImplementedException|(?<![\w.])/work/(main|shared)\b|/root/|\bC:\\\\Users\\\\")]
    private static partial Regex Forbidden();
}
