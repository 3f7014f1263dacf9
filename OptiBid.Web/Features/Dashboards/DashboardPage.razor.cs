using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using MudBlazor;
using OptiBid.Core.Common;
using OptiBid.Core.Dashboards.Boards;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Components.Widgets;

namespace OptiBid.Web.Features.Dashboards;

/// <summary>One dashboard: shown, edited, full screen. What is chosen stands in the address.</summary>
public sealed partial class DashboardPage : IDisposable
{
    private DashboardEditor? _editor;
    private DashboardView? _view;
    private DashboardDraft? _draft;
    private DashboardVariables? _variables;
    private DashboardOptions _options = new([], []);
    private WidgetContext? _context;
    private DashboardGrid? _grid;
    private DashboardSignal? _news;
    private IDisposable? _listening;
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private bool _editing;
    private bool _adding;
    private bool _saving;
    private (Guid? Id, string? Key) _loaded;

    /// <summary>The dashboard.</summary>
    [Parameter]
    public Guid? Id { get; set; }

    /// <summary>The template.</summary>
    [Parameter]
    public string? Key { get; set; }

    /// <summary>Market of the address.</summary>
    [SupplyParameterFromQuery]
    public string? Market { get; set; }

    /// <summary>Node of the address.</summary>
    [SupplyParameterFromQuery]
    public string? Node { get; set; }

    /// <summary>Asset of the address: an id, or "all".</summary>
    [SupplyParameterFromQuery]
    public string? Asset { get; set; }

    /// <summary>Start of the range of the address.</summary>
    [SupplyParameterFromQuery]
    public string? From { get; set; }

    /// <summary>End of the range of the address.</summary>
    [SupplyParameterFromQuery]
    public string? To { get; set; }

    /// <summary>There when the dashboard fills the screen.</summary>
    [SupplyParameterFromQuery]
    public string? Kiosk { get; set; }

    /// <summary>Reads it.</summary>
    [Inject]
    public required IFindDashboard Find { get; init; }

    /// <summary>Saves it.</summary>
    [Inject]
    public required ISaveDashboard Save { get; init; }

    /// <summary>Makes one of a template or of a version that cannot be saved.</summary>
    [Inject]
    public required ICreateDashboard Create { get; init; }

    /// <summary>Keeps what is not saved.</summary>
    [Inject]
    public required IKeepDashboardDraft Drafts { get; init; }

    /// <summary>Further commands.</summary>
    [Inject]
    public required DashboardActions Commands { get; init; }

    /// <summary>The templates.</summary>
    [Inject]
    public required IDashboardTemplates Templates { get; init; }

    /// <summary>Tells when somebody else saved.</summary>
    [Inject]
    public required IDashboardSignals Signals { get; init; }

    /// <summary>Nodes to choose from.</summary>
    [Inject]
    public required IListSeries Series { get; init; }

    /// <summary>Assets to choose from.</summary>
    [Inject]
    public required IListAssets ListAssets { get; init; }

    /// <summary>The kinds of widgets.</summary>
    [Inject]
    public required IWidgetCatalogue Catalogue { get; init; }

    /// <summary>Who looks.</summary>
    [Inject]
    public required ICurrentUser User { get; init; }

    /// <summary>Addresses.</summary>
    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>The clock.</summary>
    [Inject]
    public required TimeProvider Time { get; init; }

    /// <summary>Opens dialogs.</summary>
    [Inject]
    public required IDialogService Dialogs { get; init; }

    /// <summary>Asks.</summary>
    [Inject]
    public required IConfirm Confirm { get; init; }

    /// <summary>Says what was done.</summary>
    [Inject]
    public required IToast Toast { get; init; }

    /// <summary>The browser.</summary>
    [Inject]
    public required IJSRuntime Js { get; init; }

    private bool IsDirty => _editor is { IsDirty: true };

    private bool IsKiosk => Navigation.Uri.Contains("kiosk", StringComparison.Ordinal) && !_editing;

    /// <inheritdoc/>
    public void Dispose()
    {
        Navigation.LocationChanged -= Moved;
        _listening?.Dispose();
        _keeping?.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Navigation.LocationChanged += Moved;
        _listening = Signals.Listen(signal =>
        {
            if (signal.OrganisationId == User.OrganisationId && signal.DashboardId == Id)
            {
                _ = InvokeAsync(() => HearAsync(signal));
            }
        });
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_loaded != (Id, Key))
        {
            _loaded = (Id, Key);
            await LoadAsync();
        }
        else if (_editor is not null)
        {
            Choose();
        }

        ChooseMode();
    }

    /// <summary>Between showing and editing only the path differs, which is no parameter.</summary>
    private void Moved(object? sender, LocationChangedEventArgs e) =>
        _ = InvokeAsync(() =>
        {
            ChooseMode();
            StateHasChanged();
        });

    private void ChooseMode()
    {
        var path = new Uri(Navigation.Uri).AbsolutePath;
        var wantsEdit = path.EndsWith("/edit", StringComparison.Ordinal);
        if (_view?.CanEdit == true && wantsEdit != _editing && path.Contains(_view.Id.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            _editing = wantsEdit;
            _adding &= wantsEdit;
        }
    }

    private async Task LoadAsync()
    {
        _state = ViewState.Loading;
        _news = null;
        _draft = null;
        var content = await ReadAsync();
        if (content is null)
        {
            _editor = null;
            return;
        }

        var sized = content.Sized(k => Catalogue.Find(k)?.Info);
        if (_editor is null)
        {
            _editor = new(sized);
        }
        else
        {
            _editor.Reset(sized);
        }

        var series = await Series.ExecuteAsync();
        var assets = await ListAssets.ExecuteAsync();
        _options = new(
            series.IsSuccess
                ?
                [
                    .. series
                        .Value.Where(s => s.Definition.Unit.EndsWith("/MWh", StringComparison.Ordinal))
                        .Select(s => (s.Definition.Key.Market, s.Definition.Key.Node))
                        .Distinct(),
                ]
                : [],
            assets.IsSuccess ? assets.Value : []
        );
        Choose();
        if (_view?.CanEdit == true)
        {
            _draft = await Drafts.FindAsync(_view.Id);
        }
    }

    private async Task<DashboardContent?> ReadAsync()
    {
        if (Key is not null)
        {
            _state = ViewState.Empty;
            _view = null;
            return Templates.All.FirstOrDefault(t => t.Key == Key)?.Content;
        }

        var found = await Find.ExecuteAsync(Id!.Value);
        if (found.Failure is { } failure)
        {
            _state = failure.Kind switch
            {
                FailureKind.NotFound => ViewState.Empty,
                FailureKind.Forbidden => ViewState.NoPermission,
                _ => ViewState.Error,
            };
            _error = failure.Localized();
            _view = null;
            return null;
        }

        _view = found.Value;
        return _view.Content;
    }

    private async Task AskBeforeLeavingAsync(LocationChangingContext context)
    {
        var target = Navigation.ToAbsoluteUri(context.TargetLocation).AbsolutePath;
        if (!IsDirty || (Id is { } id && target.StartsWith($"/dashboards/{id}", StringComparison.OrdinalIgnoreCase)))
        {
            return;
        }

        if (
            !await Confirm.AskAsync(
                L["Leave without saving?"],
                L["Your changes are kept as a draft: this dashboard offers them when you come back."],
                L["Leave"]
            )
        )
        {
            context.PreventNavigation();
        }
        else
        {
            await KeepNowAsync();
        }
    }
}
