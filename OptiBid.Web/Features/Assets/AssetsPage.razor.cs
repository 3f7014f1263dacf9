using Microsoft.AspNetCore.Components;
using MudBlazor;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Assets;

/// <summary>The assets of the organisation: list, create, change, retire with undo.</summary>
public sealed partial class AssetsPage
{
    private IReadOnlyList<AssetView> _assets = [];
    private ViewState _state = ViewState.Loading;
    private string? _error;

    /// <summary>The list.</summary>
    [Inject]
    public required IListAssets ListAssets { get; init; }

    /// <summary>Retires and restores.</summary>
    [Inject]
    public required IRetireAsset Retire { get; init; }

    /// <summary>Nodes to choose from.</summary>
    [Inject]
    public required IListSeries ListSeries { get; init; }

    /// <summary>Who looks.</summary>
    [Inject]
    public required ICurrentUser User { get; init; }

    /// <summary>Opens the form.</summary>
    [Inject]
    public required IDialogService Dialogs { get; init; }

    /// <summary>Asks before an asset goes.</summary>
    [Inject]
    public required IConfirm Confirm { get; init; }

    /// <summary>Says what was done.</summary>
    [Inject]
    public required IToast Toast { get; init; }

    private bool CanWrite => User.Has(Permissions.WriteAssets);

    private bool CanRetire => User.Has(Permissions.RetireAssets);

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var listed = await ListAssets.ExecuteAsync();
        if (listed.Failure is { } failure)
        {
            _state = failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error;
            _error = failure.Localized();
            return;
        }

        _assets = listed.Value;
        _state = _assets.Count == 0 ? ViewState.Empty : ViewState.Ready;
    }

    private async Task EditAsync(AssetView? asset)
    {
        var series = await ListSeries.ExecuteAsync();
        var nodes = series.IsSuccess
            ? series
                .Value.Where(s => s.Definition.Unit.EndsWith("/MWh", StringComparison.Ordinal))
                .Select(s => (s.Definition.Key.Market, s.Definition.Key.Node))
                .Distinct()
                .ToList()
            : [];
        var parameters = new DialogParameters<AssetDialog> { { d => d.Asset, asset }, { d => d.Nodes, nodes } };
        var options = new DialogOptions
        {
            MaxWidth = MaxWidth.Small,
            FullWidth = true,
            CloseButton = true,
            BackdropClick = false,
        };
        var title = asset is null ? L["New asset"] : L["Edit {0}", asset.Draft.Name];
        var dialog = await Dialogs.ShowAsync<AssetDialog>(title, parameters, options);
        if (await dialog.Result is { Canceled: false, Data: AssetView saved })
        {
            await LoadAsync();
            Toast.Success(L["{0} is saved", saved.Draft.Name]);
        }
    }

    private async Task RetireAsync(AssetView asset)
    {
        var agreed = await Confirm.AskAsync(
            L["Retire {0}?", asset.Draft.Name],
            L["It leaves every list and no new bid can use it. Past bids and results stay readable."],
            L["Retire"],
            danger: true
        );
        if (!agreed)
        {
            return;
        }

        await ChangeAsync(asset, restore: false);
    }

    private async Task ChangeAsync(AssetView asset, bool restore)
    {
        var changed = await Retire.ExecuteAsync(asset.Id, restore);
        if (changed.Failure is { } failure)
        {
            Toast.ShowFailure(failure);
        }
        else if (restore)
        {
            Toast.Success(L["{0} is back", asset.Draft.Name]);
        }
        else
        {
            Toast.Success(L["{0} is retired", asset.Draft.Name], () => InvokeAsync(() => ChangeAsync(asset, restore: true)));
        }

        await LoadAsync();
        StateHasChanged();
    }

    private string KindOf(AssetKind kind) => kind == AssetKind.Wind ? L["Wind farm"] : L["Battery"];

    private static string PricesOf(AssetDraft draft) => $"markets?market={draft.Market}&node={Uri.EscapeDataString(draft.Node)}&range=7d";
}
