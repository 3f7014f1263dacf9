using OptiBid.Core.Common;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Portfolios.Assets;
using OptiBid.Core.Series;

namespace OptiBid.Web.Features.Desk;

/// <summary>Where the day-ahead market stands for one delivery day.</summary>
/// <param name="Day">Delivery day.</param>
/// <param name="GateUtc">When bids close, UTC.</param>
/// <param name="ResultsUtc">When results are due, UTC.</param>
/// <param name="Hours">Hours of the day: 23, 24 or 25.</param>
/// <param name="Priced">Hours with a day-ahead price.</param>
/// <param name="MeanUsdPerMwh">Mean of those prices, or null.</param>
public sealed record DeskDay(DateOnly Day, DateTime GateUtc, DateTime ResultsUtc, int Hours, int Priced, double? MeanUsdPerMwh);

/// <summary>One asset at a glance.</summary>
/// <param name="Asset">The asset.</param>
/// <param name="Calendar">Clock of its market.</param>
/// <param name="Today">Today's delivery.</param>
/// <param name="Tomorrow">Tomorrow's delivery.</param>
/// <param name="DayAhead">Day-ahead price of this hour, or null.</param>
/// <param name="RealTime">Newest real-time price, or null.</param>
/// <param name="RealTimeEndUtc">End of its interval.</param>
/// <param name="IsSimulated">True when the prices are generated.</param>
public sealed record DeskAsset(
    AssetView Asset,
    MarketCalendar Calendar,
    DeskDay Today,
    DeskDay Tomorrow,
    double? DayAhead,
    double? RealTime,
    DateTime? RealTimeEndUtc,
    bool IsSimulated
)
{
    /// <summary>Real-time less day-ahead, or null.</summary>
    public double? Spread => RealTime - DayAhead;
}

/// <summary>What the desk shows.</summary>
/// <param name="NowUtc">When it was read.</param>
/// <param name="Assets">By name.</param>
/// <param name="Feeds">Series of the running feed; empty when none runs.</param>
/// <param name="SeriesCount">Series held.</param>
/// <param name="Bidding">Bids and money.</param>
public sealed record DeskModel(
    DateTime NowUtc,
    IReadOnlyList<DeskAsset> Assets,
    IReadOnlyList<FeedHealth> Feeds,
    int SeriesCount,
    DeskBidding Bidding
)
{
    /// <summary>End of the oldest real-time price shown, or null.</summary>
    public DateTime? PricesUntilUtc => Assets.Min(a => a.RealTimeEndUtc);

    /// <summary>Since when the oldest stale feed is due, or null when all are fresh.</summary>
    public DateTime? StaleSinceUtc => Feeds.Any(f => f.IsStale) ? Feeds.Where(f => f.IsStale).Min(f => f.NextDueUtc) : null;
}

/// <summary>Reads the desk through the queries that pages and API share.</summary>
internal sealed class DeskReader(
    IListAssets assets,
    IListSeries series,
    IReadPrices prices,
    IReadFeedHealth feeds,
    DeskBidReader bids,
    TimeProvider time
)
{
    /// <summary>The desk as of now.</summary>
    public async Task<Result<DeskModel>> ReadAsync(CancellationToken token)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var listed = await assets.ExecuteAsync(token);
        if (listed.Failure is { } refused)
        {
            return refused;
        }

        var held = await series.ExecuteAsync(token);
        if (held.Failure is { } failure)
        {
            return failure;
        }

        var health = await feeds.ExecuteAsync(token);
        var byKey = held.Value.ToDictionary(s => s.Definition.Key);
        var nodes = new Dictionary<(string, string), DeskAsset>();
        var rows = new List<DeskAsset>();
        foreach (var asset in listed.Value)
        {
            var place = (asset.Draft.Market, asset.Draft.Node);
            if (!nodes.TryGetValue(place, out var row))
            {
                nodes[place] = row = await AtNodeAsync(asset, byKey, now, token);
            }

            rows.Add(row with { Asset = asset });
        }

        var bidding = await bids.ReadAsync(rows, token);
        return bidding.Map(b => new DeskModel(now, rows, health.IsSuccess ? health.Value : [], held.Value.Count, b));
    }

    private async Task<DeskAsset> AtNodeAsync(
        AssetView asset,
        Dictionary<SeriesKey, SeriesSummary> held,
        DateTime now,
        CancellationToken token
    )
    {
        var (market, node) = (asset.Draft.Market, asset.Draft.Node);
        var calendar = MarketCalendar.For(market);
        var today = calendar.DayOf(now);
        var tomorrow = today.AddDays(1);
        var dayAhead = new SeriesKey(market, node, Products.DaLmp);
        var realTime = new SeriesKey(market, node, Products.RtLmp);
        var hours = await RowsAsync(dayAhead, held, calendar.DayBounds(today).FromUtc, calendar.DayBounds(tomorrow).ToUtc, token);
        var recent = await RowsAsync(realTime, held, now.AddHours(-2), now, token);
        var thisHour = hours.Where(h => h.StartUtc <= now && now < h.StartUtc.AddHours(1)).Select(h => (double?)h.Value).LastOrDefault();
        var minutes = held.GetValueOrDefault(realTime)?.Definition.IntervalMinutes ?? 0;
        var simulated = new[] { dayAhead, realTime }.Any(k => held.GetValueOrDefault(k)?.Definition.IsSimulated == true);
        return new(
            asset,
            calendar,
            Day(calendar, today, hours),
            Day(calendar, tomorrow, hours),
            thisHour,
            recent.Count == 0 ? null : recent[^1].Value,
            recent.Count == 0 ? null : recent[^1].StartUtc.AddMinutes(minutes),
            simulated
        );
    }

    private async Task<IReadOnlyList<PriceRow>> RowsAsync(
        SeriesKey key,
        Dictionary<SeriesKey, SeriesSummary> held,
        DateTime fromUtc,
        DateTime toUtc,
        CancellationToken token
    )
    {
        if (!held.ContainsKey(key))
        {
            return [];
        }

        var read = await prices.ExecuteAsync(new(key, fromUtc, toUtc), token);
        return read.IsSuccess ? read.Value.Rows : [];
    }

    private static DeskDay Day(MarketCalendar calendar, DateOnly day, IReadOnlyList<PriceRow> rows)
    {
        var (from, to) = calendar.DayBounds(day);
        var own = rows.Where(r => r.StartUtc >= from && r.StartUtc < to).ToList();
        return new(
            day,
            GateSchedule.InstantUtc(calendar.Market, Gate.DayAheadClose, day),
            GateSchedule.InstantUtc(calendar.Market, Gate.DayAheadResults, day),
            calendar.IntervalCount(day),
            own.Count,
            own.Count == 0 ? null : own.Average(r => r.Value)
        );
    }
}
