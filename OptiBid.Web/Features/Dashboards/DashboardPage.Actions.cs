using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using OptiBid.Core.Dashboards.Boards;
using OptiBid.Core.Identity;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Components.Widgets;
using OptiBid.Web.Features.Dashboards.Export;

namespace OptiBid.Web.Features.Dashboards;

/// <summary>What can be done with a dashboard as a whole.</summary>
public sealed partial class DashboardPage
{
    private List<MenuAction> PageActions()
    {
        var actions = new List<MenuAction>();
        if (_view?.CanShare == true)
        {
            actions.Add(new(Icons.Material.Outlined.Share, L["Share"], ShareAsync));
        }

        if (_view is not null)
        {
            actions.Add(
                _view.IsHome
                    ? new(Icons.Material.Outlined.Home, L["Use the desk as start page"], () => SetHomeAsync(null))
                    : new(Icons.Material.Outlined.Home, L["Set as start page"], () => SetHomeAsync(_view.Id))
            );
            if (User.Has(Permissions.WriteDashboards))
            {
                actions.Add(new(Icons.Material.Outlined.ContentCopy, L["Duplicate"], DuplicateAsync));
            }
        }

        actions.Add(new(Icons.Material.Outlined.Link, L["Copy link"], CopyLinkAsync));
        actions.Add(new(Icons.Material.Outlined.Fullscreen, L["Full screen"], EnterKioskAsync));
        actions.Add(new(Icons.Material.Outlined.Print, L["Print"], PrintAsync));
        actions.Add(new(Icons.Material.Outlined.Image, L["Export as PNG"], () => ExportAsync(PictureFormat.Png)));
        actions.Add(new(Icons.Material.Outlined.PictureAsPdf, L["Export as PDF"], () => ExportAsync(PictureFormat.Pdf)));
        actions.Add(
            new(Icons.Material.Outlined.Download, L["Export as JSON"], () => Commands.ExportAsync(_editor!.Content, Id?.ToString() ?? Key!))
        );
        if (_view?.CanDelete == true)
        {
            actions.Add(new(Icons.Material.Outlined.Delete, L["Delete"], DeleteAsync));
        }

        return actions;
    }

    private async Task ShareAsync()
    {
        if (await Commands.ShareAsync(_view!) is { } shared)
        {
            _view = shared;
        }
    }

    private async Task SetHomeAsync(Guid? id)
    {
        if (await Commands.SetHomeAsync(id))
        {
            _view = _view! with { IsHome = id is not null };
        }
    }

    private async Task DuplicateAsync()
    {
        var made = Key is null ? await Commands.DuplicateAsync(Id!.Value) : await Commands.CreateAsync(_editor!.Content, $"template {Key}");
        if (made is { } id)
        {
            Navigation.NavigateTo($"dashboards/{id}/edit");
        }
    }

    private async Task DeleteAsync()
    {
        if (await Commands.DeleteAsync(_view!.Id, _view.Content.Title, () => Task.CompletedTask))
        {
            Navigation.NavigateTo("dashboards");
        }
    }

    /// <summary>The address with everything that is chosen in it.</summary>
    private string Link(bool kiosk)
    {
        var path = Navigation.ToAbsoluteUri(Key is null ? $"dashboards/{Id}" : $"dashboards/templates/{Key}").ToString();
        return Navigation.GetUriWithQueryParameters(path, QueryOf(_variables!)) + (kiosk ? "&kiosk" : "");
    }

    private async Task CopyLinkAsync()
    {
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", "./js/dashboard-grid.js");
        if (await module.InvokeAsync<bool>("copy", Link(kiosk: false)))
        {
            Toast.Success(L["The link is copied; it holds market, node, asset and time range"]);
        }
        else
        {
            Navigation.NavigateTo(Link(kiosk: false), replace: true);
            Toast.Info(L["The browser does not let the app copy; the link stands in its address bar"]);
        }
    }

    private Task EnterKioskAsync()
    {
        Navigation.NavigateTo(Link(kiosk: true));
        return Task.CompletedTask;
    }

    private void LeaveKiosk() => Navigation.NavigateTo(Link(kiosk: false), replace: true);

    private async Task PrintAsync()
    {
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", "./js/dashboard-grid.js");
        await module.InvokeVoidAsync("print");
    }
}
