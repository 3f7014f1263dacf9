using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace OptiBid.Tests.Architecture;

/// <summary>The types of the two product assemblies with their dependencies, read once.</summary>
internal static class HouseModel
{
    private const string CorePrefix = "OptiBid.Core.";

    /// <summary>Layers inside Core; a folder may use only folders of lower layers (ARCHITECTURE section 2, rule 2).</summary>
    public static readonly IReadOnlyDictionary<string, int> Layers = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["Common"] = 0,
        ["Solvers"] = 0,
        ["Cryptography"] = 0,
        ["Data"] = 1,
        ["Network"] = 1,
        ["Series"] = 1,
        ["Messaging"] = 1,
        ["Caching"] = 1,
        ["Observability"] = 1,
        ["Audit"] = 2,
        ["Identity"] = 2,
        ["Features"] = 2,
        ["Notifications"] = 2,
        ["Markets"] = 3,
        ["Portfolios"] = 3,
        ["Devices"] = 3,
        ["Dashboards"] = 3,
        ["Forecasting"] = 4,
        ["Clearing"] = 4,
        ["Quantum"] = 4,
        ["Ledger"] = 4,
        ["Bidding"] = 5,
        ["Compliance"] = 6,
        ["Reporting"] = 6,
        ["Hosting"] = 7,
    };

    /// <summary>Edges inside one layer that are wanted, each with its reason.</summary>
    public static readonly IReadOnlyDictionary<(string From, string To), string> SidewaysEdges = new Dictionary<(string, string), string>
    {
        [("Solvers", "Common")] = "Its health check says a sentence, which pages translate.",
        [("Audit", "Identity")] = "A row names the actor, and the log's own commands ask for permissions.",
        [("Identity", "Notifications")] = "Codes, invitations and resets go out as messages; Notifications knows nothing of accounts.",
        [("Dashboards", "Markets")] = "A dashboard keeps a time range, which is said and read as the calendars do.",
        [("Portfolios", "Markets")] = "An asset is settled at a node of a market; the list of markets is the calendars'.",
        [("Identity", "Notifications")] = "A break-glass sign-in and a new device are told by e-mail.",
    };

    public static readonly ArchUnitNET.Domain.Architecture Architecture = new ArchLoader()
        .LoadAssemblies(typeof(OptiBid.Core.Common.Failure).Assembly, typeof(Program).Assembly)
        .Build();

    /// <summary>The first namespace part after <c>OptiBid.Core.</c>, or null for other types.</summary>
    public static string? CapabilityOf(IType type) => PartAfter(type.Namespace.FullName, CorePrefix);

    /// <summary>The capability of <c>OptiBid.Web.Features.X</c>, or null.</summary>
    public static string? WebFeatureOf(IType type) => PartAfter(type.Namespace.FullName, "OptiBid.Web.Features.");

    /// <summary>Every dependency between two types of the product, once per pair.</summary>
    public static IEnumerable<(IType From, IType To)> Dependencies() =>
        Architecture
            .Types.Where(t => t.Namespace is not null && t.Namespace.FullName.StartsWith("OptiBid.", StringComparison.Ordinal))
            .SelectMany(t => t.Dependencies.Select(d => (From: t, To: d.Target)))
            .Where(d => d.To.Namespace is not null && d.From.FullName != d.To.FullName)
            .DistinctBy(d => (d.From.FullName, d.To.FullName));

    private static string? PartAfter(string text, string prefix)
    {
        if (!text.StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var rest = text[prefix.Length..];
        var dot = rest.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? rest : rest[..dot];
    }
}
