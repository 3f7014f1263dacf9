using System.Globalization;
using Microsoft.AspNetCore.Components;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Backtests;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Forecasts;

/// <summary>Starts backtests and lists those of the organisation; refreshes while one is active.</summary>
public sealed partial class BacktestsPage : IDisposable
{
    private const string DayFormat = "yyyy-MM-dd";
    private const int HistoryDays = 28;
    private const int LongestDefaultDays = 364;
    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationToken _left;
    private IReadOnlyList<SeriesSummary> _series = [];
    private IReadOnlyList<BacktestSummary> _runs = [];
    private ViewState _state = ViewState.Loading;
    private string? _error;
    private string? _key;
    private readonly List<string> _models = ["ridge"];
    private readonly HashSet<Guid> _chosen = [];
    private bool _quantiles;
    private string? _from;
    private string? _to;
    private bool _canRun;
    private bool _starting;

    /// <summary>Name of the series to offer first.</summary>
    [SupplyParameterFromQuery(Name = "series")]
    private string? SeriesQuery { get; set; }

    [Inject]
    private IListSeries ListSeries { get; init; } = default!;

    [Inject]
    private IForecasterCatalog Catalog { get; init; } = default!;

    [Inject]
    private IListBacktests ListBacktests { get; init; } = default!;

    [Inject]
    private IStartBacktest StartBacktest { get; init; } = default!;

    [Inject]
    private IDeleteBacktest DeleteBacktest { get; init; } = default!;

    [Inject]
    private ICurrentUser User { get; init; } = default!;

    [Inject]
    private NavigationManager Navigation { get; init; } = default!;

    [Inject]
    private IConfirm Confirm { get; init; } = default!;

    [Inject]
    private IToast Toast { get; init; } = default!;

    [Inject]
    private TimeProvider Time { get; init; } = default!;

