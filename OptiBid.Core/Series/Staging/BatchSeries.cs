namespace OptiBid.Core.Series.Staging;

/// <summary>What a batch knows of one of its series.</summary>
/// <param name="id">Number of the series in the store.</param>
/// <param name="definition">What the caller says it is.</param>
internal sealed class BatchSeries(int id, SeriesDefinition definition)
{
    /// <summary>Number of the series in the store.</summary>
    public int Id { get; } = id;

    /// <summary>What the caller says it is.</summary>
    public SeriesDefinition Definition { get; } = definition;

    /// <summary>Rows appended so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Earliest start.</summary>
    public DateTime FirstUtc { get; private set; } = DateTime.MaxValue;

    /// <summary>Latest start.</summary>
    public DateTime LastUtc { get; private set; } = DateTime.MinValue;

    /// <summary>
    /// True as long as each append lay wholly after or before the earlier ones and named no start twice: then no interval has to be looked for twice.
    /// </summary>
    public bool HasDistinctStarts { get; private set; } = true;

    /// <summary>
    /// Checks the points, notes their range and returns them in order of start; a copy only where they were not (equal starts keep their order).
    /// </summary>
    public ReadOnlyMemory<SeriesPoint> Take(ReadOnlyMemory<SeriesPoint> points)
    {
        if (points.IsEmpty)
        {
            return points;
        }

        var (sorted, distinct) = Check(points.Span);
        if (!sorted)
        {
            points = points.ToArray().OrderBy(p => p.StartUtc).ToArray();
            (_, distinct) = Check(points.Span);
        }

        var (first, last) = (points.Span[0].StartUtc, points.Span[^1].StartUtc);
        HasDistinctStarts &= distinct && (first > LastUtc || last < FirstUtc);
        FirstUtc = first < FirstUtc ? first : FirstUtc;
        LastUtc = last > LastUtc ? last : LastUtc;
        Rows += points.Length;
        return points;
    }

    private (bool Sorted, bool Distinct) Check(ReadOnlySpan<SeriesPoint> points)
    {
        var (sorted, distinct, previous) = (true, true, DateTime.MinValue);
        foreach (ref readonly var point in points)
        {
            if (
                !double.IsFinite(point.Value)
                || point.StartUtc.Kind != DateTimeKind.Utc
                || point.StartUtc.Ticks % TimeSpan.TicksPerMicrosecond != 0
                || point.PublishedAtUtc.Kind != DateTimeKind.Utc
                || point.Version < 1
            )
            {
                throw Refused(point);
            }

            sorted &= point.StartUtc >= previous;
            distinct &= point.StartUtc > previous;
            previous = point.StartUtc;
        }

        return (sorted, distinct);
    }

    private ArgumentException Refused(SeriesPoint point)
    {
        var reason =
            !double.IsFinite(point.Value) ? $"the value {point.Value} is not finite"
            : point.StartUtc.Kind != DateTimeKind.Utc ? "the start is not UTC"
            : point.StartUtc.Ticks % TimeSpan.TicksPerMicrosecond != 0 ? "the start is not a whole microsecond"
            : point.PublishedAtUtc.Kind != DateTimeKind.Utc ? "the publication time is not UTC"
            : $"the version {point.Version} is below 1";
        return new ArgumentException(FormattableString.Invariant($"{Definition.Key} at {point.StartUtc:O}: {reason}"));
    }
}
