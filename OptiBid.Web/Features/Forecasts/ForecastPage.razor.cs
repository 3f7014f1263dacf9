using System.Globalization;
using Microsoft.AspNetCore.Components;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Forecasts;

/// <summary>Forecasts of one delivery day. What is shown is in the address: <c>series</c>, <c>day</c>, <c>models</c>.</summary>
public sealed partial class ForecastPage : IDisposable
{
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>The weekly naive is always computed: it is what the others are measured against.</summary>
    internal const string Reference = "naive-weekly";
    private static readonly string[] s_default = ["ridge", "naive-dow"];
    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationToken _left;
    private IReadOnlyList<SeriesSummary> _series = [];
    private readonly List<string> _models = [];
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private string? _key;
    private string? _day;
    private bool _busy;
    private bool _intervals;
    private bool _explaining;
    private int _back;
    private DayDrivers? _drivers;
    private Failure? _failure;
    private ForecastView? _result;
    private string? _shown;

    private const int MostModels = 5;

    /// <summary>Days that the slider reaches back.</summary>
    private const int MostBack = 90;

    private static string[] Offered { get; } =
    [
        ServedModels.Champion,
        "blend",
        "kernel",
        "lasso",
        "dnn",
        "lear",
        "ridge",
        "ridge-56",
        "ridge-84",
        "naive-dow",
        "naive-daily",
        Reference,
    ];

    /// <summary>Name of the series.</summary>
    [SupplyParameterFromQuery(Name = "series")]
    private string? SeriesQuery { get; set; }

    /// <summary>Delivery day.</summary>
    [SupplyParameterFromQuery(Name = "day")]
    private string? DayQuery { get; set; }

    /// <summary>Models, comma-separated.</summary>
    [SupplyParameterFromQuery(Name = "models")]
    private string? ModelsQuery { get; set; }

    /// <summary>Whether intervals are wanted.</summary>
    [SupplyParameterFromQuery(Name = "intervals")]
    private bool? IntervalsQuery { get; set; }

    [Inject]
    private IForecastIntervals Intervals { get; init; } = default!;

    [Inject]
    private IExplainForecast Explain { get; init; } = default!;

    [Inject]
    private IListSeries ListSeries { get; init; } = default!;

    [Inject]
    private IReadPrices ReadPrices { get; init; } = default!;

    [Inject]
    private IForecasterCatalog Catalog { get; init; } = default!;

    [Inject]
    private IForecastDay ForecastDay { get; init; } = default!;

    [Inject]
    private NavigationManager Navigation { get; init; } = default!;

    /// <summary>Takes the token at once: a source that is disposed gives none.</summary>
    public ForecastPage() => _left = _gone.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => _state == ViewState.Ready ? TakeQueryAsync() : Task.CompletedTask;

    private async Task LoadAsync()
    {
        _state = ViewState.Loading;
        var result = await ListSeries.ExecuteAsync(_left);
        if (result.Failure is { } failure)
        {
            _error = failure.Localized();
            _state = failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error;
            return;
        }

        _series = PriceSeries.Of(result.Value);
        _state = _series.Count == 0 ? ViewState.Empty : ViewState.Ready;
        if (_series.Count > 0)
        {
            await TakeQueryAsync();
        }
    }

    private async Task TakeQueryAsync()
    {
        var series = _series.FirstOrDefault(s => s.Definition.Key.ToString() == SeriesQuery) ?? PriceSeries.First(_series);
        _key = series.Definition.Key.ToString();
        _day = DayQuery ?? LastDay(series);
        _intervals = IntervalsQuery == true;
        _back = ParseDay() is { } asked ? Math.Clamp(LastHeld(series).DayNumber - asked.DayNumber, 0, Days(series) - 1) : 0;
        var models = ModelsQuery?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? s_default;
        _models.Clear();
        _models.AddRange(Offered.Where(m => models.Contains(m, StringComparer.OrdinalIgnoreCase)));
        var wanted = $"{_key}|{_day}|{string.Join(',', _models)}|{_intervals}";
        if (wanted != _shown && ParseDay() is not null && _models.Count is > 0 and <= MostModels)
        {
            _shown = wanted;
            await RunAsync();
        }
    }

