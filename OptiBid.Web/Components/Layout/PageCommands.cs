using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Localization;
using MudBlazor;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Components.Layout;

/// <summary>The pages of the navigation that the user may open, and those of their own account.</summary>
internal sealed class PageCommands(IAuthorizationService authorization, IStringLocalizerFactory factory, IStringLocalizer<Texts> texts)
    : ICommandSource
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<PaletteCommand>> FindAsync(
        string typed,
        ClaimsPrincipal user,
        CancellationToken cancellationToken = default
    )
    {
        var found = new List<PaletteCommand>();
        foreach (var page in NavPages.All)
        {
            if (page.Permission is null || (await authorization.AuthorizeAsync(user, page.Permission)).Succeeded)
            {
                found.Add(
                    new("page:" + page.Href, NavPages.TitleOf(page, factory), PaletteKind.Pages, page.Icon, page.Href)
                    {
                        Detail = texts[NavPages.NameOf(page.Group)],
                        Keywords = page.Title,
                    }
                );
            }
        }

        (string Title, string Href, string Icon)[] own =
        [
            (texts["Profile"], "/account", Icons.Material.Outlined.Person),
            (texts["Security"], "/account/security", Icons.Material.Outlined.Key),
            (texts["Your sessions"], "/account/sessions", Icons.Material.Outlined.Devices),
            (texts["Your API keys"], "/account/tokens", Icons.Material.Outlined.VpnKey),
        ];
        found.AddRange(
            own.Select(o => new PaletteCommand("page:" + o.Href, o.Title, PaletteKind.Pages, o.Icon, o.Href) { Detail = texts["Account"] })
        );
        return found;
    }
}
