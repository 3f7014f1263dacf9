using System.Buffers;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Import.Sink;

/// <summary>How the values of a series come.</summary>
internal enum SeriesKind
{
    /// <summary>One value for each interval.</summary>
    Regular,

    /// <summary>Values only where something happens, such as shadow prices: absence is no gap.</summary>
    Sparse,

    /// <summary>Several publications for one interval, such as forecasts with their time of evaluation.</summary>
    Versioned,
}

/// <summary>A block of points on its way to a store. The consumer gives the array back.</summary>
/// <param name="Definition">Their series.</param>
/// <param name="Array">Rented array.</param>
/// <param name="Count">Points in it.</param>
internal readonly record struct PointBlock(SeriesDefinition Definition, SeriesPoint[] Array, int Count)
{
    /// <summary>The points.</summary>
    public ReadOnlyMemory<SeriesPoint> Points => Array.AsMemory(0, Count);

    /// <summary>Gives the array back.</summary>
    public void Return() => ArrayPool<SeriesPoint>.Shared.Return(Array);
}

/// <summary>One series of a file while it is read: values not yet handed on, and what is known of it. Not safe for several threads.</summary>
internal sealed class SeriesColumn
{
    private readonly long _intervalTicks;
    private SeriesPoint[] _buffer = [];
    private int _buffered;
    private int _expected;
    private long _last = long.MinValue;

    /// <summary>A series without values.</summary>
    public SeriesColumn(SeriesDefinition definition, SeriesKind kind, PageStore pages)
    {
        (Definition, Kind, Grid) = (definition, kind, new IntervalGrid(pages));
        _intervalTicks = definition.IntervalMinutes * TimeSpan.TicksPerMinute;
    }

    /// <summary>What it is.</summary>
    public SeriesDefinition Definition { get; }

    /// <summary>How its values come.</summary>
    public SeriesKind Kind { get; }

    /// <summary>Its values by interval; the latest publication where there are several.</summary>
    public IntervalGrid Grid { get; }

    /// <summary>Values taken.</summary>
    public long Count { get; private set; }

    /// <summary>Values that repeated an earlier one of the file.</summary>
    public long Repeats { get; set; }

    /// <summary>Values that contradicted an earlier one of the file and were left out.</summary>
    public long Contradictions { get; set; }

    /// <summary>Values whose start was before that of the row above.</summary>
    public long Unsorted { get; private set; }

    /// <summary>Largest |total - parts| of the rows, where the series is a total and the file has its parts.</summary>
    public double? IdentityError { get; set; }

    /// <summary>Points waiting to be handed on.</summary>
    public int Buffered => _buffered;

    /// <summary>Number of the interval that starts at an instant; false when it does not start there.</summary>
    public bool TryIndex(DateTime startUtc, out int index)
    {
        var ticks = startUtc.Ticks - DateTime.UnixEpoch.Ticks;
        var number = ticks / _intervalTicks;
        index = (int)number;
        return ticks == number * _intervalTicks;
    }

    /// <summary>Start of an interval.</summary>
    public DateTime StartOf(int index) => DateTime.UnixEpoch.AddTicks(index * _intervalTicks);

    /// <summary>What the series holds at an interval already.</summary>
    public GridAnswer Look(int index, double value) => Kind == SeriesKind.Versioned ? GridAnswer.New : Grid.Look(index, value);

    /// <summary>Takes a value.</summary>
    public void Take(int index, in SeriesPoint point)
    {
        Grid.Put(index, point.Value);
        Count++;
        var ticks = Kind == SeriesKind.Versioned ? point.PublishedAtUtc.Ticks : point.StartUtc.Ticks;
        Unsorted += ticks < _last ? 1 : 0;
        _last = ticks;
        if (_buffered == _buffer.Length)
        {
            Grow();
        }

        _buffer[_buffered++] = point;
    }

    /// <summary>Hands the waiting points over.</summary>
    public PointBlock Drain()
    {
        if (Kind == SeriesKind.Versioned)
        {
            _buffer.AsSpan(0, _buffered).Sort((a, b) => (a.PublishedAtUtc, a.StartUtc).CompareTo((b.PublishedAtUtc, b.StartUtc)));
        }

        var block = new PointBlock(Definition, _buffer, _buffered);
        (_expected, _buffer, _buffered) = (_buffered, [], 0);
        return block;
    }

    /// <summary>Gives up what is waiting.</summary>
    public void Discard()
    {
        if (_buffer.Length > 0)
        {
            Drain().Return();
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<SeriesPoint>.Shared.Rent(Math.Max(_expected, Math.Max(16, _buffer.Length * 2)));
        _buffer.AsSpan(0, _buffered).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<SeriesPoint>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}
