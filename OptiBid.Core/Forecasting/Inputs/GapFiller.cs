using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Inputs;

/// <summary>A run of missing hours.</summary>
/// <param name="From">First hour, counted from the first hour of the column.</param>
/// <param name="Hours">Length.</param>
/// <param name="Text">The run in words.</param>
internal sealed record Gap(int From, int Hours, Sentence Text);

/// <summary>What filling did.</summary>
/// <param name="Column">The column with its short gaps filled.</param>
/// <param name="Filled">Gaps that were filled.</param>
/// <param name="Open">Gaps that were not: too long, or nothing to fill them with.</param>
internal sealed record FilledColumn(HourlyColumn Column, IReadOnlyList<Gap> Filled, IReadOnlyList<Gap> Open);

/// <summary>
/// Fills gaps of up to three hours with the mean of the neighbours and of up to three days, or at the end, with the same hours of the week
/// before. A filled value is as old as the youngest value it comes from.
/// </summary>
internal static class GapFiller
{
    private const int Week = 168;

    /// <summary>Longest gap that is filled, hours.</summary>
    public const int LongestGapHours = 72;

    private const int ShortGapHours = 3;

    /// <summary>Fills what may be filled; the input is not changed.</summary>
    public static FilledColumn Fill(HourlyColumn column)
    {
        var values = column.Values.SelectMany(d => d).ToArray();
        var published = column.PublishedUtc.SelectMany(d => d).ToArray();
        var filled = new List<Gap>();
        var open = new List<Gap>();
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                continue;
            }

            var end = i;
            while (end < values.Length && double.IsNaN(values[end]))
            {
                end++;
            }

            var between = i > 0 && end < values.Length && end - i <= ShortGapHours;
            var done = end - i <= LongestGapHours && (between ? Bridge(values, published, i, end) : Repeat(values, published, i, end));
            var (day, hour) = (column.FirstDay.AddDays(i / 24), (i % 24) + 1);
            var text =
                !done ? Sentence.Of($"{end - i} h from {day:yyyy-MM-dd} HE {hour:00}: not filled")
                : between ? Sentence.Of($"{end - i} h from {day:yyyy-MM-dd} HE {hour:00}: mean of the neighbours")
                : Sentence.Of($"{end - i} h from {day:yyyy-MM-dd} HE {hour:00}: the same hours of the week before");
            (done ? filled : open).Add(new(i, end - i, text));
            i = end - 1;
        }

        return new(new(column.FirstDay, [.. values.Chunk(24)], [.. published.Chunk(24)]), filled, open);
    }

    private static bool Bridge(double[] values, DateTime[] published, int from, int to)
    {
        var mean = (values[from - 1] + values[to]) / 2;
        var newest = published[from - 1] > published[to] ? published[from - 1] : published[to];
        values.AsSpan(from, to - from).Fill(mean);
        published.AsSpan(from, to - from).Fill(newest);
        return true;
    }

    private static bool Repeat(double[] values, DateTime[] published, int from, int to)
    {
        if (from < Week || values.AsSpan(from - Week, to - from).ContainsAnyNaN())
        {
            return false;
        }

        values.AsSpan(from - Week, to - from).CopyTo(values.AsSpan(from));
        published.AsSpan(from - Week, to - from).CopyTo(published.AsSpan(from));
        return true;
    }

    private static bool ContainsAnyNaN(this Span<double> span)
    {
        foreach (var v in span)
        {
            if (double.IsNaN(v))
            {
                return true;
            }
        }

        return false;
    }
}
