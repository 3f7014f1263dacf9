using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using OptiBid.Core.Dashboards;
using OptiBid.Core.Identity;
using OptiBid.Tests.Support;
using OptiBid.Web.Components.Widgets;
using OptiBid.Web.Features.Assets.Widgets;
using OptiBid.Web.Features.Bids.Widgets;
using OptiBid.Web.Features.Desk.Widgets;
using OptiBid.Web.Features.Forecasts.Widgets;
using OptiBid.Web.Features.Health.Widgets;
using OptiBid.Web.Features.Markets.Widgets;
using OptiBid.Web.Features.Pnl.Widgets;

namespace OptiBid.Tests.Web.WidgetKinds;

/// <summary>The widgets that the features bring.</summary>
public sealed partial class WidgetCatalogueTests
{
    private static readonly string[] s_ids =
    [
        "market.lmp_ticker",
        "market.price_chart",
        "market.heat_map",
        "market.spread",
        "market.da_rt",
        "market.duration_curve",
        "market.negative_hours",
        "market.volatility",
        "market.top_movers",
        "market.map",
        "market.load_mix",
        "market.supply_demand",
        "market.feed_health",
        "forecast.vs_actual",
        "forecast.error",
        "bids.list",
        "bids.curve",
        "bids.schedule",
        "bids.awards",
        "pnl.total",
        "pnl.waterfall",
        "pnl.capture",
        "assets.soc",
        "assets.kpi",
        "alerts.list",
        "system.jobs",
        "kpi.value",
    ];

    // Names of models are what they are in every language.
    private static readonly string[] s_untranslated =
    [
        "kernel",
        "boosting",
        "lasso",
        "lear",
        "ridge",
        "naive-daily",
        "naive-weekly",
        "naive-dow",
    ];

    /// <summary>The descriptors as the app registers them.</summary>
    internal static IReadOnlyList<WidgetDescriptor> All { get; } = [.. Services().GetServices<WidgetDescriptor>()];

    public static TheoryData<string> Ids => [.. s_ids];

    [Fact]
    public void Every_widget_asked_for_is_there_once() =>
        Assert.Equal(s_ids.Order(StringComparer.Ordinal), All.Select(d => d.Info.Id).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_descriptor_is_sound(string id)
    {
        var descriptor = Find(id);
        var info = descriptor.Info;
        Assert.Matches("^[a-z]+\\.[a-z_]+$", info.Id);
        Assert.True(typeof(WidgetBase).IsAssignableFrom(descriptor.Component) && !descriptor.Component.IsAbstract);
        Assert.InRange(info.Min.Columns, 1, info.Default.Columns);
        Assert.InRange(info.Min.Rows, 1, info.Default.Rows);
        Assert.InRange(info.Default.Columns, 1, 12);
        var permissions = typeof(Permissions).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetValue(null));
        Assert.Contains(info.Permission, permissions);
        Assert.Equal(info.Settings.Count, info.Settings.Select(s => s.Key).Distinct(StringComparer.Ordinal).Count());
        Assert.All(info.Settings.Where(s => s.Kind == WidgetSettingKind.Choice), s => Assert.Contains(s.Default, s.Choices));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Its_texts_are_there_in_German(string id)
    {
        var descriptor = Find(id);
        var info = descriptor.Info;
        var words = Words(descriptor.Component);
        string[] texts =
        [
            info.Title,
            info.Purpose,
            info.DataSource,
            .. info.Settings.Select(s => s.Label),
            .. info.Settings.SelectMany(s => s.Choices).Except(s_untranslated),
        ];
        Assert.Empty(InGerman(words, texts));
    }

    [Theory]
    [InlineData("Markets")]
    [InlineData("Forecasts")]
    [InlineData("Bids")]
    [InlineData("Pnl")]
    [InlineData("Assets")]
    [InlineData("Health")]
    [InlineData("Desk")]
    public void No_English_text_of_a_widget_lacks_its_German(string feature)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "OptiBid.Web", "Features", feature, "Widgets");
        var keys = Directory
            .GetFiles(folder)
            .Where(f => Path.GetExtension(f) is ".razor" or ".cs")
            .SelectMany(f => Key().Matches(File.ReadAllText(f)))
            .Select(m => m.Groups[1].Value)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        Assert.NotEmpty(keys);
        var component = All.First(d => d.Component.Namespace == $"OptiBid.Web.Features.{feature}.Widgets").Component;
        Assert.Empty(InGerman(Words(component), keys));
    }

    private static List<string> InGerman(IStringLocalizer words, IEnumerable<string> texts)
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("de");
            return [.. texts.Where(t => words[t].ResourceNotFound)];
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private static WidgetDescriptor Find(string id) => All.Single(d => d.Info.Id == id);

    /// <summary>The texts of a widget lie beside it.</summary>
    private static IStringLocalizer Words(Type component) =>
        Services()
            .GetRequiredService<IStringLocalizerFactory>()
            .Create(component.Assembly.GetType($"{component.Namespace}.Texts", throwOnError: true)!);

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddLocalization();
        services
            .AddMarketWidgets()
            .AddForecastWidgets()
            .AddBidWidgets()
            .AddPnlWidgets()
            .AddAssetWidgets()
            .AddDeskWidgets()
            .AddHealthWidgets();
        return services.BuildServiceProvider();
    }

    [GeneratedRegex("\\b(?:L|Words|words)\\[\\s*\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Key();
}
