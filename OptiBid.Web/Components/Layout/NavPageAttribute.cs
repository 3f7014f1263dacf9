using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Localization;

namespace OptiBid.Web.Components.Layout;

/// <summary>The groups of the navigation, in their order.</summary>
public enum NavGroup
{
    /// <summary>The desk itself.</summary>
    Desk,

    /// <summary>Prices, load, feeds.</summary>
    Markets,

    /// <summary>Bids and schedules.</summary>
    Bidding,

    /// <summary>Forecasts, backtests, optimisation.</summary>
    Analytics,

    /// <summary>Batteries and plants.</summary>
    Assets,

    /// <summary>Results, settlement, risk.</summary>
    Money,

    /// <summary>Audit and compliance.</summary>
    Compliance,

    /// <summary>Quantum and other experiments.</summary>
    Labs,

    /// <summary>Users and organisation.</summary>
    Admin,

    /// <summary>Health and jobs.</summary>
    System,

    /// <summary>Help.</summary>
    Help,
}

/// <summary>
/// Puts a page into the navigation: <c>@attribute [NavPage("Desk", "/", Icons.Material.Outlined.Dashboard, NavGroup.Desk, 10, Permissions.ReadMarkets)]</c>.
/// The entry exists as long as its page does. With a permission, the page is hidden from users without it and its route answers 403.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NavPageAttribute(string title, string href, string icon, NavGroup group, int order, string? permission = null)
    : Attribute,
        IAuthorizeData
{
    /// <summary>Text of the entry.</summary>
    public string Title { get; } = title;

    /// <summary>Route, with the leading slash.</summary>
    public string Href { get; } = href;

    /// <summary>An icon of MudBlazor.</summary>
    public string Icon { get; } = icon;

    /// <summary>Group of the entry.</summary>
    public NavGroup Group { get; } = group;

    /// <summary>Position inside the group.</summary>
    public int Order { get; } = order;

    /// <summary>Permission that the page asks for, or null for every signed-in user.</summary>
    public string? Permission { get; } = permission;

    /// <summary>The page, once <see cref="NavPages"/> has found it.</summary>
    internal Type Page { get; set; } = typeof(NavPages);

    /// <inheritdoc/>
    string? IAuthorizeData.Policy
    {
        get => Permission;
        set => throw new NotSupportedException("The permission is set in the constructor");
    }

    /// <inheritdoc/>
    string? IAuthorizeData.Roles { get; set; }

    /// <inheritdoc/>
    string? IAuthorizeData.AuthenticationSchemes { get; set; }
}

/// <summary>The pages that carry <see cref="NavPageAttribute"/>.</summary>
internal static class NavPages
{
    /// <summary>In order of group and position.</summary>
    public static IReadOnlyList<NavPageAttribute> All { get; } =
    [
        .. typeof(NavPages)
            .Assembly.GetTypes()
            .SelectMany(t => t.GetCustomAttributes(typeof(NavPageAttribute), inherit: false).Cast<NavPageAttribute>().Select(a => On(a, t)))
            .OrderBy(p => p.Group)
            .ThenBy(p => p.Order),
    ];

    /// <summary>English name of a group; the key of its translations.</summary>
    public static string NameOf(NavGroup group) => group == NavGroup.Money ? "Money & risk" : group.ToString();

    /// <summary>The title in the reader's language: from the texts of the page's folder, else from those of the components.</summary>
    public static string TitleOf(NavPageAttribute page, IStringLocalizerFactory texts)
    {
        for (
            var space = page.Page.Namespace;
            space is { Length: > 0 };
            space = space.LastIndexOf('.') is > 0 and var dot ? space[..dot] : null
        )
        {
            if (
                page.Page.Assembly.GetType(space + ".Texts") is { } marker
                && texts.Create(marker)[page.Title] is { ResourceNotFound: false } found
            )
            {
                return found;
            }
        }

        return texts.Create(typeof(Texts))[page.Title];
    }

    private static NavPageAttribute On(NavPageAttribute attribute, Type page)
    {
        attribute.Page = page;
        return attribute;
    }
}
