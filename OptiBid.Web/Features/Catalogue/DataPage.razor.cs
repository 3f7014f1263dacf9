using Microsoft.AspNetCore.Components;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Catalogue;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Catalogue;

/// <summary>The data catalogue. What is shown is in the address: <c>tab</c>, <c>series</c>, <c>day</c> and the filters <c>market</c>, <c>kind</c>, <c>origin</c>.</summary>
public sealed partial class DataPage : IDisposable
{
    private const string MarketName = "market";
    private const string KindName = "kind";
    private const string OriginName = "origin";
    private const string Simulated = "simulated";
    private const string Measured = "imported";
    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationToken _left;
    private IReadOnlyList<CataloguedSeries> _all = [];
    private IReadOnlyList<CataloguedSeries> _rows = [];
    private IReadOnlyList<CataloguedSeries> _prices = [];
    private CataloguedSeries? _chosen;
    private ViewState _state = ViewState.Loading;
    private string? _error;

    /// <summary>Takes the token at once: a source that is disposed gives none.</summary>
    public DataPage() => _left = _gone.Token;

    /// <summary><c>features</c>, or null for the series.</summary>
    [SupplyParameterFromQuery(Name = "tab")]
    private string? Tab { get; set; }

    /// <summary>Name of the series that is open.</summary>
    [SupplyParameterFromQuery(Name = "series")]
    private string? SeriesQuery { get; set; }

    /// <summary>Delivery day of the features.</summary>
    [SupplyParameterFromQuery(Name = "day")]
    private string? DayQuery { get; set; }

    /// <summary>Market that is wanted.</summary>
    [SupplyParameterFromQuery(Name = MarketName)]
    private string? MarketQuery { get; set; }

    /// <summary>Product that is wanted.</summary>
    [SupplyParameterFromQuery(Name = KindName)]
    private string? KindQuery { get; set; }

    /// <summary>Simulated or imported.</summary>
    [SupplyParameterFromQuery(Name = OriginName)]
    private string? OriginQuery { get; set; }

    [Inject]
    private IListCatalogue List { get; init; } = default!;

    [Inject]
    private ICurrentUser User { get; init; } = default!;

    [Inject]
    private NavigationManager Navigation { get; init; } = default!;

    private bool IsFeatures => Tab == "features";

    private IReadOnlyList<(string Value, string Text)> Markets =>
        [("", L["All markets"]), .. Distinct(s => s.Key.Market).Select(m => (m, m))];

    private IReadOnlyList<(string Value, string Text)> Kinds =>
        [("", L["All kinds"]), .. Distinct(s => s.Key.Product).Select(p => (p, CatalogueTexts.Kind(p, L)))];

    private IReadOnlyList<(string Value, string Text)> Origins =>
        [("", L["All origins"]), (Measured, L["Imported"]), (Simulated, L["Simulated"])];

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    /// <inheritdoc/>
    protected override void OnParametersSet() => Arrange();

    private async Task LoadAsync()
    {
        _state = ViewState.Loading;
        var result = await List.ExecuteAsync(_left);
        if (result.Failure is { } failure)
        {
            _error = failure.Localized();
            _state = failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error;
            return;
        }

        _all = result.Value;
        _prices = [.. _all.Where(CatalogueLinks.IsPrice)];
        _state = _all.Count == 0 ? ViewState.Empty : ViewState.Ready;
        Arrange();
    }

    private void Arrange()
    {
        _rows =
        [
            .. _all.Where(s =>
                (MarketQuery is null || s.Key.Market == MarketQuery)
                && (KindQuery is null || s.Key.Product == KindQuery)
                && (OriginQuery is null || OriginOf(s) == OriginQuery)
            ),
        ];
        _chosen = _all.FirstOrDefault(s => s.Key.ToString() == SeriesQuery);
    }

    private void Filter(string name, string value) => Navigation.NavigateTo(With(name, value.Length == 0 ? null : value));

    /// <summary>Its address leads to the part of the page that is about it, below the table.</summary>
    private string Address(CataloguedSeries series) => With("series", series.Key.ToString()) + "#" + SeriesDetail.Anchor;

    private string With(string name, string? value) => Navigation.GetUriWithQueryParameter(name, value).Split('#')[0];

    private IEnumerable<string> Distinct(Func<CataloguedSeries, string> of) =>
        _all.Select(of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static string OriginOf(CataloguedSeries series) => series.IsSimulated ? Simulated : Measured;

    private string OriginText(CataloguedSeries series) => series.IsSimulated ? L["Simulated"] : L["Imported"];

    /// <summary>Rounded down, so that nothing with a hole reads 100 %.</summary>
    private static string Share(CataloguedSeries series) => Formats.Percent(Math.Floor(series.Coverage * 1000) / 1000);
}
