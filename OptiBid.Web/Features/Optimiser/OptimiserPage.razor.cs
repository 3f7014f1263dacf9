using System.Globalization;
using Microsoft.AspNetCore.Components;
using OptiBid.Core.Bidding.Schedules;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Optimiser;

/// <summary>Schedules of one day. What is shown is in the address: <c>asset</c>, <c>day</c>, <c>prices</c>, <c>regulation</c>.</summary>
public sealed partial class OptimiserPage
{
    private const string Hindsight = "cleared";
    private IReadOnlyList<AssetView> _assets = [];
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private Failure? _failure;
    private bool _busy;
    private Guid _assetId;
    private string? _day;
    private string _prices = "ridge";
    private bool _regulation;
    private OptimisedView? _view;
    private string? _shown;

    // Text: an address with a bad id must open the page, not break it.
    [SupplyParameterFromQuery(Name = "asset")]
    private string? AssetQuery { get; set; }

    private Guid? AskedAsset => Guid.TryParse(AssetQuery, out var id) ? id : null;

    [SupplyParameterFromQuery(Name = "day")]
    private string? DayQuery { get; set; }

    [SupplyParameterFromQuery(Name = "prices")]
    private string? PricesQuery { get; set; }

    [SupplyParameterFromQuery(Name = "regulation")]
    private string? RegulationQuery { get; set; }

    [Inject]
    private IListAssets ListAssets { get; init; } = default!;

    [Inject]
    private IOptimiseDay Optimise { get; init; } = default!;

    [Inject]
    private IForecasterCatalog Catalog { get; init; } = default!;

    [Inject]
    private TimeProvider Time { get; init; } = default!;

    [Inject]
    private NavigationManager Navigation { get; init; } = default!;

    private IReadOnlyList<(Guid Value, string Text)> Batteries =>
        [.. _assets.Select(a => (a.Id, $"{a.Draft.Name} ({a.Draft.Market} {a.Draft.Node})"))];

    private IReadOnlyList<(string Value, string Text)> PriceOptions =>
        [
            (Hindsight, L["Cleared day-ahead prices (hindsight)"]),
            .. Catalog.All.Select(m => (m.Info.Name, L["Forecast: {0}", m.Info.Name].Value)),
        ];

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => _state == ViewState.Ready ? TakeQueryAsync() : Task.CompletedTask;

    private async Task LoadAsync()
    {
        var assets = await ListAssets.ExecuteAsync();
        if (assets.Failure is { } failure)
        {
            (_state, _error) = (failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error, failure.Localized());
            return;
        }

        _assets = [.. assets.Value.Where(a => a.Battery is not null)];
        _state = _assets.Count == 0 ? ViewState.Empty : ViewState.Ready;
        if (_assets.Count > 0)
        {
            await TakeQueryAsync();
        }
    }

    private async Task TakeQueryAsync()
    {
        var asset = _assets.FirstOrDefault(a => a.Id == AskedAsset) ?? _assets[0];
        var today = MarketCalendar.For(asset.Draft.Market).DayOf(Time.GetUtcNow().UtcDateTime);
        (_assetId, _day) = (asset.Id, DayQuery ?? Formats.Day(today));
        _prices = PricesQuery == Hindsight ? Hindsight : Catalog.Find(PricesQuery ?? "")?.Info.Name ?? _prices;
        _regulation = RegulationQuery is "true" or "True";
        var wanted = $"{_assetId}|{_day}|{_prices}|{_regulation}";
        if (wanted != _shown && ParseDay() is not null)
        {
            _shown = wanted;
            await RunAsync();
        }
    }

    private async Task RunAsync()
    {
        (_busy, _failure, _view) = (true, null, null);
        StateHasChanged();
        var hindsight = _prices == Hindsight;
        var answer = await Optimise.ExecuteAsync(new(_assetId, ParseDay()!.Value, hindsight ? null : _prices, hindsight && _regulation));
        _busy = false;
        if (answer.Failure is { } failure)
        {
            _failure = failure;
            return;
        }

        _view = OptimisedView.Of(answer.Value, ParseDay()!.Value, L);
    }

    private void Show()
    {
        _shown = null;
        var address = Navigation.GetUriWithQueryParameters(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["asset"] = _assetId,
                ["day"] = _day,
                ["prices"] = _prices,
                ["regulation"] = _regulation ? true : null,
            }
        );
        Navigation.NavigateTo(address);
    }

    private DateOnly? ParseDay() =>
        DateOnly.TryParseExact(_day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
