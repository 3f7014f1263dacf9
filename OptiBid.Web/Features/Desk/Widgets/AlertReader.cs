using Microsoft.Extensions.Localization;
using OptiBid.Core.Bidding.Lifecycle;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Runs;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Import.Jobs;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Core.Series;
using OptiBid.Web.Components.Shared;
using OptiBid.Web.Components.WidgetParts;

namespace OptiBid.Web.Features.Desk.Widgets;

/// <summary>Computes the alerts from feeds, prices, gates, bids and jobs through the queries that pages and API share. Invents none.</summary>
internal sealed class AlertReader(
    IReadFeedHealth feeds,
    IListSeries series,
    IReadPrices prices,
    IListAssets assets,
    IListBids bids,
    IListBacktests backtests,
    IReadImports imports,
    TimeProvider time,
    IStringLocalizer<Texts> words
)
{
    private const int RecentDays = 7;
    private readonly List<Alert> _found = [];
    private readonly List<string> _withheld = [];

    /// <summary>The alerts as of now; gates within so many hours count.</summary>
    public async Task<AlertList> ReadAsync(int gateHours, CancellationToken token)
    {
        _found.Clear();
        _withheld.Clear();
        var now = time.GetUtcNow().UtcDateTime;
        Feeds(now, await feeds.ExecuteAsync(token));
        var held = Seen(await assets.ExecuteAsync(token), words["Assets"]) ?? [];
        await PricesAsync(now, held, token);
        await BidsAsync(now, gateHours, held, token);
        Jobs(now, await backtests.ExecuteAsync(100, token), imports.List());
        return new([.. _found.OrderBy(a => a.Level).ThenBy(a => a.AtUtc)], [.. _withheld]);
    }

    private void Feeds(DateTime now, Result<IReadOnlyList<FeedHealth>> answer)
    {
        var stale = (Seen(answer, words["Feeds"]) ?? [])
            .Where(f => f.IsStale)
            .GroupBy(f => (f.Series.Definition.Key.Market, f.Series.Definition.Key.Product));
        foreach (var group in stale)
        {
            var due = group.Min(f => f.NextDueUtc);
            Add(
                AlertLevel.Critical,
                words["Feed"],
                words["{0} {1}: {2} series late by {3}", group.Key.Market, group.Key.Product, group.Count(), Span(now - due)],
                due,
                "markets"
            );
        }
    }

    private async Task PricesAsync(DateTime now, IReadOnlyList<AssetView> held, CancellationToken token)
    {
        if (Seen(await series.ExecuteAsync(token), words["Prices"]) is not { } summaries)
        {
            return;
        }

        var byKey = summaries.ToDictionary(s => s.Definition.Key);
        foreach (var (market, node) in held.Select(a => (a.Draft.Market, a.Draft.Node)).Distinct())
        {
            var calendar = MarketCalendar.For(market);
            if (byKey.GetValueOrDefault(new(market, node, Products.DaLmp)) is not { } summary)
            {
                Add(AlertLevel.Warning, words["Prices"], words["{0} {1} has no day-ahead prices", market, node], now, "import");
                continue;
            }

            var today = calendar.DayOf(now);
            if (summary.ToUtc <= calendar.DayBounds(today).FromUtc)
            {
                var last = WidgetText.Day(calendar.DayOf(summary.ToUtc.AddTicks(-1)));
                Add(
                    AlertLevel.Info,
                    words["Prices"],
                    words["Day-ahead prices of {0} {1} end on {2}", market, node, last],
                    summary.ToUtc,
                    "import"
                );
                continue;
            }

            foreach (var day in new[] { today, today.AddDays(1) })
            {
                await DayAsync(now, calendar, summary.Definition.Key, day, token);
            }
        }
    }

    private async Task DayAsync(DateTime now, MarketCalendar calendar, SeriesKey key, DateOnly day, CancellationToken token)
    {
        var published = GateSchedule.InstantUtc(key.Market, Gate.DayAheadResults, day);
        if (now < published.AddMinutes(30))
        {
            return;
        }

        var (from, to) = calendar.DayBounds(day);
        var read = await prices.ExecuteAsync(new(key, from, to, BucketMinutes: 60), token);
        var missing = calendar.IntervalCount(day) - (read.IsSuccess ? read.Value.Rows.Count : 0);
        if (missing > 0)
        {
            var text = words[
                "{0} {1}: {2} of {3} day-ahead prices of {4} are missing",
                key.Market,
                key.Node,
                missing,
                calendar.IntervalCount(day),
                WidgetText.Day(day)
            ];
            Add(AlertLevel.Critical, words["Prices"], text, published, "markets");
        }
    }

    private async Task BidsAsync(DateTime now, int gateHours, IReadOnlyList<AssetView> held, CancellationToken token)
    {
        var since = DateOnly.FromDateTime(now).AddDays(-RecentDays);
        var recent = Seen(await bids.ExecuteAsync(new(From: since, Limit: 1000), token), words["Bids"]);
        foreach (var bid in (recent ?? []).Where(b => b.Status == BidStatus.Rejected))
        {
            Add(
                AlertLevel.Critical,
                words["Bid"],
                words["The market rejected the bid of {0} for {1}", bid.AssetName, WidgetText.Day(bid.Day)],
                bid.UpdatedUtc,
                $"bids/{bid.Id}"
            );
        }

        var batteries = held.Where(a => a.Draft.Kind == AssetKind.Battery).GroupBy(a => a.Draft.Market, StringComparer.Ordinal);
        foreach (var market in batteries)
        {
            var today = MarketCalendar.For(market.Key).DayOf(now);
            foreach (var day in new[] { today, today.AddDays(1), today.AddDays(2) })
            {
                var gate = GateSchedule.InstantUtc(market.Key, Gate.DayAheadClose, day);
                if (gate > now && gate <= now.AddHours(gateHours))
                {
                    GateCloses(now, market.Key, day, gate, [.. market], recent);
                }
            }
        }
    }

    private void GateCloses(
        DateTime now,
        string market,
        DateOnly day,
        DateTime gate,
        IReadOnlyList<AssetView> batteries,
        IReadOnlyList<BidSummary>? recent
    )
    {
        var (name, left) = (WidgetText.Day(day), Span(gate - now));
        if (recent is null)
        {
            Add(AlertLevel.Info, words["Gate"], words["{0}: the day-ahead gate for {1} closes in {2}", market, name, left], gate);
            return;
        }

        var sent = recent
            .Where(b => b.Day == day && b.Status is BidStatus.Submitted or BidStatus.Accepted or BidStatus.Awarded)
            .Select(b => b.AssetId)
            .ToHashSet();
        var without = batteries.Count(b => !sent.Contains(b.Id));
        if (without > 0)
        {
            var text = words[
                "{0}: the day-ahead gate for {1} closes in {2}; {3} of {4} batteries have no bid",
                market,
                name,
                left,
                without,
                batteries.Count
            ];
            Add(AlertLevel.Warning, words["Gate"], text, gate, "bids/new");
        }
        else
        {
            Add(
                AlertLevel.Info,
                words["Gate"],
                words["{0}: the day-ahead gate for {1} closes in {2}; every battery has a bid", market, name, left],
                gate,
                "bids"
            );
        }
    }

    private void Jobs(DateTime now, Result<IReadOnlyList<BacktestSummary>> tests, Result<IReadOnlyList<ImportJob>> jobs)
    {
        var failed = (Seen(tests, words["Backtests"]) ?? []).Where(b =>
            b.State is BacktestState.Failed or BacktestState.Interrupted && (b.FinishedUtc ?? b.CreatedUtc) > now.AddDays(-RecentDays)
        );
        foreach (var test in failed)
        {
            var text = words[
                "The backtest of {0} {1} failed: {2}",
                test.Request.Target.Market,
                test.Request.Target.Node,
                test.Error?.Localized() ?? words["the server stopped"]
            ];
            Add(AlertLevel.Warning, words["Job"], text, test.FinishedUtc ?? test.CreatedUtc, $"forecasts/backtest/{test.Id}");
        }

        foreach (var job in (Seen(jobs, words["Imports"]) ?? []).Where(j => j.State == ImportJobState.Failed))
        {
            Add(
                AlertLevel.Warning,
                words["Job"],
                words["The import of {0} failed: {1}", string.Join(", ", job.FileNames), job.Error?.Localized() ?? ""],
                now,
                "import"
            );
        }
    }

    /// <summary>The answer; null when it was refused, which is noted.</summary>
    private T? Seen<T>(Result<T> answer, string part)
        where T : class
    {
        if (answer.IsSuccess)
        {
            return answer.Value;
        }

        _withheld.Add(part);
        return null;
    }

    private void Add(AlertLevel level, string kind, string text, DateTime atUtc, string? link = null) =>
        _found.Add(new(level, kind, text, atUtc, link));

    private static string Span(TimeSpan span) =>
        span.TotalHours >= 24 ? $"{(int)span.TotalDays} d {span.Hours} h"
        : span.TotalHours >= 1 ? $"{(int)span.TotalHours} h {span.Minutes:00} min"
        : $"{Math.Max(0, span.Minutes)} min";
}
