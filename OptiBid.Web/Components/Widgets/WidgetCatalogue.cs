using Microsoft.Extensions.Localization;
using OptiBid.Core.Dashboards;
using OptiBid.Core.Identity;

namespace OptiBid.Web.Components.Widgets;

/// <summary>What a user gets of a kind of widget.</summary>
public enum WidgetAccess
{
    /// <summary>The widget.</summary>
    Shown,

    /// <summary>This app has no such kind; the dashboard keeps it.</summary>
    Unknown,

    /// <summary>The user lacks the permission that its data needs.</summary>
    NoPermission,

    /// <summary>Its flag is off.</summary>
    Off,
}

/// <summary>Every kind of widget of this app, as the current user may use it. Scoped.</summary>
public interface IWidgetCatalogue
{
    /// <summary>Every kind, by title.</summary>
    IReadOnlyList<WidgetDescriptor> All { get; }

    /// <summary>The kind with this id, or null.</summary>
    WidgetDescriptor? Find(string kind);

    /// <summary>What the current user gets of it.</summary>
    WidgetAccess AccessOf(string kind);

    /// <summary>A text of a kind (title, purpose, label of a setting) in the user's language.</summary>
    string Text(WidgetDescriptor descriptor, string text);
}

/// <inheritdoc cref="IWidgetCatalogue"/>
internal sealed class WidgetCatalogue(
    IEnumerable<WidgetDescriptor> descriptors,
    ICurrentUser user,
    IConfiguration configuration,
    IStringLocalizerFactory texts
) : IWidgetCatalogue
{
    private readonly Dictionary<string, WidgetDescriptor> _byId = descriptors.ToDictionary(d => d.Info.Id, StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<WidgetDescriptor> All => [.. _byId.Values.OrderBy(d => d.Info.Title, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public WidgetDescriptor? Find(string kind) => _byId.GetValueOrDefault(kind);

    /// <inheritdoc/>
    public WidgetAccess AccessOf(string kind) =>
        Find(kind)?.Info is not { } info ? WidgetAccess.Unknown
        : info.Flag is { } flag && !configuration.GetValue($"Features:{flag}", true) ? WidgetAccess.Off
        : info.Permission is { } permission && !user.Has(permission) ? WidgetAccess.NoPermission
        : WidgetAccess.Shown;

    /// <inheritdoc/>
    public string Text(WidgetDescriptor descriptor, string text)
    {
        // The texts of a widget are those of its folder, or of the nearest one above that has some.
        for (var name = descriptor.Component.Namespace; !string.IsNullOrEmpty(name); name = name[..Math.Max(0, name.LastIndexOf('.'))])
        {
            if (
                descriptor.Component.Assembly.GetType(name + ".Texts") is { } marker
                && texts.Create(marker)[text] is { ResourceNotFound: false } found
            )
            {
                return found.Value;
            }
        }

        return text;
    }
}
