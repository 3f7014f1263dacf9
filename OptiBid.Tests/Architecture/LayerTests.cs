using OptiBid.Tests.Support;

namespace OptiBid.Tests.Architecture;

/// <summary>The rules of ARCHITECTURE section 2.</summary>
public class LayerTests
{
    private static readonly string[] s_bannedInCore =
    [
        "Microsoft.AspNetCore.Components",
        "Microsoft.AspNetCore.Mvc",
        "Microsoft.AspNetCore.Http",
        "Microsoft.AspNetCore.Builder",
        "Microsoft.AspNetCore.Routing",
        "Microsoft.AspNetCore.SignalR",
        "MudBlazor",
        "OptiBid.Web",
    ];

    [Fact]
    public void Core_uses_neither_the_web_nor_its_frameworks()
    {
        var offences = HouseModel
            .Dependencies()
            .Where(d => HouseModel.CapabilityOf(d.From) is not null)
            .Where(d => s_bannedInCore.Any(b => d.To.FullName.StartsWith(b + ".", StringComparison.Ordinal)))
            .Select(d => $"{d.From.FullName} -> {d.To.FullName}");
        Assert.Empty(offences);
    }

    [Fact]
    public void Only_identity_uses_the_plain_identity_packages()
    {
        var offences = HouseModel
            .Dependencies()
            .Where(d => HouseModel.CapabilityOf(d.From) is not (null or "Identity" or "Hosting"))
            .Where(d => d.To.FullName.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal))
            .Select(d => $"{d.From.FullName} -> {d.To.FullName}");
        Assert.Empty(offences);
    }

    [Fact]
    public void A_folder_of_Core_uses_only_lower_layers()
    {
        var offences =
            from d in HouseModel.Dependencies()
            let origin = HouseModel.CapabilityOf(d.From)
            let target = HouseModel.CapabilityOf(d.To)
            where origin is not null && target is not null && origin != target
            where HouseModel.Layers[target] >= HouseModel.Layers[origin] && !HouseModel.SidewaysEdges.ContainsKey((origin, target))
            select $"{d.From.FullName} -> {d.To.FullName}";
        Assert.Empty(offences);
    }

    [Fact]
    public void Every_folder_of_Core_has_a_layer_and_a_readme()
    {
        var core = Path.Combine(RepositoryRoot.Path, "OptiBid.Core");
        var folders = Directory.GetDirectories(core).Select(d => Path.GetFileName(d)!).Where(n => n is not ("bin" or "obj")).ToList();
        Assert.Empty(folders.Where(f => !HouseModel.Layers.ContainsKey(f)));
        Assert.Empty(folders.Where(f => !File.Exists(Path.Combine(core, f, "README.md"))));
    }

    [Fact]
    public void Wanted_sideways_edges_exist()
    {
        var edges = HouseModel.Dependencies().Select(d => (HouseModel.CapabilityOf(d.From), HouseModel.CapabilityOf(d.To))).ToHashSet();
        Assert.Empty(HouseModel.SidewaysEdges.Keys.Where(e => !edges.Contains((e.From, e.To))));
    }

    [Fact]
    public void Data_names_no_entity()
    {
        var offences = HouseModel
            .Dependencies()
            .Where(d => HouseModel.CapabilityOf(d.From) == "Data")
            .Where(d => !d.From.Namespace.FullName.Contains(".Migrations", StringComparison.Ordinal))
            .Where(d => HouseModel.CapabilityOf(d.To) is not (null or "Data" or "Common"))
            .Select(d => $"{d.From.FullName} -> {d.To.FullName}");
        Assert.Empty(offences);
    }

    [Fact]
    public void A_feature_of_the_web_never_uses_another()
    {
        var offences =
            from d in HouseModel.Dependencies()
            let origin = HouseModel.WebFeatureOf(d.From)
            let target = HouseModel.WebFeatureOf(d.To)
            where origin is not null && target is not null && origin != target
            select $"{d.From.FullName} -> {d.To.FullName}";
        Assert.Empty(offences);
    }

    [Fact]
    public void Adapters_are_internal_and_only_hosting_or_their_own_capability_names_them()
    {
        string[] adapters = [".Sqlite", ".Postgres", ".DuckDb", ".InProcess"];
        bool IsAdapter(string ns) =>
            ns.StartsWith("OptiBid.Core.", StringComparison.Ordinal) && adapters.Any(a => ns.EndsWith(a, StringComparison.Ordinal));
        var visible = HouseModel
            .Architecture.Types.Where(t => t.Namespace is not null && IsAdapter(t.Namespace.FullName))
            .Where(t => t.Visibility == ArchUnitNET.Domain.Visibility.Public)
            .Select(t => t.FullName);
        Assert.Empty(visible);
        var offences =
            from d in HouseModel.Dependencies()
            where IsAdapter(d.To.Namespace.FullName)
            let origin = HouseModel.CapabilityOf(d.From)
            where origin != "Hosting" && origin != HouseModel.CapabilityOf(d.To)
            select $"{d.From.FullName} -> {d.To.FullName}";
        Assert.Empty(offences);
    }
}
