using System.Globalization;
using System.Reflection;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Architecture;

/// <summary>Every attack case has a test, and docs/security/attacks.md names the classes that hold it.</summary>
public sealed class AttackCaseTests
{
    private const int Cases = 54;

    [Fact]
    public void Every_attack_case_has_a_test_and_the_table_says_where()
    {
        var tests = typeof(AttackCaseTests)
            .Assembly.GetTypes()
            .SelectMany(type =>
                type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                    .SelectMany(m => m.GetCustomAttributes<TraitAttribute>())
                    .Concat(type.GetCustomAttributes<TraitAttribute>(inherit: false))
                    .Where(t => t.Name == "AttackCase")
                    .Select(t => (Case: int.Parse(t.Value, CultureInfo.InvariantCulture), Class: type.Name))
            )
            .Distinct()
            .ToLookup(t => t.Case, t => t.Class);
        Assert.Equal(Enumerable.Range(1, Cases), tests.Select(t => t.Key).Order());

        var table = File.ReadLines(Path.Combine(RepositoryRoot.Path, "docs", "security", "attacks.md"))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length >= 5 && int.TryParse(cells[1], CultureInfo.InvariantCulture, out _))
            .ToDictionary(
                cells => int.Parse(cells[1], CultureInfo.InvariantCulture),
                cells => cells[3].Split(',', StringSplitOptions.TrimEntries)
            );
        var wrong = Enumerable
            .Range(1, Cases)
            .Where(n =>
                !table.TryGetValue(n, out var named)
                || !named.Order(StringComparer.Ordinal).SequenceEqual(tests[n].Order(StringComparer.Ordinal))
            )
            .Select(n => $"case {n} is in {string.Join(", ", tests[n].Order(StringComparer.Ordinal))}");
        Assert.Empty(wrong);
    }

    [Fact]
    [Trait("AttackCase", "8")]
    [Trait("AttackCase", "54")]
    public void There_are_no_feature_flags_to_attack_yet()
    {
        // The day there are, this fails: the overrides of one organisation, edits without a permission and the kill switch need tests of their own.
        var flags = new[] { typeof(OptiBid.Core.Identity.Permissions).Assembly, typeof(Program).Assembly }
            .SelectMany(a => a.GetTypes())
            .Where(t =>
                t.Name.Contains("FeatureFlag", StringComparison.Ordinal) || t.Name.Contains("KillSwitch", StringComparison.Ordinal)
            );
        Assert.Empty(flags);
    }
}
