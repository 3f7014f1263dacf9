using Microsoft.JSInterop;
using MudBlazor;
using OptiBid.Core.Common;
using OptiBid.Core.Dashboards.Boards;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Components.Widgets;

namespace OptiBid.Web.Features.Dashboards;

/// <summary>What changes a dashboard: steps, drafts, saving and what happens when somebody else has saved.</summary>
public sealed partial class DashboardPage
{
    private static readonly TimeSpan s_draftDelay = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _draftGate = new(1, 1);
    private ITimer? _keeping;

    private Task EditAsync(bool on)
    {
        var address = new Uri(Navigation.Uri);
        Navigation.NavigateTo(
            $"dashboards/{Id}{(on ? "/edit" : "")}{address.Query.Replace("kiosk", "view", StringComparison.Ordinal)}",
            replace: true
        );
        return Task.CompletedTask;
    }

    private async Task ChangedAsync()
    {
        _keeping ??= Time.CreateTimer(_ => _ = InvokeAsync(KeepNowAsync), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _keeping.Change(s_draftDelay, Timeout.InfiniteTimeSpan);
        await InvokeAsync(StateHasChanged);
    }

    /// <summary>Keeps what is not saved, so that a closed window or a lost circuit loses nothing.</summary>
    private async Task KeepNowAsync()
    {
        if (_view is null || _editor is null || _saving)
        {
            return;
        }

        var draft = IsDirty ? new DashboardDraft(_editor.Content, _editor.Saved, _view.Version, Time.GetUtcNow().UtcDateTime) : null;
        await _draftGate.WaitAsync();
        try
        {
            await Drafts.KeepAsync(_view.Id, draft);
        }
        finally
        {
            _draftGate.Release();
        }
    }

    private async Task RestoreDraftAsync()
    {
        var draft = _draft!;
        _draft = null;
        if (draft.Version != _view!.Version)
        {
            // Others saved since: their changes and mine together, or mine over theirs as steps that can be taken back.
            var merged = ContentMerge.Merge(draft.Origin, draft.Content, _view.Content);
            if (merged.Content is null)
            {
                Toast.Warn(L["{0} saved in the meantime. Your changes stand here unsaved; undo shows theirs.", _view.UpdatedBy]);
            }

            draft = draft with { Content = merged.Content ?? draft.Content };
        }

        _editor!.Apply(_ => draft.Content.Sized(k => Catalogue.Find(k)?.Info));
        await EditAsync(true);
    }

    private async Task DropDraftAsync()
    {
        _draft = null;
        await Drafts.KeepAsync(_view!.Id, null);
    }

    private Task UndoAsync()
    {
        _editor!.Undo();
        _grid?.Announce(L["Undone"]);
        return ChangedAsync();
    }

    private Task RedoAsync()
    {
        _editor!.Redo();
        _grid?.Announce(L["Done again"]);
        return ChangedAsync();
    }

    private Task ShortcutAsync(string what) =>
        what switch
        {
            "undo" => UndoAsync(),
            "redo" => RedoAsync(),
            _ => IsDirty ? SaveAsync() : Task.CompletedTask,
        };

    private async Task DiscardAsync()
    {
        if (
            IsDirty
            && !await Confirm.AskAsync(
                L["Discard your changes?"],
                L["The dashboard goes back to what was saved."],
                L["Discard"],
                danger: true
            )
        )
        {
            return;
        }

        _editor!.Reset(_editor.Saved);
        await Drafts.KeepAsync(_view!.Id, null);
        await EditAsync(false);
    }

    private Task SaveAsync() => SaveAsync(_editor!.Content, _view!.Version);

    private async Task SaveAsync(DashboardContent content, int version)
    {
        _editor!.Drop();
        _saving = true;
        try
        {
            await _draftGate.WaitAsync();
            Result<DashboardView> saved;
            try
            {
                saved = await Save.ExecuteAsync(_view!.Id, content, version);
            }
            finally
            {
                _draftGate.Release();
            }

            if (saved.Failure is DashboardChanged changed)
            {
                await ResolveAsync(content, changed);
            }
            else if (saved.Failure is { } failure)
            {
                Toast.ShowFailure(failure);
            }
            else
            {
                Take(saved.Value);
                Toast.Success(L["{0} is saved", saved.Value.Content.Title]);
                await EditAsync(false);
            }
        }
        finally
        {
            _saving = false;
        }
    }

    private void Take(DashboardView saved)
    {
        _view = saved;
        _news = null;
        _editor!.Reset(saved.Content.Sized(k => Catalogue.Find(k)?.Info));
        Choose();
    }

    private async Task OpenCatalogueAsync()
    {
        _adding = true;
        await EditAsync(true);
    }

    private async Task CloseCatalogueAsync()
    {
        _adding = false;
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", "./js/dashboard-grid.js");
        await module.InvokeVoidAsync("focus", "#add-widget");
    }

    private async Task AddAsync(WidgetDescriptor kind)
    {
        var widget = new DashboardWidget("w" + Guid.CreateVersion7().ToString("N"), kind.Info.Id);
        _editor!.Apply(c => c.Add(widget, kind.Info.Default, kind.Info.Min));
        _grid?.Announce(L["{0} is added", Catalogue.Text(kind, kind.Info.Title)]);
        await ChangedAsync();
    }

    private List<MenuAction> WidgetActions(DashboardWidget widget)
    {
        if (!_editing)
        {
            return [];
        }

        var actions = new List<MenuAction>();
        if (Catalogue.Find(widget.Kind) is { } kind)
        {
            actions.Add(new(Icons.Material.Outlined.Settings, L["Settings"], () => SetAsync(widget, kind, headingOnly: false)));
            actions.Add(new(Icons.Material.Outlined.DriveFileRenameOutline, L["Rename"], () => SetAsync(widget, kind, headingOnly: true)));
        }

        actions.Add(new(Icons.Material.Outlined.ContentCopy, L["Duplicate"], () => CopyWidgetAsync(widget)));
        actions.Add(new(Icons.Material.Outlined.Delete, L["Remove"], () => RemoveWidgetAsync(widget)));
        return actions;
    }

    private async Task SetAsync(DashboardWidget widget, WidgetDescriptor kind, bool headingOnly)
    {
        var parameters = new DialogParameters<WidgetSettingsDialog>
        {
            { d => d.Widget, widget },
            { d => d.Descriptor, kind },
            { d => d.HeadingOnly, headingOnly },
        };
        var options = new DialogOptions
        {
            MaxWidth = MaxWidth.Small,
            FullWidth = true,
            CloseButton = true,
            BackdropClick = false,
        };
        var title = headingOnly ? L["Rename {0}", _grid!.TitleOf(widget)] : L["Settings of {0}", _grid!.TitleOf(widget)];
        var dialog = await Dialogs.ShowAsync<WidgetSettingsDialog>(title, parameters, options);
        if (await dialog.Result is { Canceled: false, Data: DashboardWidget set })
        {
            _editor!.Apply(c => c.Change(widget.Id, _ => set));
            await ChangedAsync();
        }
    }

    private Task CopyWidgetAsync(DashboardWidget widget)
    {
        var copy = widget with { Id = "w" + Guid.CreateVersion7().ToString("N") };
        var tile = _editor!.Content.Layouts.Wide.First(t => t.Id == widget.Id);
        _editor.Apply(c => c.Add(copy, new(tile.W, tile.H), new(tile.MinW, tile.MinH)));
        _grid?.Announce(L["{0} is duplicated", _grid.TitleOf(widget)]);
        return ChangedAsync();
    }

    private Task RemoveWidgetAsync(DashboardWidget widget)
    {
        var title = _grid!.TitleOf(widget);
        _editor!.Apply(c => c.Remove(widget.Id));
        Toast.Success(L["{0} is removed", title], () => InvokeAsync(UndoAsync));
        return ChangedAsync();
    }

    private async Task DetailsAsync()
    {
        var parameters = new DialogParameters<DetailsDialog> { { d => d.Content, _editor!.Content }, { d => d.Shown, _variables! } };
        var dialog = await Dialogs.ShowAsync<DetailsDialog>(
            L["Details of the dashboard"],
            parameters,
            new()
            {
                MaxWidth = MaxWidth.Small,
                FullWidth = true,
                CloseButton = true,
                BackdropClick = false,
            }
        );
        if (await dialog.Result is { Canceled: false, Data: DashboardContent set })
        {
            _editor.Apply(c => c with { Title = set.Title, Description = set.Description, Defaults = set.Defaults });
            await ChangedAsync();
        }
    }
}
