using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Components.Widgets;

namespace OptiBid.Web.Features.Forecasts.Widgets;

/// <summary>
/// Base of the widgets that show a day-ahead price forecast beside what cleared: that of the newest kept backtest with days in the range, else
/// made for the last days of the range when the user may run forecasts.
/// </summary>
public abstract class ForecastWidget : WidgetBase
{
    /// <summary>Key of the number of days that are forecast when there is no backtest.</summary>
    internal const string DaysKey = "days";

    /// <summary>Key of the choice of the model.</summary>
    internal const string ModelKey = "model";

    /// <summary>The model when none is chosen.</summary>
    internal const string DefaultModel = "ridge";

    private const int Listed = 200;

    /// <summary>Kept backtests.</summary>
    [Inject]
    public required IListBacktests ListBacktests { get; init; }

    /// <summary>One of them.</summary>
    [Inject]
    public required IGetBacktest GetBacktest { get; init; }

    /// <summary>A forecast of a day.</summary>
    [Inject]
    public required IForecastDay ForecastDay { get; init; }

    /// <summary>What cleared.</summary>
    [Inject]
    public required IReadPrices ReadPrices { get; init; }

    /// <summary>Who asks.</summary>
    [Inject]
    public required ICurrentUser User { get; init; }

    /// <summary>The clock.</summary>
    [Inject]
    public required TimeProvider Time { get; init; }

    /// <summary>Texts.</summary>
    [Inject]
    public required IStringLocalizer<Texts> Words { get; init; }

    /// <summary>What is shown.</summary>
    protected ForecastPairs? Pairs { get; private set; }

    private SeriesKey Target => new(Context.Market, Context.Node, Products.DaLmp);

    private string Model => Setting(ModelKey, DefaultModel);

    /// <summary>Shapes what was read; false when it holds nothing to show.</summary>
    protected abstract bool Show(ForecastPairs pairs);

    /// <inheritdoc/>
    protected sealed override async Task<WidgetStatus> LoadAsync(CancellationToken cancellationToken)
    {
        var calendar = MarketCalendar.For(Context.Market);
        var (first, last) = (calendar.DayOf(Context.FromUtc), calendar.DayOf(Context.ToUtc.AddTicks(-1)));
        var listed = await ListBacktests.ExecuteAsync(Listed, cancellationToken);
        if (listed.Failure is { } refused)
        {
            return WidgetStatus.Of(refused);
        }

        var kept = listed
            .Value.Where(b => b.State == BacktestState.Done && b.Request.Target == Target)
            .Where(b => b.Request.From <= last && b.Request.To >= first)
            .OrderBy(b => b.Request.Model == Model ? 0 : 1)
            .FirstOrDefault();
        string? reason = null;
        if (kept is not null)
        {
            var detail = await GetBacktest.ExecuteAsync(kept.Id, cancellationToken);
            if (detail.Failure is { } failure)
            {
                return WidgetStatus.Of(failure);
            }

            Pairs = Of(detail.Value, first, last);
        }
        else if (User.Has(Permissions.RunForecasts))
        {
            var made = await MakeAsync(calendar, first, last, cancellationToken);
            Pairs = made.IsSuccess ? made.Value : null;
            reason = made.Failure?.Localized();
        }
        else
        {
            Pairs = null;
        }

        return Pairs is { Days.Count: > 0 } pairs && Show(pairs) ? Shown(pairs) : Nothing(reason);
    }

    private WidgetStatus Shown(ForecastPairs pairs)
    {
        var now = Time.GetUtcNow().UtcDateTime;
        var end = pairs.Days[^1].StartUtc[^1].AddHours(1);
        return WidgetStatus.Ready(pairs.IsSimulated ? Provenance.Simulated : Provenance.Imported, end < now ? end : now);
    }

    private WidgetStatus Nothing(string? reason) =>
        WidgetStatus.Empty(
            Words["No forecast of {0} {1} in this time range", Context.Market, Context.Node],
            reason
                ?? Words["Run a backtest of its day-ahead price over these days (Forecasts, Backtests); it is shown here when it is done."]
        );

    private static ForecastPairs Of(BacktestDetail detail, DateOnly first, DateOnly last)
    {
        var definition = detail.Outcome!.Definition;
        var calendar = MarketCalendar.ForSeries(definition.Key.Market, definition.TimeZoneId);
        return new(
            detail.Summary.Request.Model,
            true,
            definition.IsSimulated,
            definition.Unit,
            [
                .. detail
                    .Days.Where(d => d.Day >= first && d.Day <= last)
                    .Select(d => new ForecastPairDay(
                        d.Day,
                        [.. calendar.HoursOf(d.Day).Select(h => h.StartUtc)],
                        calendar.FromClock24(d.Day, d.Actual),
                        calendar.FromClock24(d.Day, d.Forecast),
                        calendar.FromClock24(d.Day, d.NaiveWeekly)
                    )),
            ]
        );
    }

    private async Task<Result<ForecastPairs>> MakeAsync(
        MarketCalendar calendar,
        DateOnly first,
        DateOnly last,
        CancellationToken cancellationToken
    )
    {
        // Nothing is forecast beyond the next delivery day.
        var tomorrow = calendar.DayOf(Time.GetUtcNow().UtcDateTime).AddDays(1);
        var end = last < tomorrow ? last : tomorrow;
        var wanted = int.TryParse(Setting(DaysKey, ""), CultureInfo.InvariantCulture, out var n) ? Math.Clamp(n, 1, 7) : 2;
        var days = new List<ForecastPairDay>();
        var (simulated, unit) = (false, "$/MWh");
        for (var day = end.AddDays(1 - wanted) is var start && start > first ? start : first; day <= end; day = day.AddDays(1))
        {
            var made = await ForecastDay.ExecuteAsync(Target, day, Model, cancellationToken);
            if (made.Failure is { } failure)
            {
                return failure;
            }

            var (from, to) = calendar.DayBounds(day.AddDays(-7));
            var cleared = await ReadPrices.ExecuteAsync(new(Target, from, calendar.DayBounds(day).ToUtc), cancellationToken);
            if (cleared.Failure is { } missing)
            {
                return missing;
            }

            unit = cleared.Value.Definition.Unit;
            simulated |= made.Value.IsSimulated;
            var prices = cleared.Value.Rows.ToDictionary(r => r.StartUtc, r => r.Value);
            var weekBefore = prices.Where(p => p.Key >= from && p.Key < to).ToLookup(p => calendar.HourOf(p.Key).HourEnding, p => p.Value);
            days.Add(
                new(
                    day,
                    made.Value.StartUtc,
                    [.. made.Value.StartUtc.Select(t => prices.GetValueOrDefault(t, double.NaN))],
                    [.. made.Value.Values],
                    [.. made.Value.StartUtc.Select(t => weekBefore[calendar.HourOf(t).HourEnding].DefaultIfEmpty(double.NaN).First())]
                )
            );
        }

        return new ForecastPairs(Model, false, simulated, unit, days);
    }
}