    private async Task RunAsync()
    {
        if (PriceSeries.Parse(_key) is not { } key || ParseDay() is not { } day)
        {
            return;
        }

        // Who moves on before the answer is there is not shown the old one.
        var asked = _shown;
        List<string> models = [.. _models];
        (_busy, _failure, _result, _drivers) = (true, null, null, null);
        StateHasChanged();
        var forecasts = new List<DayForecast>();
        foreach (var model in models.Append(Reference).Distinct())
        {
            // A fan around the first model alone: several would hide each other.
            var result =
                _intervals && forecasts.Count == 0
                    ? await Intervals.ExecuteAsync(key, day, model, _left)
                    : await ForecastDay.ExecuteAsync(key, day, model, _left);
            if (asked != _shown)
            {
                return;
            }

            if (result.Failure is { } failure)
            {
                (_busy, _failure) = (false, failure);
                return;
            }

            forecasts.Add(result.Value);
        }

        var definition = _series.First(s => s.Definition.Key == key).Definition;
        var (from, to) = MarketCalendar.ForSeries(key.Market, definition.TimeZoneId).DayBounds(day);
        var actual = await ReadPrices.ExecuteAsync(new(key, from, to, BucketMinutes: 60), _left);
        if (asked != _shown)
        {
            return;
        }

        _result = ForecastView.Of(definition, forecasts, actual.IsSuccess ? actual.Value.Rows : [], models, L);
        _busy = false;
    }

    private void Show() =>
        Navigation.NavigateTo(
            Navigation.GetUriWithQueryParameters(
                new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["series"] = _key,
                    ["day"] = _day,
                    ["models"] = string.Join(',', _models),
                    ["intervals"] = _intervals ? true : null,
                }
            )
        );

    private SeriesSummary? Chosen => _series.FirstOrDefault(s => s.Definition.Key.ToString() == _key);

    /// <summary>The first model that is shown and can say what its forecasts are made of: linear ones can.</summary>
    private string? Explained =>
        _result?.Models.Select(m => m.Forecast.Model).FirstOrDefault(m => Catalog.Find(m)?.Info.Family == "linear");

    private async Task ExplainAsync(string model)
    {
        if (PriceSeries.Parse(_key) is not { } key || _result is null)
        {
            return;
        }

        _explaining = true;
        var result = await Explain.ExecuteAsync(key, _result.First.DeliveryDay, model, _left);
        _explaining = false;
        _drivers = result.IsSuccess ? result.Value : null;
        _failure = result.Failure;
    }

    private void Slide(SeriesSummary series, ChangeEventArgs moved)
    {
        if (int.TryParse(moved.Value?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var at))
        {
            _back = Days(series) - 1 - at;
            _day = Formats.Day(AsOf(series, _back));
        }
    }

    private static DateOnly AsOf(SeriesSummary series, int back) => LastHeld(series).AddDays(-back);

    /// <summary>Days that the slider has: those held, no more than its reach.</summary>
    private static int Days(SeriesSummary series) => (int)Math.Clamp((series.ToUtc - series.FromUtc).TotalDays, 1, MostBack);

    private void ChooseSeries(string name)
    {
        _key = name;
        var series = _series.First(s => s.Definition.Key.ToString() == name);
        if (ParseDay() is null || string.CompareOrdinal(_day, LastDay(series)) > 0)
        {
            _day = LastDay(series);
        }
    }

    private void Choose(string model, bool on)
    {
        _models.Remove(model);
        if (on)
        {
            _models.Add(model);
        }
    }

    /// <summary>The last day that is held: it can be forecast and compared with what came true.</summary>
    private static string LastDay(SeriesSummary series) => LastHeld(series).ToString(DayFormat, CultureInfo.InvariantCulture);

    private static DateOnly LastHeld(SeriesSummary series) =>
        MarketCalendar.ForSeries(series.Definition.Key.Market, series.Definition.TimeZoneId).DayOf(series.ToUtc.AddTicks(-1));

    private DateOnly? ParseDay() =>
        DateOnly.TryParseExact(_day, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
