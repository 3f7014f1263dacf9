using OptiBid.Core.Series;

namespace OptiBid.Tests.Adapters;

/// <summary>What every adapter of <see cref="ITimeSeriesStore"/> does; each test works on an empty store.</summary>
public abstract partial class SeriesStoreContract : IAsyncLifetime
{
    private static readonly DateTime s_start = new(2024, 3, 9, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime s_published = new(2024, 3, 8, 18, 0, 0, DateTimeKind.Utc);
    private static readonly SeriesDefinition s_hourly = Define("PJM", "WESTERN HUB", Products.DaLmp, 60);
    private ITimeSeriesStore? _store;

    /// <summary>The store under test.</summary>
    protected ITimeSeriesStore Store => _store!;

    /// <summary>Opens a store that holds nothing.</summary>
    protected abstract Task<ITimeSeriesStore> OpenEmptyAsync();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _store = await OpenEmptyAsync();
        await _store.InitialiseAsync(Cancel);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await DisposeAsync(_store);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_was_appended_comes_back_in_order_of_time()
    {
        var points = Hours(0, 50, i => i * 1.5);
        var result = await AppendAsync(s_hourly, [.. points.Reverse()]);
        Assert.Equal(new AppendResult(50, 0, 0), result);
        Assert.Equal(points, await AllAsync(s_hourly.Key));
        Assert.Equal(points[10..20], await Store.RangeAsync(s_hourly.Key, s_start.AddHours(10), s_start.AddHours(20), null, Cancel));
    }

    [Fact]
    public async Task Appending_again_changes_nothing()
    {
        var points = Hours(0, 50, i => i);
        await AppendAsync(s_hourly, points);
        Assert.Equal(new AppendResult(0, 0, 50), await AppendAsync(s_hourly, points));
        Assert.Equal(new AppendResult(10, 0, 50), await AppendAsync(s_hourly, Hours(0, 60, i => i)));
        var later = Hours(0, 60, i => i, s_published.AddDays(1));
        Assert.Equal(new AppendResult(0, 0, 60), await AppendAsync(s_hourly, later));
        Assert.Equal(60, (await Store.FindAsync(s_hourly.Key, Cancel))!.Count);
    }

    [Fact]
    public async Task A_correction_is_the_next_version_and_the_old_value_stays_readable()
    {
        var corrected = s_published.AddDays(2);
        await AppendAsync(s_hourly, Hours(0, 24, i => i));
        Assert.Equal(new AppendResult(0, 2, 22), await AppendAsync(s_hourly, Hours(0, 24, i => i is 3 or 4 ? -5 : i, corrected)));
        Assert.Equal(new AppendResult(0, 2, 22), await AppendAsync(s_hourly, Hours(0, 24, i => i, corrected.AddDays(1))));
        var now = await AllAsync(s_hourly.Key);
        Assert.Equal(new SeriesPoint(s_start.AddHours(3), 3, corrected.AddDays(1), 3), now[3]);
        Assert.Equal(24, now.Count);
        var then = await AllAsync(s_hourly.Key, corrected);
        Assert.Equal(new SeriesPoint(s_start.AddHours(3), -5, corrected, 2), then[3]);
        Assert.Equal(Hours(0, 24, i => i), await AllAsync(s_hourly.Key, corrected.AddTicks(-10)));
        Assert.Empty(await AllAsync(s_hourly.Key, s_published.AddTicks(-10)));
        Assert.Equal(24, (await Store.FindAsync(s_hourly.Key, Cancel))!.Count);
    }

    [Fact]
    public async Task Of_two_values_in_one_batch_the_later_published_is_the_higher_version_then_the_later_one()
    {
        SeriesPoint first = new(s_start, 1, s_published);
        SeriesPoint second = new(s_start, 2, s_published);
        Assert.Equal(new AppendResult(1, 1, 0), await AppendAsync(s_hourly, first, second));
        Assert.Equal(second with { Version = 2 }, Assert.Single(await AllAsync(s_hourly.Key)));
        Assert.Equal(new AppendResult(0, 0, 2), await AppendAsync(s_hourly, first, second));

        var other = Define("PJM", "AEP", Products.DaLmp, 60);
        SeriesPoint late = new(s_start, 5, s_published.AddHours(2));
        Assert.Equal(new AppendResult(1, 1, 0), await AppendAsync(other, late, first));
        Assert.Equal(late with { Version = 2 }, Assert.Single(await AllAsync(other.Key)));
        Assert.Equal(first, Assert.Single(await AllAsync(other.Key, s_published)));
    }

    [Fact]
    public async Task A_version_that_the_caller_numbers_keeps_its_number_where_it_is_free()
    {
        await AppendAsync(s_hourly, new SeriesPoint(s_start, 1, s_published, 3));
        Assert.Equal(3, Assert.Single(await AllAsync(s_hourly.Key)).Version);
        await AppendAsync(s_hourly, new SeriesPoint(s_start, 2, s_published.AddHours(1), 7));
        Assert.Equal(7, Assert.Single(await AllAsync(s_hourly.Key)).Version);
        await AppendAsync(s_hourly, new SeriesPoint(s_start, 3, s_published.AddHours(2), 7));
        Assert.Equal(8, Assert.Single(await AllAsync(s_hourly.Key)).Version);
    }

    [Fact]
    public async Task Latest_is_the_current_value_of_the_last_interval()
    {
        Assert.Null(await Store.LatestAsync(s_hourly.Key, Cancel));
        await AppendAsync(s_hourly, Hours(0, 5, i => i));
        await AppendAsync(s_hourly, new SeriesPoint(s_start.AddHours(4), 99, s_published.AddHours(1)));
        await AppendAsync(s_hourly, Hours(-5, 3, i => i));
        Assert.Equal(new SeriesPoint(s_start.AddHours(4), 99, s_published.AddHours(1), 2), await Store.LatestAsync(s_hourly.Key, Cancel));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(60)]
    [InlineData(240)]
    [InlineData(10080)]
    public async Task Buckets_are_aligned_and_hold_mean_minimum_maximum_and_count(int minutes)
    {
        var definition = Define("ERCOT", "HB_NORTH", Products.RtLmp, 15);
        var points = Enumerable
            .Range(0, 4 * 24 * 10)
            .Select(i => new SeriesPoint(s_start.AddMinutes(15 * i), i % 7 - 3, s_published))
            .ToArray();
        await AppendAsync(definition, points);
        await AppendAsync(definition, points[100] with { Value = 50, PublishedAtUtc = s_published.AddHours(1) });
        points[100] = points[100] with { Value = 50 };
        var (from, to) = (s_start.AddHours(5), s_start.AddHours(170));
        var origin = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var expected = points
            .Where(p => p.StartUtc >= from && p.StartUtc < to)
            .GroupBy(p => origin.AddMinutes(Math.Floor((p.StartUtc - origin).TotalMinutes / minutes) * minutes))
            .Select(g => new SeriesBucket(g.Key, g.Average(p => p.Value), g.Min(p => p.Value), g.Max(p => p.Value), g.Count()))
            .ToList();
        var buckets = await Store.DownsampleAsync(definition.Key, from, to, minutes, Cancel);
        Assert.Equal(expected.Select(b => b with { Mean = 0 }), buckets.Select(b => b with { Mean = 0 }));
        Assert.All(expected.Zip(buckets), pair => Assert.Equal(pair.First.Mean, pair.Second.Mean, 1e-12));
    }

    [Fact]
    public async Task One_batch_holds_many_series_and_the_list_is_in_order_of_key()
    {
        var definitions = Enumerable.Range(0, 300).Select(i => Define("PJM", $"NODE{i:000}", Products.RtLmp, 5)).ToList();
        await using (var batch = await Store.BeginBatchAsync(Cancel))
        {
            for (var step = 0; step < 3; step++)
            {
                foreach (var definition in Enumerable.Reverse(definitions))
                {
                    await batch.AppendAsync(definition, new[] { new SeriesPoint(s_start.AddMinutes(5 * step), step, s_published) }, Cancel);
                }
            }

            Assert.Equal(new AppendResult(900, 0, 0), await batch.CommitAsync(Cancel));
        }

        var expected = definitions.Select(d => new SeriesSummary(d, s_start, s_start.AddMinutes(15), 3));
        Assert.Equal(expected, await Store.ListAsync(Cancel));
        Assert.Equal(expected.First(), await Store.FindAsync(definitions[0].Key, Cancel));
        Assert.Null(await Store.FindAsync(new SeriesKey("PJM", "ELSEWHERE", Products.RtLmp), Cancel));
        Assert.Equal(3, (await AllAsync(definitions[77].Key)).Count);
    }

    [Fact]
    public async Task A_batch_is_invisible_before_its_commit_and_leaves_nothing_without_one()
    {
        await using (var batch = await Store.BeginBatchAsync(Cancel))
        {
            await batch.AppendAsync(s_hourly, Hours(0, 50_000, i => i), Cancel);
            Assert.Empty(await Store.ListAsync(Cancel));
            Assert.Empty(await AllAsync(s_hourly.Key));
        }

        Assert.Empty(await Store.ListAsync(Cancel));
        Assert.Null(await Store.FindAsync(s_hourly.Key, Cancel));
        Assert.Empty(await AllAsync(s_hourly.Key));
        var other = s_hourly with { Unit = "EUR/MWh" };
        Assert.Equal(new AppendResult(3, 0, 0), await AppendAsync(other, Hours(0, 3, i => i)));
        Assert.Equal("EUR/MWh", (await Store.FindAsync(other.Key, Cancel))!.Definition.Unit);
    }

    [Fact]
    public async Task An_empty_batch_commits_nothing()
    {
        await using var batch = await Store.BeginBatchAsync(Cancel);
        await batch.AppendAsync(s_hourly, ReadOnlyMemory<SeriesPoint>.Empty, Cancel);
        Assert.Equal(default, await batch.CommitAsync(Cancel));
        Assert.Empty(await Store.ListAsync(Cancel));
    }

    [Fact]
    public async Task Values_that_are_no_numbers_and_times_that_are_not_UTC_are_refused()
    {
        SeriesPoint good = new(s_start, 1, s_published);
        SeriesPoint[] bad =
        [
            good with
            {
                Value = double.NaN,
            },
            good with
            {
                Value = double.PositiveInfinity,
            },
            good with
            {
                StartUtc = DateTime.SpecifyKind(s_start, DateTimeKind.Unspecified),
            },
            good with
            {
                StartUtc = DateTime.SpecifyKind(s_start, DateTimeKind.Local),
            },
            good with
            {
                PublishedAtUtc = DateTime.SpecifyKind(s_published, DateTimeKind.Unspecified),
            },
            good with
            {
                Version = 0,
            },
        ];
        foreach (var point in bad)
        {
            await using var batch = await Store.BeginBatchAsync(Cancel);
            var fault = await Assert.ThrowsAsync<ArgumentException>(() => batch.AppendAsync(s_hourly, new[] { good, point }, Cancel));
            Assert.Contains("PJM/WESTERN HUB/da_lmp", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_definition_that_contradicts_the_one_held_is_refused_and_another_source_is_not()
    {
        await AppendAsync(s_hourly, Hours(0, 2, i => i));
        SeriesDefinition[] others =
        [
            s_hourly with
            {
                Unit = "EUR/MWh",
            },
            s_hourly with
            {
                IntervalMinutes = 15,
            },
            s_hourly with
            {
                TimeZoneId = "UTC",
            },
            s_hourly with
            {
                IsSimulated = true,
            },
        ];
        foreach (var other in others)
        {
            await Assert.ThrowsAsync<ArgumentException>(() => AppendAsync(other, Hours(2, 1, i => i)));
        }

        Assert.Equal(1, (await AppendAsync(s_hourly with { Source = "another file" }, Hours(2, 1, i => i))).Inserted);
        Assert.Equal(s_hourly, (await Store.FindAsync(s_hourly.Key, Cancel))!.Definition);
    }
}
