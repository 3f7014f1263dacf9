using System.Globalization;
using System.Security.Claims;
using System.Text;
using Bunit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using OptiBid.Core.Identity;
using OptiBid.Tests.Support;
using OptiBid.Web.Components;
using OptiBid.Web.Components.Layout;
using OptiBid.Web.Security;

namespace OptiBid.Tests.Web.Shell;

/// <summary>Every page can be reached, has a title and says who may open it; docs/routes.md lists them.</summary>
public sealed class RouteMapTests
{
    /// <summary>What answers everybody, and why is in AnonymousEndpoints.</summary>
    private static readonly string s_file = Path.Combine(RepositoryRoot.Path, "docs", "routes.md");

    [Fact]
    public void EveryPage_HasATitle_AndAWayToIt()
    {
        var templates = RouteMap.All.Select(r => r.Template).ToHashSet(StringComparer.Ordinal);
        var lost = RouteMap
            .All.Where(r => r.Title.Length == 0 || (r.Parent is { } parent && !templates.Contains(parent)))
            .Select(r => $"{r.Template}: add it to RouteMap with a title and the page that leads to it")
            .ToList();
        Assert.True(lost.Count == 0, string.Join("\n", lost));
        // Every way up ends at an entry of the navigation.
        Assert.All(RouteMap.All, r => Assert.Null(Top(r).Parent));
    }

    [Fact]
    public void EveryPage_AsksForAPermission_OrIsListedAsOpen()
    {
        Assert.All(
            RouteMap.All,
            r =>
                Assert.True(
                    r.Access switch
                    {
                        "everybody" => AnonymousEndpoints.All.ContainsKey(r.Template),
                        "session" => true,
                        var permission => Permissions.All.Contains(permission),
                    },
                    $"{r.Template}: {r.Access}"
                )
        );
    }

    [Theory]
    [InlineData("/bids/0197b5a2-0000-7000-8000-000000000000/edit", "/bids|/bids/{Id:guid}|/bids/{Id:guid}/edit")]
    [InlineData("/bids/new", "/bids|/bids/new")]
    [InlineData("/admin/sso?x=1", "/admin/sso")]
    [InlineData("/", "/desk|/")]
    [InlineData("/account/security", "/desk|/|/account|/account/security")]
    [InlineData("/nowhere", "")]
    public void Trail_LeadsFromTheTop(string path, string trail) =>
        Assert.Equal(trail, string.Join('|', RouteMap.TrailOf(path).Select(r => r.Template)));

    [Fact]
    public void HrefOf_TakesTheParametersOfThePath() =>
        Assert.Equal("/bids/42", RouteMap.HrefOf(RouteMap.All.Single(r => r.Template == "/bids/{Id:guid}"), "/bids/42/edit"));

    [Fact]
    public async Task NavigationAndPalette_ShowAViewer_WhatTheyMayOpen_AndNoMore()
    {
        var held = Roles.PermissionsOf(Roles.Viewer).ToHashSet(StringComparer.Ordinal);
        await using var bunit = new BunitContext();
        bunit.Services.AddLocalization();
        var factory = bunit.Services.GetRequiredService<IStringLocalizerFactory>();
        var palette = new PageCommands(new Allowing(held), factory, new StringLocalizer<Texts>(factory));
        var offered = (await palette.FindAsync("", new ClaimsPrincipal(), Xunit.TestContext.Current.CancellationToken))
            .Select(c => c.Href)
            .ToList();
        Assert.All(NavPages.All, p => Assert.Equal(p.Permission is null || held.Contains(p.Permission), offered.Contains(p.Href)));
        bunit.Services.AddSingleton<IAuthorizationService>(new Allowing(held));
        bunit.JSInterop.Mode = JSRuntimeMode.Loose;
        var signedIn = Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity("test"))));
        var menu = bunit.Render<NavMenu>(p => p.AddCascadingValue(signedIn));
        var shown = menu.FindAll("a").Select(a => a.GetAttribute("href")).ToList();
        Assert.All(NavPages.All, p => Assert.Equal(p.Permission is null || held.Contains(p.Permission), shown.Contains(p.Href)));
        Assert.Contains(NavPages.All, p => !shown.Contains(p.Href));
    }

    [Fact]
    public void Document_ListsEveryPage()
    {
        var text = Document();
        if (!File.Exists(s_file) || File.ReadAllText(s_file) != text)
        {
            File.WriteAllText(s_file, text);
            Assert.Fail("docs/routes.md did not list the pages as they are; it does now: commit it");
        }
    }

    private static RouteEntry Top(RouteEntry entry)
    {
        for (var steps = 0; entry.Parent is { } parent && steps < 10; steps++)
        {
            entry = RouteMap.All.Single(r => r.Template == parent);
        }

        return entry;
    }

    private static string Document()
    {
        var text = new StringBuilder(
            "# Pages\nEvery page, who may open it and the page that leads to it. `RouteMapTests` writes and checks this file. Access: a permission, `session`\n(whoever is signed in) or `everybody`. An entry of the navigation is shown only to those who may open it; the command palette (Ctrl+K) has the same.\n\n| page | title | access | way to it |\n|---|---|---|---|\n"
        );
        foreach (var r in RouteMap.All)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| `{r.Template}` | {r.Title} | `{r.Access}` | {(r.Parent is { } parent ? $"`{parent}`" : $"navigation: {NavPages.NameOf(r.Group!.Value)}")} |\n"
            );
        }

        return text.ToString();
    }

    /// <summary>Allows a policy whose name is held.</summary>
    private sealed class Allowing(HashSet<string> held) : IAuthorizationService
    {
        public Task<AuthorizationResult> AuthorizeAsync(
            ClaimsPrincipal user,
            object? resource,
            IEnumerable<IAuthorizationRequirement> requirements
        ) => throw new NotSupportedException("The pages name policies");

        public Task<AuthorizationResult> AuthorizeAsync(ClaimsPrincipal user, object? resource, string policyName) =>
            Task.FromResult(held.Contains(policyName) ? AuthorizationResult.Success() : AuthorizationResult.Failed());
    }
}