    /// <summary>Takes the token at once: a source that is disposed gives none.</summary>
    public BacktestsPage() => _left = _gone.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_left))
            {
                if (_runs.Any(r => r.IsActive) && await RefreshAsync())
                {
                    StateHasChanged();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page is gone.
        }
    }

    private async Task LoadAsync()
    {
        _state = ViewState.Loading;
        _canRun = User.Has(Permissions.RunBacktests);
        var series = await ListSeries.ExecuteAsync(_left);
        if (series.Failure is { } failure)
        {
            Show(failure);
            return;
        }

        _series = PriceSeries.Of(series.Value);
        if (!await RefreshAsync())
        {
            return;
        }

        _state = _series.Count == 0 && _runs.Count == 0 ? ViewState.Empty : ViewState.Ready;
        if (_series.Count > 0)
        {
            var named = _series.FirstOrDefault(s => s.Definition.Key.ToString() == SeriesQuery);
            ChooseSeries((named ?? PriceSeries.First(_series)).Definition.Key.ToString());
        }
    }

    private async Task<bool> RefreshAsync()
    {
        var runs = await ListBacktests.ExecuteAsync(100, _left);
        if (runs.Failure is { } failure)
        {
            Show(failure);
            return false;
        }

        _runs = runs.Value;
        return true;
    }

    private void Show(Failure failure)
    {
        _error = failure.Localized();
        _state = failure.Kind == FailureKind.Forbidden ? ViewState.NoPermission : ViewState.Error;
    }

    /// <summary>Offers the last year of the series that leaves four weeks of history.</summary>
    private void ChooseSeries(string name)
    {
        _key = name;
        var (first, last) = HeldDays(Chosen!);
        var from = last.AddDays(1 - LongestDefaultDays);
        from = from < first.AddDays(HistoryDays) ? first.AddDays(HistoryDays) : from;
        _from = Formats.Day(from > last ? last : from);
        _to = Formats.Day(last);
    }

    private async Task StartAsync()
    {
        if (
            PriceSeries.Parse(_key) is not { } key
            || !DateOnly.TryParseExact(_from, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
            || !DateOnly.TryParseExact(_to, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var to)
        )
        {
            Toast.Warn(L["Choose a series, a first and a last day."]);
            return;
        }

        if (_models.Count == 0)
        {
            Toast.Warn(L["Choose a model."]);
            return;
        }

        _starting = true;
        var started = new List<Guid>();
        foreach (var model in _models)
        {
            var result = await StartBacktest.ExecuteAsync(
                new StoredBacktestRequest(key, model, from, to) { Quantiles = _quantiles },
                _left
            );
            if (result.Failure is { } failure)
            {
                Toast.ShowFailure(failure);
                break;
            }

            started.Add(result.Value);
        }

        _starting = false;
        if (started.Count == 1 && _models.Count == 1)
        {
            Navigation.NavigateTo($"/forecasts/backtest/{started[0]}");
            return;
        }

        // Those that were started are chosen to be compared once they are done.
        _chosen.Clear();
        _chosen.UnionWith(started);
        await RefreshAsync();
    }

    private void ChooseModel(string model, bool on)
    {
        _models.Remove(model);
        if (on)
        {
            _models.Add(model);
        }
    }

    private void Choose(BacktestSummary run, bool on)
    {
        _chosen.Remove(run.Id);
        if (on && CanChoose(run))
        {
            _chosen.Add(run.Id);
        }
    }

    /// <summary>Whether a run fits to those that are chosen.</summary>
    private bool CanChoose(BacktestSummary run) =>
        _chosen.Contains(run.Id)
        || (
            _chosen.Count < ICompareBacktests.Most
            && (_runs.FirstOrDefault(r => _chosen.Contains(r.Id)) is not { } first || first.Request.Target == run.Request.Target)
        );

    private void Compare() => Navigation.NavigateTo($"/forecasts/backtest/compare?runs={string.Join(',', Comparable.Select(r => r.Id))}");

    private async Task RemoveAsync(BacktestSummary run)
    {
        if (
            !run.IsActive
            && !await Confirm.AskAsync(
                L["Delete this backtest?"],
                L["{0}, {1}: its figures and forecasts are deleted for everyone.", run.Request.Target, run.Request.Model],
                L["Delete"],
                danger: true
            )
        )
        {
            return;
        }

        var result = await DeleteBacktest.ExecuteAsync(run.Id, _left);
        _chosen.Remove(run.Id);
        if (result.Failure is { } failure)
        {
            Toast.ShowFailure(failure);
        }

        await RefreshAsync();
    }

    /// <summary>Models with all their windows, or without any.</summary>
    private List<string> Whole => [.. Catalog.All.Select(m => m.Info.Name).Where(m => !char.IsAsciiDigit(m[^1]))];

    /// <summary>The same models on one window of days each.</summary>
    private List<string> OneWindow => [.. Catalog.All.Select(m => m.Info.Name).Where(m => char.IsAsciiDigit(m[^1]))];

    private SeriesSummary? Chosen => _series.FirstOrDefault(s => s.Definition.Key.ToString() == _key);

    private string Held
    {
        get
        {
            if (Chosen is not { } series)
            {
                return "";
            }

            var (first, last) = HeldDays(series);
            var held = series.Definition.IsSimulated
                ? L["Held: {0} to {1}, simulated.", Formats.Day(first), Formats.Day(last)]
                : L["Held: {0} to {1}.", Formats.Day(first), Formats.Day(last)];
            return $"{held} {L["Ridge and LEAR need 21 days before the first day and gain from up to four years; prediction intervals need 28 days more and gain from half a year."]}";
        }
    }

    private static (DateOnly First, DateOnly Last) HeldDays(SeriesSummary series)
    {
        var calendar = MarketCalendar.ForSeries(series.Definition.Key.Market, series.Definition.TimeZoneId);
        var last = calendar.DayOf(series.ToUtc.AddTicks(-1));
        // A day that is not over yet cannot be scored.
        last = calendar.DayBounds(last).ToUtc > series.ToUtc ? last.AddDays(-1) : last;
        return (calendar.DayOf(series.FromUtc), last);
    }
}
