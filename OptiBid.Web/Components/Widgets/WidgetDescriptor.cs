using OptiBid.Core.Dashboards;

namespace OptiBid.Web.Components.Widgets;

/// <summary>
/// One kind of widget. A feature registers its own with <c>services.AddWidget&lt;PriceChartWidget&gt;(info)</c>; the dashboards find them all.
/// </summary>
/// <param name="Info">What the catalogue and the layout engine know.</param>
/// <param name="Component">A <see cref="WidgetBase"/>.</param>
public sealed record WidgetDescriptor(WidgetInfo Info, Type Component);

/// <summary>What a dashboard tells its widgets. Another object means: read again.</summary>
/// <param name="Market">PJM, CAISO or ERCOT.</param>
/// <param name="Node">Settlement point of that market.</param>
/// <param name="AssetId">The asset, or null: all assets.</param>
/// <param name="FromUtc">Start of the time range (inclusive), UTC.</param>
/// <param name="ToUtc">End of the time range (exclusive), UTC.</param>
/// <param name="TimeZoneId">Zone in which times are written.</param>
public sealed record WidgetContext(string Market, string Node, Guid? AssetId, DateTime FromUtc, DateTime ToUtc, string TimeZoneId)
{
    /// <summary>Settings of this widget; a missing key has its default.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Heading of this widget.</summary>
    public string Title { get; init; } = "";

    /// <summary>Height of the body in pixels, for charts.</summary>
    public int BodyHeight { get; init; } = 240;
}

/// <summary>The frame around a widget: heading, menu, badge, inspection.</summary>
public interface IWidgetHost
{
    /// <summary>Called when the widget has another status.</summary>
    void Show(WidgetBase widget, WidgetStatus status);
}

/// <summary>Registration of widgets.</summary>
public static class WidgetServices
{
    /// <summary>Adds the catalogue of what <see cref="AddWidget{TComponent}"/> registers.</summary>
    public static IServiceCollection AddWidgetCatalogue(this IServiceCollection services) =>
        services.AddScoped<IWidgetCatalogue, WidgetCatalogue>();

    /// <summary>Adds a kind of widget to the catalogue.</summary>
    public static IServiceCollection AddWidget<TComponent>(this IServiceCollection services, WidgetInfo info)
        where TComponent : WidgetBase => services.AddSingleton(new WidgetDescriptor(info, typeof(TComponent)));
}
