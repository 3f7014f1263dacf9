using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Forecasting.Models.Linear;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Inputs;

/// <summary>
/// Builds panels from the time-series store. History reaches back to the first day of the month that is 1,827 days (longest window, tuning
/// year, lag) before the first delivery day, so that it stays the same within a month.
/// </summary>
internal sealed class StoredPanelReader(ITimeSeriesStore store)
{
    /// <summary>Days of history before the first delivery day, up to a month less than what is read.</summary>
    internal const int HistoryDays = 1456 + 364 + LearInputs.LongestLag;
    private const double LargestFilledShare = 0.1;
    private const int MostExogenous = 2;
    private static readonly string[] s_preferred = [Products.LoadForecast, "generation_forecast"];

    /// <summary>What is known at the gate closure of one day: prices up to the day before, exogenous forecasts up to the day.</summary>
    public Task<Result<StoredPanel>> AsOfGateAsync(SeriesKey target, DateOnly day, CancellationToken cancellationToken) =>
        ReadAsync(target, day, day, JustBefore(GateSchedule.InstantUtc(target.Market, Gate.DayAheadClose, day)), cancellationToken);

    /// <summary>
    /// Everything up to <paramref name="to"/> with the first version of each value: a value that was corrected later is the one that was public
    /// at the first gate after its day.
    /// </summary>
    public Task<Result<StoredPanel>> FirstVersionsAsync(
        SeriesKey target,
        DateOnly from,
        DateOnly to,
        CancellationToken cancellationToken
    ) => ReadAsync(target, from, to, null, cancellationToken);

    private async Task<Result<StoredPanel>> ReadAsync(
        SeriesKey target,
        DateOnly from,
        DateOnly to,
        DateTime? asOf,
        CancellationToken cancellationToken
    )
    {
        var summary = await store.FindAsync(target, cancellationToken);
        if (summary is null)
        {
            return ForecastingFailures.NoSeries(target);
        }

        if (60 % summary.Definition.IntervalMinutes != 0)
        {
            return new SimpleFailure(
                "forecast.interval",
                $"{target} has intervals of {summary.Definition.IntervalMinutes} min; expected 5, 15, 30 or 60"
            );
        }

        var calendar = MarketCalendar.ForSeries(target.Market, summary.Definition.TimeZoneId);
        var first = FirstDay(calendar, summary, from);
        var last = asOf is null ? to : to.AddDays(-1);
        if (last < first)
        {
            return NotEnough(target, $"it starts on {first:yyyy-MM-dd}");
        }

        var notes = new List<Sentence>();
        var prices = GapFiller.Fill(await ColumnAsync(summary, calendar, first, last, asOf, notes, cancellationToken));
        var cut = prices.Open.Count == 0 ? first : AfterLastOpenGap(prices, first);
        if (cut > from || cut > last || prices.Filled.Sum(g => g.Hours) > LargestFilledShare * prices.Column.Values.Length * 24)
        {
            return NotEnough(target, $"missing: {Sentence.List("; ", prices.Open.Concat(prices.Filled).TakeLast(5).Select(g => g.Text))}");
        }

        notes.AddRange(prices.Open.TakeLast(3).Select(g => Sentence.Of($"history starts after a gap: {g.Text}")));
        AddGaps(notes, target.Product, prices.Filled);
        var exogenous = await ForecastsAsync(target, calendar, cut, to, asOf, notes, cancellationToken);
        var gapDays = prices.Filled.SelectMany(g => Enumerable.Range(g.From, g.Hours)).Select(h => first.AddDays(h / 24)).ToHashSet();
        return Assemble(summary.Definition, calendar, prices.Column, exogenous, cut, to, notes, gapDays);
    }

    private static StoredPanel Assemble(
        SeriesDefinition definition,
        MarketCalendar calendar,
        HourlyColumn prices,
        IReadOnlyList<(string Name, HourlyColumn Column)> exogenous,
        DateOnly first,
        DateOnly to,
        List<Sentence> notes,
        HashSet<DateOnly> gapDays
    )
    {
        var skip = first.DayNumber - prices.FirstDay.DayNumber;
        var panel = new DailyPanel(first, prices.Values[skip..], [.. exogenous.Select(o => o.Column.Values)])
        {
            Vintage = new(
                [definition.Key.ToString(), .. exogenous.Select(o => o.Name)],
                [prices.PublishedUtc[skip..], .. exogenous.Select(o => o.Column.PublishedUtc)],
                [
                    .. Enumerable
                        .Range(0, to.DayNumber - first.DayNumber + 1)
                        .Select(d => GateSchedule.InstantUtc(definition.Key.Market, Gate.DayAheadClose, first.AddDays(d))),
                ]
            ),
        };
        return new(panel, definition, calendar, notes, gapDays);
    }

