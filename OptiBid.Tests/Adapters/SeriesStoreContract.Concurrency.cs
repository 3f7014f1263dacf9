using CsCheck;
using OptiBid.Core.Series;

namespace OptiBid.Tests.Adapters;

public abstract partial class SeriesStoreContract
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Readers_see_whole_batches_while_a_writer_commits()
    {
        const int Batches = 12;
        const int Rows = 2_000;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var readers = Enumerable
            .Range(0, 3)
            .Select(_ =>
                Task.Run(
                    async () =>
                    {
                        var reads = 0;
                        while (!done.IsCancellationRequested)
                        {
                            var count = (await AllAsync(s_hourly.Key)).Count;
                            Assert.Equal(0, count % Rows);
                            reads++;
                        }

                        return reads;
                    },
                    Cancel
                )
            )
            .ToList();
        for (var i = 0; i < Batches; i++)
        {
            await AppendAsync(s_hourly, Hours(i * Rows, Rows, h => h));
        }

        await done.CancelAsync();
        Assert.All(await Task.WhenAll(readers), reads => Assert.True(reads > 0));
        Assert.Equal(Batches * Rows, (await AllAsync(s_hourly.Key)).Count);
    }

    [Fact]
    public async Task Batches_of_several_threads_for_the_same_intervals_keep_one_current_value_each()
    {
        var results = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(w => Task.Run(() => AppendAsync(s_hourly, Hours(0, 500, i => i)), Cancel))
        );
        Assert.Equal(500, results.Sum(r => r.Inserted));
        Assert.Equal(2_500, results.Sum(r => r.Duplicates));
        Assert.Equal(Hours(0, 500, i => i), await AllAsync(s_hourly.Key));
    }

    [Fact]
    public async Task Random_batches_give_what_a_simple_model_gives()
    {
        var point =
            from series in Gen.Int[0, 1]
            from hour in Gen.Int[0, 4]
            from value in Gen.Int[0, 2]
            from published in Gen.Int[0, 3]
            from version in Gen.Frequency((6, Gen.Const(1)), (1, Gen.Int[1, 4]))
            select (Series: series, Point: new SeriesPoint(s_start.AddHours(hour), value, s_published.AddHours(published), version));
        var run = 0;
        await point
            .List[1, 12]
            .List[1, 4]
            .SampleAsync(
                async batches =>
                {
                    var name = $"N{Interlocked.Increment(ref run)}";
                    SeriesDefinition[] definitions = [Define("PJM", name, Products.DaLmp, 60), Define("PJM", name, Products.RtLmp, 60)];
                    var model = new SeriesModel();
                    for (var i = 0; i < batches.Count; i++)
                    {
                        Assert.Equal(model.Append(batches[i]), await AppendAsync(definitions, batches[i]));
                        Assert.Equal(batches[i].Count, (await AppendAsync(definitions, batches[i])).Duplicates);
                        foreach (var series in new[] { 0, 1 })
                        {
                            Assert.Equal(model.Range(series, null), await AllAsync(definitions[series].Key));
                            foreach (var asOf in Enumerable.Range(0, 4).Select(h => s_published.AddHours(h)))
                            {
                                Assert.Equal(model.Range(series, asOf), await AllAsync(definitions[series].Key, asOf));
                            }
                        }
                    }
                },
                iter: 25,
                threads: 1
            );
    }

    /// <summary>Releases a store of any adapter.</summary>
    protected static async Task DisposeAsync(ITimeSeriesStore? store)
    {
        if (store is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync();
        }
        else
        {
            (store as IDisposable)?.Dispose();
        }
    }

    private static SeriesDefinition Define(string market, string node, string product, int minutes) =>
        new(new SeriesKey(market, node, product), "$/MWh", minutes, "America/New_York", "contract test", false);

    private static SeriesPoint[] Hours(int first, int count, Func<int, double> value, DateTime? published = null) =>
        [.. Enumerable.Range(first, count).Select(i => new SeriesPoint(s_start.AddHours(i), value(i), published ?? s_published))];

    private async Task<AppendResult> AppendAsync(SeriesDefinition definition, params SeriesPoint[] points)
    {
        await using var batch = await Store.BeginBatchAsync(Cancel);
        await batch.AppendAsync(definition, points, Cancel);
        return await batch.CommitAsync(Cancel);
    }

    private async Task<AppendResult> AppendAsync(SeriesDefinition[] definitions, List<(int Series, SeriesPoint Point)> points)
    {
        await using var batch = await Store.BeginBatchAsync(Cancel);
        foreach (var (series, point) in points)
        {
            await batch.AppendAsync(definitions[series], new[] { point }, Cancel);
        }

        return await batch.CommitAsync(Cancel);
    }

    private Task<IReadOnlyList<SeriesPoint>> AllAsync(SeriesKey key, DateTime? asOf = null) =>
        Store.RangeAsync(key, s_start.AddYears(-20), s_start.AddYears(20), asOf, Cancel);
}
