using DuckDB.NET.Data;
using DuckDB.NET.Native;
using OptiBid.Core.Series.Staging;

namespace OptiBid.Core.Series.DuckDb;

/// <summary>
/// Appends points to a temporary table by filling DuckDB's column vectors in place: some five times as fast as a call per value.
/// Not safe for several threads at once.
/// </summary>
internal sealed unsafe class PointAppender : IDisposable
{
    private const int Capacity = 2048;
    private static readonly long s_epochTicks = DateTime.UnixEpoch.Ticks;

    private readonly DuckDB.NET.Native.DuckDBAppender _appender;
    private readonly DuckDBDataChunk _chunk;
    private readonly int _columns;
    private int _rows;

    /// <summary>Opens an appender on a temporary table with the columns of <c>staging</c>, then <paramref name="flags"/> booleans.</summary>
    public PointAppender(DuckDBConnection connection, string table, int flags = 0)
    {
        var state = NativeMethods.Appender.DuckDBAppenderCreateExt(connection.NativeConnection, "temp", "main", table, out _appender);
        Check(state, "open");
        _columns = 5 + flags;
        var types = Enumerable
            .Range(0, _columns)
            .Select(c => NativeMethods.Appender.DuckDBAppenderColumnType(_appender, (ulong)c))
            .ToArray();
        _chunk = NativeMethods.DataChunks.DuckDBCreateDataChunk([.. types.Select(t => t.DangerousGetHandle())], (ulong)_columns);
        foreach (var type in types)
        {
            type.Dispose();
        }
    }

    /// <summary>Appends points of one series.</summary>
    public void Append(int seriesId, ReadOnlySpan<SeriesPoint> points)
    {
        while (!points.IsEmpty)
        {
            var slice = points[..Math.Min(points.Length, Capacity - _rows)];
            Fill(seriesId, slice);
            points = points[slice.Length..];
            _rows += slice.Length;
            if (_rows == Capacity)
            {
                Send();
            }
        }
    }

    /// <summary>Appends one accepted version with its two flags.</summary>
    public void Append(AcceptedPoint accepted)
    {
        Fill(accepted.SeriesId, [accepted.Point]);
        Column<bool>(5)[_rows] = accepted.IsCurrent;
        Column<bool>(6)[_rows] = accepted.IsNewInterval;
        if (++_rows == Capacity)
        {
            Send();
        }
    }

    /// <summary>Hands everything to the table.</summary>
    public void Complete()
    {
        if (_rows > 0)
        {
            Send();
        }

        Check(NativeMethods.Appender.DuckDBAppenderFlush(_appender), "flush");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _chunk.Dispose();
        _appender.Dispose();
    }

    private void Fill(int seriesId, ReadOnlySpan<SeriesPoint> points)
    {
        new Span<int>(Column<int>(0) + _rows, points.Length).Fill(seriesId);
        var starts = Column<long>(1) + _rows;
        var values = Column<double>(2) + _rows;
        var published = Column<long>(3) + _rows;
        var versions = Column<int>(4) + _rows;
        for (var i = 0; i < points.Length; i++)
        {
            ref readonly var point = ref points[i];
            starts[i] = Microseconds(point.StartUtc);
            values[i] = point.Value;
            published[i] = Microseconds(point.PublishedAtUtc);
            versions[i] = point.Version;
        }
    }

    private T* Column<T>(int column)
        where T : unmanaged =>
        (T*)NativeMethods.Vectors.DuckDBVectorGetData(NativeMethods.DataChunks.DuckDBDataChunkGetVector(_chunk, column));

    private void Send()
    {
        NativeMethods.DataChunks.DuckDBDataChunkSetSize(_chunk, (ulong)_rows);
        Check(NativeMethods.Appender.DuckDBAppendDataChunk(_appender, _chunk), "append");
        NativeMethods.DataChunks.DuckDBDataChunkReset(_chunk);
        _rows = 0;
    }

    private void Check(DuckDBState state, string what)
    {
        if (state == DuckDBState.Error)
        {
            throw new InvalidOperationException($"DuckDB refused to {what}: {NativeMethods.Appender.DuckDBAppenderErrorData(_appender)}");
        }
    }

    private static long Microseconds(DateTime utc) => (utc.Ticks - s_epochTicks) / TimeSpan.TicksPerMicrosecond;
}
