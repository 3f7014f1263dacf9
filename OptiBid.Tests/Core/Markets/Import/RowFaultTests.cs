using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import.Sink;

namespace OptiBid.Tests.Core.Markets.Import;

public sealed class RowFaultTests
{
    private static readonly Sentence s_note = "not yet verified by PJM";

    [Fact]
    public void Reasons_are_put_together_only_for_the_rows_that_are_listed()
    {
        var sink = new SeriesSink("test.csv");
        var told = 0;
        for (var line = 1; line <= 500; line++)
        {
            sink.BeginRow(line);
            sink.Reject($"'{++told}' is not a time");
            sink.Reject($"'{++told}' is a second reason");
            sink.EndRow();
        }

        Assert.Equal((500L, 100, 100), (sink.RowsRejected, sink.Rejected.Count, told));
        Assert.Equal(new(100, "'100' is not a time"), sink.Rejected[^1]);
        Assert.Equal("'{0}' is not a time", sink.Rejected[^1].Reason.Format);
    }

    [Fact]
    public void Bad_rows_beyond_the_listed_ones_make_no_garbage()
    {
        var sink = new SeriesSink("test.csv");
        Reject(sink, 200);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Reject(sink, 10_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Fact]
    public void Notes_are_counted()
    {
        var sink = new SeriesSink("test.csv");
        for (var line = 2; line <= 1001; line++)
        {
            sink.BeginRow(line);
            sink.Note(s_note);
        }

        Assert.Equal("not yet verified by PJM (1,000 rows, first in line 2)", Assert.Single(sink.Warnings()).ToString());
    }

    private static void Reject(SeriesSink sink, int rows)
    {
        for (var line = 1; line <= rows; line++)
        {
            sink.BeginRow(line);
            sink.Reject($"'{line}' or '{line * 0.5}' is not a time");
        }
    }
}