    /// <summary>
    /// Up to two published forecasts of the market that cover every day from the first price to the delivery day: those of the node before
    /// others, load before generation before the rest.
    /// </summary>
    private async Task<IReadOnlyList<(string Name, HourlyColumn Column)>> ForecastsAsync(
        SeriesKey target,
        MarketCalendar calendar,
        DateOnly first,
        DateOnly last,
        DateTime? asOf,
        List<Sentence> notes,
        CancellationToken cancellationToken
    )
    {
        var candidates = (await store.ListAsync(cancellationToken))
            .Where(s =>
                s.Definition.Key.Market == target.Market && s.Definition.Key.Product.EndsWith("_forecast", StringComparison.Ordinal)
            )
            .Where(s => s.Definition.TimeZoneId == calendar.TimeZoneId && 60 % s.Definition.IntervalMinutes == 0)
            .OrderBy(s => s.Definition.Key.Node == target.Node ? 0 : 1)
            .ThenBy(s => Array.IndexOf(s_preferred, s.Definition.Key.Product) is var i && i < 0 ? s_preferred.Length : i)
            .ThenBy(s => s.Definition.Key.ToString(), StringComparer.Ordinal)
            .ToList();
        var used = new List<(string Name, HourlyColumn Column)>();
        foreach (var candidate in candidates.TakeWhile(_ => used.Count < MostExogenous))
        {
            var said = new List<Sentence>();
            var column = GapFiller.Fill(await ColumnAsync(candidate, calendar, first, last, asOf, said, cancellationToken));
            if (column.Open.Count == 0 && column.Filled.Sum(g => g.Hours) <= LargestFilledShare * column.Column.Values.Length * 24)
            {
                var name = candidate.Definition.Key.ToString();
                used.Add((name, column.Column));
                notes.Add($"with {name}");
                notes.AddRange(said);
                AddGaps(notes, name, column.Filled);
            }
        }

        if (used.Count == 0)
        {
            notes.Add(
                candidates.Count == 0
                    ? "prices only: the store holds no load or generation forecast for this market"
                    : "prices only: no load or generation forecast of this market covers every day of the history"
            );
        }

        return used;
    }

    private async Task<HourlyColumn> ColumnAsync(
        SeriesSummary series,
        MarketCalendar calendar,
        DateOnly first,
        DateOnly last,
        DateTime? asOf,
        List<Sentence> notes,
        CancellationToken cancellationToken
    )
    {
        var (fromUtc, toUtc) = (calendar.DayBounds(first).FromUtc, calendar.DayBounds(last).ToUtc);
        var points = await store.RangeAsync(series.Definition.Key, fromUtc, toUtc, asOf, cancellationToken);
        if (asOf is null && points.Any(p => p.Version > 1))
        {
            points = await WithFirstVersionsAsync(series.Definition.Key, calendar, points, notes, cancellationToken);
        }

        return HourlyColumn.From(calendar, series.Definition.IntervalMinutes, points, first, last.DayNumber - first.DayNumber + 1);
    }

    private async Task<IReadOnlyList<SeriesPoint>> WithFirstVersionsAsync(
        SeriesKey key,
        MarketCalendar calendar,
        IReadOnlyList<SeriesPoint> points,
        List<Sentence> notes,
        CancellationToken cancellationToken
    )
    {
        var seen = points.ToDictionary(p => p.StartUtc);
        foreach (var day in points.Where(p => p.Version > 1).Select(p => calendar.DayOf(p.StartUtc)).Distinct().ToList())
        {
            var (fromUtc, toUtc) = calendar.DayBounds(day);
            var gate = GateSchedule.InstantUtc(key.Market, Gate.DayAheadClose, day.AddDays(1));
            foreach (var p in await store.RangeAsync(key, fromUtc, toUtc, JustBefore(gate), cancellationToken))
            {
                seen[p.StartUtc] = p;
            }
        }

        notes.Add($"{points.Count(p => p.Version > 1)} values of {key} were corrected later; the version public at the next gate is used");
        return [.. seen.Values.OrderBy(p => p.StartUtc)];
    }

    private static DateOnly FirstDay(MarketCalendar calendar, SeriesSummary summary, DateOnly from)
    {
        var held = calendar.DayOf(summary.FromUtc);
        held = calendar.DayBounds(held).FromUtc < summary.FromUtc ? held.AddDays(1) : held;
        var back = from.AddDays(-HistoryDays);
        var wanted = new DateOnly(back.Year, back.Month, 1);
        return held > wanted ? held : wanted;
    }

    private static DateOnly AfterLastOpenGap(FilledColumn prices, DateOnly first)
    {
        var gap = prices.Open[^1];
        return first.AddDays((gap.From + gap.Hours + 23) / 24);
    }

    private static void AddGaps(List<Sentence> notes, string series, IReadOnlyList<Gap> filled)
    {
        if (filled.Count > 5)
        {
            notes.Add($"{series}: {filled.Count} gaps filled, {filled.Sum(g => g.Hours)} h in all; the last five follow");
        }

        notes.AddRange(filled.TakeLast(5).Select(g => Sentence.Of($"{series}: {g.Text}")));
    }

    /// <summary>The gate is exclusive: what is published with its closure is not known.</summary>
    private static DateTime JustBefore(DateTime gate) => gate.AddMicroseconds(-1);

    private static SimpleFailure NotEnough(SeriesKey target, Sentence reason) =>
        new("forecast.history", $"{target} has too little history without gaps: {reason}");
}
