using System.Globalization;
using Microsoft.AspNetCore.Components;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Features;
using OptiBid.Core.Markets.Catalogue;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Catalogue;

/// <summary>A feature with its value in the chosen hour, where a day was read.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Value">Its value, or null.</param>
/// <param name="PublishedUtc">When it became public; null for what is known for ever or not known.</param>
internal sealed record FeatureRow(CataloguedFeature Feature, float? Value, DateTime? PublishedUtc);

/// <summary>The features that models read, with their values of one day of a series on request.</summary>
public sealed partial class FeatureTab : IDisposable
{
    private const string DayFormat = "yyyy-MM-dd";
    private const int FirstHour = 1;
    private const int LastHour = 24;

    private static readonly IReadOnlyList<(int Value, string Text)> s_hours =
    [
        .. Enumerable.Range(FirstHour, LastHour).Select(h => (h, string.Create(CultureInfo.InvariantCulture, $"HE {h:00}"))),
    ];

    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationToken _left;
    private IReadOnlyList<CataloguedFeature> _features = [];
    private IReadOnlyList<FeatureRow> _rows = [];
    private IReadOnlyList<ModelInputs> _models = [];
    private ViewState _state = ViewState.Loading;
    private FeatureDay? _read;
    private Failure? _failure;
    private string? _error;
    private string? _asked;
    private string _series = "";
    private string? _day;
    private int _hour = 18;
    private bool _busy;

    /// <summary>Takes the token at once: a source that is disposed gives none.</summary>
    public FeatureTab() => _left = _gone.Token;

    /// <summary>Price series that may be chosen.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<CataloguedSeries> Series { get; set; } = [];

    /// <summary>Name of the series whose values are wanted, or null for none.</summary>
    [Parameter]
    public string? SeriesName { get; set; }

    /// <summary>Delivery day, or null for the last that is held.</summary>
    [Parameter]
    public string? Day { get; set; }

    [Inject]
    private IListFeatures Features { get; init; } = default!;

    [Inject]
    private IReadFeatureDay ReadDay { get; init; } = default!;

    [Inject]
    private NavigationManager Navigation { get; init; } = default!;

    private IReadOnlyList<(string Value, string Text)> Choices => [.. Series.Select(s => (s.Key.ToString(), s.Key.ToString()))];

    /// <summary>The publication rules, each with the kinds of features that it is about.</summary>
    private IEnumerable<(string Kinds, Sentence Rule)> Rules =>
        _features
            .GroupBy(f => f.Rule.ToString(), StringComparer.Ordinal)
            .Select(g =>
                (string.Join(", ", g.Select(f => CatalogueTexts.Kind(f.Kind, L)).Distinct(StringComparer.Ordinal)), g.First().Rule)
            );

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => List();

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync()
    {
        var chosen = Series.FirstOrDefault(s => s.Key.ToString() == SeriesName);
        var wanted = chosen is null ? null : $"{SeriesName}|{Day}";
        if (wanted == _asked && _day is not null)
        {
            return Task.CompletedTask;
        }

        _asked = wanted;
        var shown = chosen ?? Preferred();
        _series = shown?.Key.ToString() ?? "";
        _day = Day ?? (shown is null ? null : LastDay(shown));
        if (chosen is not null && _state == ViewState.Ready)
        {
            return ReadAsync();
        }

        (_busy, _read, _failure) = (false, null, null);
        Arrange();
        return Task.CompletedTask;
    }

    private void List()
    {
        var result = Features.Execute();
        if (result.Failure is { } failure)
        {
            _error = failure.Localized();
            _state = failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error;
            return;
        }

        (_features, _models) = (result.Value.Features, result.Value.Models);
        _state = ViewState.Ready;
        Arrange();
    }

    private Task LoadAsync()
    {
        List();
        return Task.CompletedTask;
    }

    private async Task ReadAsync()
    {
        if (Series.FirstOrDefault(s => s.Key.ToString() == _series) is not { } series || ParseDay() is not { } day)
        {
            (_busy, _read, _failure) = (false, null, null);
            Arrange();
            return;
        }

        // Who moves on before the answer is there is not shown the old one.
        var asked = _asked;
        (_busy, _failure, _read) = (true, null, null);
        StateHasChanged();
        var result = await ReadDay.ExecuteAsync(series.Key, day, _left);
        if (asked != _asked)
        {
            return;
        }

        (_busy, _failure) = (false, result.Failure);
        _read = result.IsSuccess ? result.Value : null;
        Arrange();
    }

    private void Arrange() =>
        _rows = _read is null
            ? [.. _features.Select(f => new FeatureRow(f, null, null))]
            : [.. _read.Features.Select(f => new FeatureRow(f.Feature, f.Values[_hour - 1], f.PublishedUtc[_hour - 1]))];

    private void Choose(string name)
    {
        _series = name;
        var series = Series.First(s => s.Key.ToString() == name);
        if (ParseDay() is null || string.CompareOrdinal(_day, LastDay(series)) > 0)
        {
            _day = LastDay(series);
        }
    }

    private void ChooseHour(int hour)
    {
        _hour = hour;
        Arrange();
    }

    private void Show() =>
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameters(
                new Dictionary<string, object?>(StringComparer.Ordinal) { ["series"] = _series, ["day"] = _day }
            )
        );

    /// <summary>The day-ahead price with the longest history, else the price with the longest.</summary>
    private CataloguedSeries? Preferred() =>
        Series.OrderBy(s => s.Key.Product == Products.DaLmp ? 0 : 1).ThenByDescending(s => s.ToUtc - s.FromUtc).FirstOrDefault();

    private static string LastDay(CataloguedSeries series) => Formats.Day(CatalogueLinks.LastDay(series));

    private string ReadBy(FeatureRow row) => row.Feature.ReadBy.Count == 0 ? L["no model"] : string.Join(", ", row.Feature.ReadBy);

    private DateOnly? ParseDay() =>
        DateOnly.TryParseExact(_day, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
