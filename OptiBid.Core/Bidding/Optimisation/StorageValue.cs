using OptiBid.Core.Portfolios.Batteries;

namespace OptiBid.Core.Bidding.Optimisation;

/// <summary>One piece of a concave value function: so many MWh that are worth so much each.</summary>
/// <param name="LengthMwh">Length of the piece, MWh.</param>
/// <param name="ValueUsdPerMwh">Marginal value of stored energy on it, $/MWh.</param>
internal readonly record struct ValueSegment(double LengthMwh, double ValueUsdPerMwh);

/// <summary>
/// What stored energy is worth after each hour of a window, exactly, as a concave piecewise linear function of the state of charge. Backward
/// recursion: one hour of operation is the supremal convolution of the next hour's function with the two pieces "charge" and "discharge", so
/// it is a merge of sorted slopes. For prices of 0 or more this is the optimum of the linear programme; where charging and discharging at
/// once would pay (negative prices) it is the value of the relaxation.
/// </summary>
internal sealed class StorageValue
{
    private readonly (double Start, ValueSegment[] Segments)[] _after;

    private StorageValue((double Start, ValueSegment[] Segments)[] after) => _after = after;

    /// <summary>Computes the functions for a window.</summary>
    /// <param name="battery">Limits; a cycle limit acts through <paramref name="wearUsdPerMwh"/>.</param>
    /// <param name="prices">Energy price per hour, $/MWh.</param>
    /// <param name="wearUsdPerMwh">Cost of each MWh discharged, $/MWh: variable cost plus the shadow price of the cycle limit.</param>
    public static StorageValue Of(BatterySpec battery, ReadOnlySpan<double> prices, double wearUsdPerMwh)
    {
        var after = new (double Start, ValueSegment[] Segments)[prices.Length + 1];
        after[prices.Length] = (battery.FinalSocMwh, []);
        for (var h = prices.Length - 1; h >= 0; h--)
        {
            after[h] = Step(battery, after[h + 1], prices[h], wearUsdPerMwh);
        }

        return new(after);
    }

    /// <summary>States of charge after hour <paramref name="hour"/> (0-based) from which the required final state can be reached, MWh.</summary>
    public (double Lowest, double Highest) Reach(int hour)
    {
        var (start, segments) = _after[hour + 1];
        return (start, start + segments.Sum(s => s.LengthMwh));
    }

    /// <summary>Marginal value of energy above a state of charge after hour <paramref name="hour"/> (0-based), nearest piece first.</summary>
    public IEnumerable<ValueSegment> Above(int hour, double soc)
    {
        var (start, segments) = _after[hour + 1];
        var position = start;
        foreach (var segment in segments)
        {
            var end = position + segment.LengthMwh;
            if (end > soc + 1e-9)
            {
                yield return segment with
                {
                    LengthMwh = end - Math.Max(position, soc),
                };
            }

            position = end;
        }
    }

    /// <summary>Marginal value of energy below a state of charge after hour <paramref name="hour"/> (0-based), nearest piece first.</summary>
    public IEnumerable<ValueSegment> Below(int hour, double soc)
    {
        var (start, segments) = _after[hour + 1];
        var position = start + segments.Sum(s => s.LengthMwh);
        for (var i = segments.Length - 1; i >= 0; i--)
        {
            var begin = position - segments[i].LengthMwh;
            if (begin < soc - 1e-9)
            {
                yield return segments[i] with
                {
                    LengthMwh = Math.Min(position, soc) - begin,
                };
            }

            position = begin;
        }
    }

    private static (double Start, ValueSegment[] Segments) Step(
        BatterySpec b,
        (double Start, ValueSegment[] Segments) next,
        double price,
        double wear
    )
    {
        var most = b.RoundTripEfficiency * b.PowerMw;
        List<ValueSegment> merged = [.. next.Segments, new(most, price / b.RoundTripEfficiency), new(b.PowerMw, price - wear)];
        merged.Sort((x, y) => y.ValueUsdPerMwh.CompareTo(x.ValueUsdPerMwh));
        return Clip(next.Start - most, merged, b.EnergyMwh);
    }

    /// <summary>Cuts the function to states of charge in [0, <paramref name="capacity"/>] and joins pieces of one slope.</summary>
    private static (double Start, ValueSegment[] Segments) Clip(double start, List<ValueSegment> segments, double capacity)
    {
        var kept = new List<ValueSegment>(segments.Count);
        var position = start;
        foreach (var segment in segments)
        {
            var from = Math.Max(position, 0);
            var to = Math.Min(position + segment.LengthMwh, capacity);
            position += segment.LengthMwh;
            if (to - from <= 1e-12)
            {
                continue;
            }

            if (kept.Count > 0 && Math.Abs(kept[^1].ValueUsdPerMwh - segment.ValueUsdPerMwh) < 1e-9)
            {
                kept[^1] = kept[^1] with { LengthMwh = kept[^1].LengthMwh + (to - from) };
            }
            else
            {
                kept.Add(new(to - from, segment.ValueUsdPerMwh));
            }
        }

        return (Math.Max(start, 0), [.. kept]);
    }
}
