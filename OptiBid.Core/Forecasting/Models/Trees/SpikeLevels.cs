using OptiBid.Core.Forecasting.Features;

namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>
/// What a spike is. The hours of a day are six sets of four (HE 1 to 4, 5 to 8, ...). The level of a set on day D is the 95th percentile, interpolated
/// linearly, of the prices of its four hours on the 364 days D-364 to D-1, as they were public at the gate of D; a price above it is a spike.
/// </summary>
internal static class SpikeLevels
{
    /// <summary>Days that make a level.</summary>
    public const int Days = 364;

    /// <summary>Hours of a set.</summary>
    public const int SetHours = 4;

    private const double Share = 0.95;

    /// <summary>Levels of the six sets for the days 0 to <paramref name="last"/>; NaN while there are fewer than 364 days.</summary>
    public static double[][] Of(DailyPanel panel, int last)
    {
        var reader = new PanelReader(panel, []);
        var levels = new double[last + 1][];
        var sorted = Enumerable.Range(0, 24 / SetHours).Select(_ => new List<double>((Days + 1) * SetHours)).ToArray();
        var kept = new Queue<double[]>();
        for (var day = 0; day <= last; day++)
        {
            if (day > 0)
            {
                reader.MoveTo(day);
                var known = Enumerable.Range(0, 24).Select(h => reader.Price(day - 1, h)).ToArray();
                kept.Enqueue(known);
                Change(sorted, known, add: true);
            }

            if (kept.Count > Days)
            {
                Change(sorted, kept.Dequeue(), add: false);
            }

            levels[day] = [.. sorted.Select(s => kept.Count == Days ? Level(s) : double.NaN)];
        }

        return levels;
    }

    private static void Change(List<double>[] sorted, double[] prices, bool add)
    {
        for (var h = 0; h < prices.Length; h++)
        {
            var set = sorted[h / SetHours];
            if (double.IsNaN(prices[h]))
            {
                continue;
            }

            var at = set.BinarySearch(prices[h]);
            if (add)
            {
                set.Insert(at >= 0 ? at : ~at, prices[h]);
            }
            else
            {
                set.RemoveAt(at);
            }
        }
    }

    private static double Level(List<double> sorted)
    {
        if (sorted.Count == 0)
        {
            return double.NaN;
        }

        var at = Share * (sorted.Count - 1);
        var low = (int)at;
        return low + 1 < sorted.Count ? sorted[low] + ((at - low) * (sorted[low + 1] - sorted[low])) : sorted[low];
    }
}
