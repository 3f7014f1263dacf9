using OptiBid.Core.Series;
using OptiBid.Core.Series.DuckDb;

namespace OptiBid.Tests.Adapters;

public sealed class DuckDbSeriesStoreTests : SeriesStoreContract
{
    private static readonly DateTime s_start = new(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly SeriesDefinition s_definition = new(new("PJM", "AEP", Products.RtLmp), "$/MWh", 5, "UTC", "test", false);
    private readonly string _folder = Directory.CreateTempSubdirectory("optibid-duckdb-").FullName;

    protected override Task<ITimeSeriesStore> OpenEmptyAsync() =>
        Task.FromResult<ITimeSeriesStore>(new DuckDbSeriesStore(new DuckDbFileOptions(_folder)));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_was_committed_is_there_after_reopening()
    {
        var cancel = TestContext.Current.CancellationToken;
        await AppendAsync(Store, Points(0, 1000, i => i));
        await AppendAsync(Store, Points(0, 10, i => -i));
        var (summary, points) = (await Store.FindAsync(s_definition.Key, cancel), await RangeAsync(Store));
        ((IDisposable)Store).Dispose();

        using var reopened = new DuckDbSeriesStore(new DuckDbFileOptions(_folder));
        Assert.Equal(summary, await reopened.FindAsync(s_definition.Key, cancel));
        Assert.Equal(points, await RangeAsync(reopened));
        Assert.Equal(
            new AppendResult(0, 0, 1000),
            await AppendAsync(reopened, Points(10, 990, i => i).Concat(Points(0, 10, i => -i)).ToArray())
        );
    }

    [Fact]
    public async Task A_reader_does_not_wait_for_an_open_batch_and_its_commit()
    {
        var cancel = TestContext.Current.CancellationToken;
        await AppendAsync(Store, Points(0, 1000, i => i));
        await using var batch = await Store.BeginBatchAsync(cancel);
        await batch.AppendAsync(s_definition, Points(1000, 1_000_000, i => i), cancel);
        var commit = batch.CommitAsync(cancel);
        var readsDuringCommit = 0;
        while (!commit.IsCompleted)
        {
            Assert.Contains((await RangeAsync(Store)).Count, new[] { 1000, 1_001_000 });
            readsDuringCommit++;
        }

        Assert.Equal(1_000_000, (await commit).Inserted);
        Assert.True(readsDuringCommit > 0);
    }

    internal static SeriesPoint[] Points(int first, int count, Func<int, double> value) =>
        [
            .. Enumerable
                .Range(first, count)
                .Select(i => new SeriesPoint(s_start.AddMinutes(5 * i), value(i), s_start.AddMinutes(5 * i + 5))),
        ];

    private static async Task<AppendResult> AppendAsync(ITimeSeriesStore store, SeriesPoint[] points)
    {
        await using var batch = await store.BeginBatchAsync(TestContext.Current.CancellationToken);
        await batch.AppendAsync(s_definition, points, TestContext.Current.CancellationToken);
        return await batch.CommitAsync(TestContext.Current.CancellationToken);
    }

    private static Task<IReadOnlyList<SeriesPoint>> RangeAsync(ITimeSeriesStore store) =>
        store.RangeAsync(s_definition.Key, s_start, s_start.AddYears(20), null, TestContext.Current.CancellationToken);
}
