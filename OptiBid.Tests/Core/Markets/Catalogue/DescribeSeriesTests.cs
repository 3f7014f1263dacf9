using CsCheck;
using OptiBid.Core.Identity;
using OptiBid.Core.Markets.Catalogue;
using OptiBid.Core.Markets.Import;
using OptiBid.Core.Series;
using OptiBid.Tests.Core.Forecasting;
using OptiBid.Tests.Core.Portfolios;

namespace OptiBid.Tests.Core.Markets.Catalogue;

public class DescribeSeriesTests
{
    private static readonly SeriesKey s_key = new("ERCOT", "HB_TEST", Products.RtLmp);
    private static readonly DateTime s_start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly FakeSeriesStore _store = new();
    private readonly FakeUser _user = new(Permissions.ReadMarkets);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Gaps_and_missing_intervals_are_those_that_a_naive_count_finds() =>
        Gen
            .Bool.Array[1, 60]
            .Sample(held =>
            {
                var at = Enumerable.Range(0, held.Length).Where(i => held[i]).ToList();
                if (at.Count == 0)
                {
                    return;
                }

                var scan = new CoverageScan(15);
                // In two parts, as slices come.
                var points = at.Select(i => Point(i, 15)).ToList();
                scan.Take([.. points.Take(points.Count / 2)]);
                scan.Take([.. points.Skip(points.Count / 2)]);
                var found = scan.Of(ListCatalogue.Of(Summary(15, points)));

                var inside = held[at[0]..(at[^1] + 1)];
                var runs = string.Concat(inside.Select(h => h ? ' ' : 'x')).Split(' ', StringSplitOptions.RemoveEmptyEntries);
                Assert.Equal(at.Count, found.Series.Count);
                Assert.Equal(inside.Count(h => !h), found.Series.Missing);
                Assert.Equal(runs.Length, found.GapCount);
                Assert.Equal(runs.Length == 0 ? 0 : runs.Max(r => r.Length), found.LongestGapIntervals);
                Assert.Equal(found.GapCount, found.NewestGaps.Count);
                Assert.Equal(found.NewestGaps.OrderByDescending(g => g.From), found.NewestGaps);
                // The list counts the same without reading a value.
                Assert.Equal(found.Series.Missing, ListCatalogue.Of(Summary(15, points)).Missing);
            });

    [Fact]
    public async Task A_gap_between_two_slices_is_one_gap_and_the_longest_is_named()
    {
        // 50,000 intervals are read at a time: the long gap lies across that edge.
        var held = Enumerable.Range(0, 60_000).Where(i => i is not (>= 49_990 and < 50_010) and not 7);
        _store.Add(Definition(5), held.Select(i => Point(i, 5)));
        var found = await DescribeAsync();
        Assert.Equal(2, found.GapCount);
        Assert.Equal(20, found.LongestGapIntervals);
        Assert.Equal(new SeriesGap(Start(49_990, 5), Start(50_010, 5)), found.LongestGap);
        Assert.Equal(21, found.Series.Missing);
        Assert.Equal(60_000 - 21, found.Series.Count);
        Assert.Equal([Start(49_990, 5), Start(7, 5)], found.NewestGaps.Select(g => g.From));
    }

    [Fact]
    public async Task Corrections_and_the_newest_publication_are_those_of_the_values_in_force()
    {
        var late = s_start.AddDays(9);
        _store.Add(
            Definition(60),
            [Point(0, 60), Point(1, 60), Point(1, 60) with { Version = 2, Value = 5, PublishedAtUtc = late }, Point(2, 60)]
        );
        var found = await DescribeAsync();
        Assert.Equal((1L, 2), (found.Corrected, found.HighestVersion));
        Assert.Equal(late, found.NewestPublishedUtc);
        Assert.Equal((0, 0L, 1.0), (found.GapCount, found.Series.Missing, found.Series.Coverage));
        Assert.Null(found.LongestGap);
    }

    [Fact]
    public async Task Only_the_newest_gaps_are_listed_and_all_are_counted()
    {
        _store.Add(Definition(60), Enumerable.Range(0, 101).Select(i => Point(2 * i, 60)));
        var found = await DescribeAsync();
        Assert.Equal(100, found.GapCount);
        Assert.Equal(SeriesCoverage.MostGaps, found.NewestGaps.Count);
        Assert.Equal(Start(199, 60), found.NewestGaps[0].From);
    }

    [Fact]
    public async Task The_list_has_what_the_store_says_of_each_series()
    {
        _store.Add(Definition(60), [Point(0, 60), Point(3, 60)]);
        var series = Assert.Single((await new ListCatalogue(_store, _user).ExecuteAsync(Cancel)).Value);
        Assert.Equal(
            (s_key, "$/MWh", 60, "America/Chicago", "made.csv", false),
            (series.Key, series.Unit, series.IntervalMinutes, series.TimeZoneId, series.Source, series.IsSimulated)
        );
        Assert.Equal(
            (Start(0, 60), Start(4, 60), 2L, 2L, 0.5),
            (series.FromUtc, series.ToUtc, series.Count, series.Missing, series.Coverage)
        );
    }

    [Fact]
    public async Task The_permission_comes_first_and_an_unknown_series_is_said()
    {
        var nobody = new FakeUser();
        Assert.Equal("identity.forbidden", (await new ListCatalogue(_store, nobody).ExecuteAsync(Cancel)).Failure!.Code);
        Assert.Equal("identity.forbidden", (await new DescribeSeries(_store, nobody).ExecuteAsync(s_key, Cancel)).Failure!.Code);
        Assert.Equal("markets.series_not_found", (await new DescribeSeries(_store, _user).ExecuteAsync(s_key, Cancel)).Failure!.Code);
    }

    private async Task<SeriesCoverage> DescribeAsync() => (await new DescribeSeries(_store, _user).ExecuteAsync(s_key, Cancel)).Value;

    private static SeriesDefinition Definition(int minutes) => new(s_key, "$/MWh", minutes, "America/Chicago", "made.csv", false);

    private static DateTime Start(int interval, int minutes) => s_start.AddMinutes(interval * minutes);

    private static SeriesPoint Point(int interval, int minutes) => new(Start(interval, minutes), interval, Start(interval + 1, minutes));

    private static SeriesSummary Summary(int minutes, List<SeriesPoint> points) =>
        new(Definition(minutes), points[0].StartUtc, points[^1].StartUtc.AddMinutes(minutes), points.Count);
}
