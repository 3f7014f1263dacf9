using Microsoft.Extensions.Time.Testing;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Markets.Simulated;
using OptiBid.Core.Series;
using OptiBid.Tests.Core.Markets.Simulated;
using OptiBid.Tests.Core.Portfolios;

namespace OptiBid.Tests.Core.Markets.Prices;

public sealed class ReadPricesTests
{
    private static readonly SeriesKey s_key = new("ERCOT", "HB_NORTH", Products.RtLmp);
    private static readonly DateTime s_start = new(2026, 3, 1, 6, 0, 0, DateTimeKind.Utc);
    private readonly MemorySeriesStore _store = new();
    private readonly FakeUser _reader = new(FakeUser.Reads);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_range_comes_as_it_is_held()
    {
        await AppendAsync(288);
        var answer = await ReadAsync(new(s_key, s_start, s_start.AddHours(1)));
        Assert.Equal((5, false, 12), (answer.StepMinutes, answer.IsDownsampled, answer.Rows.Count));
        Assert.Equal(new PriceRow(s_start, 0, 0, 0, 1, s_start.AddMinutes(5), 1), answer.Rows[0]);
    }

    [Fact]
    public async Task Above_the_limit_of_points_the_smallest_bucket_that_fits_is_taken()
    {
        await AppendAsync(288);
        var answer = await ReadAsync(new(s_key, s_start, s_start.AddDays(1), MaxPoints: 100));
        Assert.Equal((15, true, 96), (answer.StepMinutes, answer.IsDownsampled, answer.Rows.Count));
        Assert.Equal(new PriceRow(s_start, 1, 0, 2, 3, null, null), answer.Rows[0]);
    }

    [Fact]
    public async Task As_of_shows_the_first_version_before_the_correction_also_in_buckets()
    {
        await AppendAsync(12);
        await AppendAsync(1, value: 1_000, published: s_start.AddDays(3));
        Assert.Equal(1_000, (await ReadAsync(new(s_key, s_start, s_start.AddHours(1)))).Rows[0].Value);
        var before = s_start.AddDays(2);
        Assert.Equal(0, (await ReadAsync(new(s_key, s_start, s_start.AddHours(1), before))).Rows[0].Value);
        var hour = Assert.Single((await ReadAsync(new(s_key, s_start, s_start.AddHours(1), before, 60))).Rows);
        Assert.Equal((5.5, 0, 11, 12), (hour.Value, hour.Min, hour.Max, hour.Count));
        Assert.Empty((await ReadAsync(new(s_key, s_start, s_start.AddHours(1), s_start))).Rows);
    }

    public static TheoryData<string, PriceQuery> Faults
    {
        get
        {
            var good = new PriceQuery(s_key, s_start, s_start.AddDays(1));
            return new()
            {
                { "to", good with { ToUtc = s_start } },
                { "to", good with { ToUtc = s_start.AddDays(4_000) } },
                { "from", good with { FromUtc = DateTime.SpecifyKind(s_start, DateTimeKind.Unspecified) } },
                { "bucket", good with { BucketMinutes = 7 } },
                { "bucket", good with { BucketMinutes = 5, MaxPoints = 10 } },
                { "maxPoints", good with { MaxPoints = 0 } },
                { "maxPoints", good with { MaxPoints = PriceLimits.MaxPoints + 1 } },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task A_query_out_of_bounds_names_the_field(string field, PriceQuery query)
    {
        await AppendAsync(288);
        var failure = (await new ReadPrices(_store, _reader).ExecuteAsync(query, Token)).Failure;
        Assert.Equal(("markets.query_invalid", field), (failure?.Code, failure?.Field));
    }

    [Fact]
    public async Task An_unknown_series_and_a_missing_permission_are_told_apart()
    {
        var query = new PriceQuery(s_key, s_start, s_start.AddDays(1));
        Assert.Equal("markets.series_not_found", (await new ReadPrices(_store, _reader).ExecuteAsync(query, Token)).Failure?.Code);
        Assert.Equal(FailureKind.Forbidden, (await new ReadPrices(_store, new FakeUser()).ExecuteAsync(query, Token)).Failure?.Kind);
        Assert.Equal(FailureKind.Forbidden, (await new ListSeries(_store, new FakeUser()).ExecuteAsync(Token)).Failure?.Kind);
        var time = new FakeTimeProvider();
        var health = await new ReadFeedHealth(_store, new FakeUser(), time, new()).ExecuteAsync(Token);
        Assert.Equal(FailureKind.Forbidden, health.Failure?.Kind);
    }

    [Fact]
    public async Task A_feed_is_stale_after_three_missed_ticks()
    {
        var time = new FakeTimeProvider(new(2026, 6, 10, 12, 0, 0, TimeSpan.Zero));
        await new SimulatedMarket(_store, new PriceTicks(), time, new() { SimulatedHistoryDays = 2 }).CatchUpAsync(Token);
        async Task<FeedHealth> RealTimeAsync()
        {
            var all = (await new ReadFeedHealth(_store, _reader, time, new()).ExecuteAsync(Token)).Value;
            Assert.Equal(SimulatedSeries.All.Count, all.Count);
            Assert.All(all.Where(h => h.Series.Definition.Key.Product == Products.DaLmp), h => Assert.Equal(0, h.MissedTicks));
            return all.First(h => h.Series.Definition.Key.Product == Products.RtLmp);
        }

        Assert.Equal((0, false), ((await RealTimeAsync()).MissedTicks, (await RealTimeAsync()).IsStale));
        time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal((2, false), ((await RealTimeAsync()).MissedTicks, (await RealTimeAsync()).IsStale));
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal((3, true), ((await RealTimeAsync()).MissedTicks, (await RealTimeAsync()).IsStale));
        var off = await new ReadFeedHealth(_store, _reader, time, new MarketsOptions { Feed = "None" }).ExecuteAsync(Token);
        Assert.Empty(off.Value);
    }

    private async Task<PriceRange> ReadAsync(PriceQuery query) => (await new ReadPrices(_store, _reader).ExecuteAsync(query, Token)).Value;

    private async Task AppendAsync(int count, double? value = null, DateTime? published = null)
    {
        var definition = new SeriesDefinition(s_key, "$/MWh", 5, "America/Chicago", "test", IsSimulated: false);
        var points = Enumerable
            .Range(0, count)
            .Select(i => new SeriesPoint(s_start.AddMinutes(5 * i), value ?? i, published ?? s_start.AddMinutes(5 * (i + 1))))
            .ToArray();
        await using var batch = await _store.BeginBatchAsync(Token);
        await batch.AppendAsync(definition, points, Token);
        await batch.CommitAsync(Token);
    }
}
