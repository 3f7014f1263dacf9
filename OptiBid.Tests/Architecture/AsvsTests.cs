using System.Globalization;
using System.Text.RegularExpressions;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Architecture;

/// <summary>Keeps docs/security/asvs.md true in what a machine can see: ids, statuses, references, counts.</summary>
public sealed partial class AsvsTests
{
    private static readonly string[] s_statuses = ["met", "partly", "not met", "not applicable"];

    private static readonly string s_page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "security", "asvs.md"));

    private static readonly List<Requirement> s_table =
    [
        .. Row()
            .Matches(s_page)
            .Select(m => new Requirement(
                m.Groups["id"].Value,
                m.Groups["status"].Value,
                [.. Code().Matches(m.Groups["refs"].Value).Select(c => c.Groups["path"].Value)],
                m.Groups["remark"].Value.Trim()
            )),
    ];

    private sealed record Requirement(string Id, string Status, IReadOnlyList<string> References, string Remark);

    [Fact]
    public void The_table_has_each_requirement_of_the_levels_1_and_2_once()
    {
        // The last column is the level; texts in quotes hold commas and line feeds, ids and levels do not.
        var csv = File.ReadAllText(SharedData.PathOf("asvs/asvs-5.0.0.csv"));
        var wanted = CsvRow().Matches(csv).Where(m => m.Groups["level"].Value is "1" or "2").Select(m => m.Groups["id"].Value).ToList();
        Assert.Equal(253, wanted.Count);
        Assert.Equal(wanted, s_table.Select(r => r.Id));
    }

    [Fact]
    public void Every_status_is_one_of_four_and_is_explained_or_shown()
    {
        Assert.Empty(s_table.Where(r => !s_statuses.Contains(r.Status, StringComparer.Ordinal)).Select(r => r.Id));
        Assert.Empty(s_table.Where(r => r.Status is "met" or "partly" && r.References.Count == 0).Select(r => r.Id));
        Assert.Empty(s_table.Where(r => r.Status is not "met" && r.Remark.Length == 0).Select(r => r.Id));
    }

    [Fact]
    public void Every_reference_is_a_file_of_this_repository() =>
        Assert.Empty(
            s_table
                .SelectMany(r => r.References.Select(f => (r.Id, File: f)))
                .Where(x => !File.Exists(Path.Combine(RepositoryRoot.Path, x.File)))
        );

    [Fact]
    public void The_counts_and_the_list_of_what_is_not_met_are_those_of_the_table()
    {
        var counts = Count()
            .Matches(s_page)
            .ToDictionary(m => m.Groups["status"].Value, m => m.Groups["count"].Value, StringComparer.Ordinal);
        foreach (var status in s_statuses)
        {
            Assert.Equal(s_table.Count(r => r.Status == status).ToString(CultureInfo.InvariantCulture), counts[status]);
        }

        Assert.Equal(
            s_table.Where(r => r.Status == "not met").Select(r => r.Id),
            NotMet().Matches(s_page).Select(m => m.Groups["id"].Value)
        );
    }

    [GeneratedRegex(
        @"^\| (?<id>[0-9]+\.[0-9]+\.[0-9]+) \| (?<status>[^|]+) \|(?<refs>[^|]*)\|(?<remark>[^|]*)\|\r?$",
        RegexOptions.Multiline,
        1000
    )]
    private static partial Regex Row();

    [GeneratedRegex("`(?<path>[^`]+)`", RegexOptions.None, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^\| (?<status>[a-z ]+) \| (?<count>[0-9]+) \|", RegexOptions.Multiline, 1000)]
    private static partial Regex Count();

    [GeneratedRegex(@"^- .*\((?<id>[0-9.]+)\)\.\r?$", RegexOptions.Multiline, 1000)]
    private static partial Regex NotMet();

    [GeneratedRegex(@",V(?<id>[0-9]+\.[0-9]+\.[0-9]+),(?:""(?:[^""]|"""")*""|[^,""]*),(?<level>[123])\r?$", RegexOptions.Multiline, 5000)]
    private static partial Regex CsvRow();
}
