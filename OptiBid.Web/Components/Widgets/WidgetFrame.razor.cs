using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using MudBlazor;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Components.Widgets;

/// <summary>The frame around a widget: heading, provenance and age, menu, and a boundary that keeps its faults from the page.</summary>
public sealed partial class WidgetFrame
{
    private ElementReference _element;
    private WidgetBase? _shown;
    private WidgetStatus? _status;

    /// <summary>The widget as the dashboard keeps it.</summary>
    [Parameter, EditorRequired]
    public DashboardWidget Widget { get; set; } = default!;

    /// <summary>What the dashboard says to it.</summary>
    [Parameter, EditorRequired]
    public WidgetContext Context { get; set; } = default!;

    /// <summary>Shows the handles.</summary>
    [Parameter]
    public bool IsEditing { get; set; }

    /// <summary>True while the keyboard moves it.</summary>
    [Parameter]
    public bool IsHeld { get; set; }

    /// <summary>Id of the text that tells how the handle works.</summary>
    [Parameter]
    public string? HelpId { get; set; }

    /// <summary>Further entries of the menu: what the dashboard can do with it.</summary>
    [Parameter]
    public IReadOnlyList<MenuAction> More { get; set; } = [];

    /// <summary>The kinds.</summary>
    [Inject]
    public required IWidgetCatalogue Catalogue { get; init; }

    /// <summary>Shows the table.</summary>
    [Inject]
    public required IDialogService Dialogs { get; init; }

    /// <summary>Says what was done.</summary>
    [Inject]
    public required IToast Toast { get; init; }

    /// <summary>The browser.</summary>
    [Inject]
    public required IJSRuntime Js { get; init; }

    private WidgetDescriptor? Descriptor => Catalogue.Find(Widget.Kind);

    private WidgetAccess Access => Catalogue.AccessOf(Widget.Kind);

    private string Heading =>
        Widget.Title is { Length: > 0 } title ? title
        : Descriptor is { } known ? Catalogue.Text(known, known.Info.Title)
        : Widget.Kind;

    /// <inheritdoc/>
    public void Show(WidgetBase widget, WidgetStatus status)
    {
        _shown = widget;
        if (!Equals(_status, status))
        {
            _status = status;
            // After this batch: a frame that draws again while its widget first draws makes a boundary that catches a fault end up empty.
            _ = InvokeAsync(async () =>
            {
                await Task.Yield();
                StateHasChanged();
            });
        }
    }

    private Dictionary<string, object?> Parameters() => new(StringComparer.Ordinal) { [nameof(WidgetBase.Context)] = Context };

    private List<MenuAction> Actions()
    {
        var actions = new List<MenuAction>();
        if (Access == WidgetAccess.Shown)
        {
            actions.Add(new(Icons.Material.Outlined.TableChart, L["Inspect"], InspectAsync));
            actions.Add(new(Icons.Material.Outlined.Image, L["Save as PNG"], SavePictureAsync));
        }

        actions.AddRange(More);
        return actions;
    }

    private Task InspectAsync()
    {
        var rows = _shown?.Rows().ToList() ?? [];
        var parameters = new DialogParameters<InspectDialog>
        {
            { d => d.Rows, rows },
            { d => d.FileName, FileName("csv") },
            { d => d.Status, _status },
        };
        var options = new DialogOptions
        {
            MaxWidth = MaxWidth.Large,
            FullWidth = true,
            CloseButton = true,
        };
        return Dialogs.ShowAsync<InspectDialog>(L["Data of {0}", Heading], parameters, options);
    }

    private async Task SavePictureAsync()
    {
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", "./js/dashboard-grid.js");
        if (!await module.InvokeAsync<bool>("savePicture", _element, FileName("png"), Heading))
        {
            Toast.Info(L["This widget has no picture; inspect it to save its table."]);
        }
    }

    private string FileName(string extension) =>
        string.Concat(Heading.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-') + "." + extension;
}
