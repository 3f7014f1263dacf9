using OptiBid.Core.Dashboards.Boards;
using OptiBid.Core.Dashboards.Content;

namespace OptiBid.Core.Dashboards.Templates;

/// <inheritdoc cref="IDashboardTemplates"/>
internal sealed class DashboardTemplates : IDashboardTemplates
{
    private static readonly string[] s_keys = ["day-ahead-trader", "real-time-desk", "asset-operator", "risk", "executive", "data-quality"];

    private static readonly Lazy<IReadOnlyList<DashboardTemplate>> s_all = new(() =>
        [.. s_keys.Select(k => new DashboardTemplate(k, Read(k)))]
    );

    /// <inheritdoc/>
    public IReadOnlyList<DashboardTemplate> All => s_all.Value;

    /// <summary>The embedded file.</summary>
    public static string FileOf(string key)
    {
        using var stream = typeof(DashboardTemplates).Assembly.GetManifestResourceStream($"dashboard-template/{key}.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static DashboardContent Read(string key) => ContentFile.Read(FileOf(key)).Value;
}
