using System.Reflection;
using System.Text.RegularExpressions;
using OptiBid.Core.Data.Tenancy;
using OptiBid.Core.Identity;
using OptiBid.Tests.Support;

namespace OptiBid.Tests.Architecture;

/// <summary>Commands ask for permissions, every permission is asked for, and few types see all organisations.</summary>
public partial class PermissionTests
{
    /// <summary>Folders of Core whose types may see every organisation, each with its reason.</summary>
    private static readonly Dictionary<string, string> s_platform = new(StringComparer.Ordinal)
    {
        ["OptiBid.Core.Data"] = "makes the contexts",
        ["OptiBid.Core.Identity"] = "accounts and sessions belong to no organisation; its commands filter by the actor's",
        ["OptiBid.Core.Audit"] = "one log and one tree over the platform",
        ["OptiBid.Core.Notifications"] = "messages go out before an organisation is known",
        ["OptiBid.Core.Cryptography"] = "keys of the platform",
        ["OptiBid.Core.Hosting"] = "reports on the platform",
        ["OptiBid.Core.Bidding.Lifecycle.ClearBids"] = "worker: looks for the bids of everybody that are due",
        ["OptiBid.Core.Forecasting.Days.Champions.ChampionWarmer"] = "worker: forecasts the champions of everybody ahead",
        ["OptiBid.Core.Forecasting.Runs.BacktestWorker"] = "worker: runs the backtests of everybody",
        ["OptiBid.Core.Forecasting.Retraining.Jobs.RetrainWorker"] = "worker: runs the retraining plans of everybody",
        ["OptiBid.Core.Forecasting.Runs.RunsOfBefore"] = "worker: queues the backtests of everybody again after a start",
        ["OptiBid.Core.Portfolios.Assets.DemoAssetsSeeder"] = "seeds the demo organisation before anybody signs in",
    };

    /// <summary>Classes that take the current user and ask for no permission, each with its reason.</summary>
    private static readonly Dictionary<string, string> s_unasked = new(StringComparer.Ordinal)
    {
        ["CurrentTenant"] = "says which organisation, decides nothing",
        ["FourEyes"] = "part of commands that asked",
        ["RecentProof"] = "part of commands that asked; lets the platform itself pass",
        ["ChampionReader"] = "part of forecasts that asked",
        ["ServeChampion"] = "part of forecasts that asked",
        ["MemberDirectory"] = "part of queries that asked",
        ["ReadOrganisation"] = "every member sees the name of their organisation",
        ["ListMyOrganisations"] = "one's own",
        ["LeaveOrganisation"] = "one's own membership",
        ["ScimChange"] = "part of commands that asked for the scope of the SCIM token",
        ["EraseDue"] = "worker: carries out requests that were allowed when they were made",
        ["AcceptInvitation"] = "the secret of the link is the proof",
    };

    [Fact]
    [Trait("AttackCase", "2")]
    public void Every_permission_is_asked_for_somewhere()
    {
        var sources = Sources("OptiBid.Core", "OptiBid.Web")
            .Where(f => Path.GetFileName(f) is not ("Permissions.cs" or "Roles.cs"))
            .Select(File.ReadAllText)
            .ToList();
        var names = typeof(Permissions)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(f => f.IsLiteral)
            .Select(f => $"Permissions.{f.Name}");
        Assert.Empty(names.Where(n => !sources.Any(s => s.Contains(n, StringComparison.Ordinal))));
    }

    [Fact]
    public void A_command_that_knows_its_user_asks_for_a_permission()
    {
        var offences = Sources("OptiBid.Core")
            .SelectMany(f => Classes().Split(File.ReadAllText(f)).Skip(1))
            .Select(text => (Name: Name().Match(text).Value, Text: text))
            .Where(c => TakesUser().IsMatch(c.Text.Split('{')[0]))
            .Where(c =>
                !c.Text.Contains(".Has(", StringComparison.Ordinal)
                && !c.Text.Contains("Forbidden(user)", StringComparison.Ordinal)
                && !c.Text.Contains("UserId", StringComparison.Ordinal)
            )
            .Where(c => !s_unasked.ContainsKey(c.Name))
            .Select(c => c.Name);
        Assert.Empty(offences);
    }

    [Fact]
    [Trait("AttackCase", "7")]
    public void Only_listed_types_see_every_organisation()
    {
        var offences = typeof(IPlatformContexts)
            .Assembly.GetTypes()
            .Where(t =>
                t.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
                    .Any(c => c.GetParameters().Any(p => p.ParameterType == typeof(IPlatformContexts)))
            )
            .Select(t => t.FullName!.Split('+')[0])
            .Where(n => !s_platform.Keys.Any(k => n == k || n.StartsWith(k + ".", StringComparison.Ordinal)));
        Assert.Empty(offences);
    }

    private static IEnumerable<string> Sources(params string[] projects) =>
        projects
            .SelectMany(p => Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, p), "*.*", SearchOption.AllDirectories))
            .Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal))
            .Where(f => !Generated().IsMatch(f));

    [GeneratedRegex(@"[\\/](bin|obj|Migrations)[\\/]")]
    private static partial Regex Generated();

    [GeneratedRegex(@"internal sealed (?:partial )?class ")]
    private static partial Regex Classes();

    [GeneratedRegex(@"^\w+")]
    private static partial Regex Name();

    [GeneratedRegex(@"\bICurrentUser\s+\w+")]
    private static partial Regex TakesUser();
}
