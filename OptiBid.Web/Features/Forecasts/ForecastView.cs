using Microsoft.Extensions.Localization;
using OptiBid.Core.Forecasting.Days;
using OptiBid.Core.Forecasting.Metrics;
using OptiBid.Core.Forecasting.Uncertainty;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;

namespace OptiBid.Web.Features.Forecasts;

/// <summary>One model of a <see cref="ForecastView"/>.</summary>
/// <param name="Forecast">Its forecast.</param>
/// <param name="Errors">Its errors over the hours that are known, or null while none is.</param>
/// <param name="Rmae">MAE over that of the weekly naive, or null.</param>
public sealed record ModelView(DayForecast Forecast, ForecastErrors? Errors, double? Rmae)
{
    /// <summary>What it is called: the name that was asked for, and who answered where that is another model.</summary>
    public string Name => Forecast.Served is { } served ? $"{served.Asked} ({served.By})" : Forecast.Model;
}

/// <summary>Forecasts of a day side by side with what came true.</summary>
/// <param name="Definition">The series.</param>
/// <param name="Calendar">Its clock.</param>
/// <param name="Models">The models that were asked for.</param>
/// <param name="Reference">The weekly naive.</param>
/// <param name="Actual">What came true, NaN where it is not known.</param>
/// <param name="Lines">The chart.</param>
public sealed record ForecastView(
    SeriesDefinition Definition,
    MarketCalendar Calendar,
    IReadOnlyList<ModelView> Models,
    ModelView Reference,
    double[] Actual,
    IReadOnlyList<ChartSeries> Lines
)
{
    public DayForecast First => Models[0].Forecast;

    /// <summary>Hours of the day that are known.</summary>
    public int KnownHours => Actual.Count(double.IsFinite);

    /// <summary>True when every hour of the day is known.</summary>
    public bool IsKnown => Array.TrueForAll(Actual, double.IsFinite);

    public static ForecastView Of(
        SeriesDefinition definition,
        IReadOnlyList<DayForecast> forecasts,
        IReadOnlyList<PriceRow> rows,
        IReadOnlyList<string> asked,
        IStringLocalizer L
    )
    {
        var calendar = MarketCalendar.ForSeries(definition.Key.Market, definition.TimeZoneId);
        var known = rows.ToDictionary(r => r.StartUtc, r => r.Value);
        double[] actual = [.. forecasts[0].StartUtc.Select(t => known.GetValueOrDefault(t, double.NaN))];
        var there = Enumerable.Range(0, actual.Length).Where(i => double.IsFinite(actual[i])).ToList();
        var errors = forecasts.ToDictionary(
            f => f.Asked,
            f => there.Count > 0 ? ForecastErrors.Of([.. there.Select(i => actual[i])], [.. there.Select(i => f.Values[i])]) : null
        );
        var naive = errors[ForecastPage.Reference]?.Mae;
        var models = forecasts
            .Select(f => new ModelView(f, errors[f.Asked], naive > 0 ? errors[f.Asked]?.Mae / naive : null))
            .ToDictionary(m => m.Forecast.Asked);
        var shown = asked.Select(m => models[m]).ToList();
        var x = ChartSeries.Seconds(forecasts[0].StartUtc);
        List<ChartSeries> lines = [.. shown.Select(m => new ChartSeries(m.Name, x, [.. m.Forecast.Values], Style: ChartStyle.Dashed))];
        if (shown[0].Forecast.Quantiles is { Count: > 0 } fan)
        {
            ChartSeries Edge(string name, int level) => new(name, x, [.. fan.Select(q => q[level])], Style: ChartStyle.Band);
            lines.AddRange([
                Edge(L["95 % quantile"], 4),
                Edge(L["5 % quantile"], 0),
                Edge(L["75 % quantile"], 3),
                Edge(L["25 % quantile"], 1),
            ]);
        }

        if (actual.Any(double.IsFinite))
        {
            lines.Insert(0, new(L["Actual"], x, actual));
        }

        return new(definition, calendar, shown, models[ForecastPage.Reference], actual, lines);
    }

    /// <summary>The table as rows of text, header first.</summary>
    public IEnumerable<string[]> Rows()
    {
        string[] levels = First.Quantiles.Count > 0 ? [.. QuantileLevels.Kept.Select(q => $"{First.Asked}_q{q:00}")] : [];
        var served = Models.Select(m => m.Forecast.Served).OfType<ServedForecast>().ToList();
        yield return
        [
            "start_utc",
            "hour_ending",
            .. Models.Select(m => m.Forecast.Asked),
            "actual",
            .. levels,
            .. served.SelectMany(s => new[] { $"{s.Asked}_served_by", $"{s.Asked}_version", $"{s.Asked}_fallback_reason" }),
        ];
        for (var i = 0; i < First.StartUtc.Count; i++)
        {
            yield return
            [
                Formats.Stamp(First.StartUtc[i]),
                Formats.HourEnding(First.StartUtc[i], Calendar),
                .. Models.Select(m => m.Forecast.Values[i].ToString("R", Formats.Culture)),
                double.IsFinite(Actual[i]) ? Actual[i].ToString("R", Formats.Culture) : "",
                .. levels.Length > 0 ? First.Quantiles[i].Select(q => q.ToString("R", Formats.Culture)) : [],
                .. served.SelectMany(s => new[] { s.By, s.Version?.ToString(Formats.Culture) ?? "", s.Reason?.ToString() ?? "" }),
            ];
        }
    }
}
