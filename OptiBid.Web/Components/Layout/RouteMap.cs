using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;

namespace OptiBid.Web.Components.Layout;

/// <summary>One page of the app and the way to it.</summary>
/// <param name="Template">Route template.</param>
/// <param name="Title">English title; the key of its translations.</param>
/// <param name="Parent">Route of the page that leads to it, or null for an entry of the navigation.</param>
/// <param name="Access">A permission, <c>session</c> or <c>everybody</c>.</param>
/// <param name="Group">Group of the navigation, its parent's for a page below one; null for pages outside of it.</param>
internal sealed record RouteEntry(string Template, string Title, string? Parent, string Access, NavGroup? Group);

/// <summary>Every page of the app: those of the navigation from their attribute, the others from the list below. docs/routes.md shows it.</summary>
internal static class RouteMap
{
    /// <summary>Pages that are no entry of the navigation: what they are called and which page leads to them.</summary>
    private static readonly Dictionary<string, (string Title, string Parent)> s_below = new(StringComparer.Ordinal)
    {
        ["/"] = ("Start page", "/desk"),
        ["/bids/new"] = ("New bid", "/bids"),
        ["/bids/{Id:guid}"] = ("Bid", "/bids"),
        ["/bids/{Id:guid}/edit"] = ("Edit bid", "/bids/{Id:guid}"),
        ["/forecasts/backtest/compare"] = ("Compare backtests", "/forecasts/backtest"),
        ["/forecasts/backtest/{Id:guid}"] = ("Backtest", "/forecasts/backtest"),
        ["/experiments/runs"] = ("Runs", "/experiments"),
        ["/experiments/compare"] = ("Compare runs", "/experiments/runs"),
        ["/models/drift"] = ("Drift monitor", "/models"),
        ["/admin/users/{UserId:guid}"] = ("Member", "/admin/users"),
        ["/admin/sso/new/{Preset}"] = ("New identity provider", "/admin/sso"),
        ["/admin/sso/{Id:guid}"] = ("Identity provider", "/admin/sso"),
        ["/dashboards/{Id:guid}"] = ("Dashboard", "/dashboards"),
        ["/dashboards/{Id:guid}/edit"] = ("Edit dashboard", "/dashboards/{Id:guid}"),
        ["/dashboards/templates/{Key}"] = ("Template", "/dashboards"),
        ["/organisation/new"] = ("New organisation", "/platform/organisations"),
        ["/account"] = ("Profile", "/"),
        ["/account/security"] = ("Security", "/account"),
        ["/account/organisations"] = ("Organisations", "/account"),
        ["/account/password"] = ("Change password", "/account"),
        ["/account/sessions"] = ("Your sessions", "/account"),
        ["/account/tokens"] = ("Your API keys", "/account"),
        ["/account/privacy"] = ("Your data", "/account"),
        ["/account/step-up"] = ("Confirm that it is you", "/account/security"),
        ["/welcome"] = ("Welcome", "/account/password"),
        ["/login"] = ("Sign in", "/"),
        ["/login/mfa"] = ("Second factor", "/login"),
        ["/forgot"] = ("Forgot your password", "/login"),
        ["/reset"] = ("Choose a new password", "/forgot"),
        ["/verify-email"] = ("Confirm your e-mail", "/account"),
        ["/register/{Token}"] = ("Invitation", "/login"),
        ["/not-found"] = ("Page not found", "/"),
        ["/status/{Code:int}"] = ("Something went wrong", "/"),
    };

    /// <summary>In order of their routes.</summary>
    public static IReadOnlyList<RouteEntry> All { get; } =
    [
        .. typeof(RouteMap)
            .Assembly.GetTypes()
            .SelectMany(page => page.GetCustomAttributes<RouteAttribute>(inherit: false).Select(route => Entry(route.Template, page)))
            .OrderBy(e => e.Template, StringComparer.Ordinal),
    ];

    /// <summary>The pages from the top down to the one at <paramref name="path"/>; empty for an unknown path.</summary>
    public static IReadOnlyList<RouteEntry> TrailOf(string path)
    {
        var trail = new List<RouteEntry>();
        for (
            var at = Find(path);
            at is not null && trail.Count < 5;
            at = at.Parent is { } parent ? All.FirstOrDefault(e => e.Template == parent) : null
        )
        {
            trail.Insert(0, at);
        }

        return trail;
    }

    /// <summary>The page that answers a path: one without parameters wins.</summary>
    public static RouteEntry? Find(string path)
    {
        var parts = Parts(path);
        return All.Where(e => Matches(Parts(e.Template), parts)).OrderBy(e => e.Template.Count(c => c == '{')).FirstOrDefault();
    }

    /// <summary>The address of a page above another: parameters take the values of <paramref name="path"/>.</summary>
    public static string HrefOf(RouteEntry entry, string path)
    {
        var parts = Parts(path);
        return "/" + string.Join('/', Parts(entry.Template).Select((p, i) => p[0] == '{' && i < parts.Length ? parts[i] : p));
    }

    private static RouteEntry Entry(string template, Type page)
    {
        var nav = page.GetCustomAttribute<NavPageAttribute>(inherit: false);
        if (nav is not null && nav.Href == template)
        {
            return new(template, nav.Title, null, nav.Permission ?? "session", nav.Group);
        }

        // One page at two addresses: the other one is below its entry.
        if (nav is not null && !s_below.ContainsKey(template))
        {
            return new(template, nav.Title, nav.Href, nav.Permission ?? "session", nav.Group);
        }

        var access = page.GetCustomAttributes().Any(a => a is IAllowAnonymous)
            ? "everybody"
            : page.GetCustomAttributes().OfType<IAuthorizeData>().Select(a => a.Policy).FirstOrDefault(p => p is not null) ?? "session";
        var (title, parent) = s_below.GetValueOrDefault(template, ("", ""));
        var group = NavPages
            .All.Where(p => p.Href != "/" && template.StartsWith(p.Href + "/", StringComparison.Ordinal))
            .Select(p => (NavGroup?)p.Group);
        return new(template, title, parent, access, group.FirstOrDefault());
    }

    private static string[] Parts(string path) => path.Split('?', '#')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);

    private static bool Matches(string[] template, string[] path) =>
        template.Length == path.Length
        && template.Zip(path).All(p => p.First[0] == '{' || string.Equals(p.First, p.Second, StringComparison.OrdinalIgnoreCase));
}
