namespace OptiBid.Core.Forecasting.Models.Anomalies;

/// <summary>Faults of feeds that are made on purpose, to measure what is found.</summary>
internal enum FaultKind
{
    /// <summary>One hour is off by 3 to 20 times the range of a usual day.</summary>
    Spike,

    /// <summary>One value for 6 to 24 hours.</summary>
    FlatLine,

    /// <summary>The day is ten times as large.</summary>
    TimesTen,

    /// <summary>The day is a thousand times as large, or as small.</summary>
    TimesThousand,

    /// <summary>The day has the other sign.</summary>
    SignFlip,

    /// <summary>The day is moved by one to three hours.</summary>
    HourShift,

    /// <summary>The day repeats the day before.</summary>
    DuplicatedDay,

    /// <summary>3 to 24 hours are zero.</summary>
    DropToZero,

    /// <summary>1 to 12 hours are missing.</summary>
    MissingHours,
}

/// <summary>Makes faults.</summary>
internal static class Faults
{
    /// <summary>The day with a fault, or null where the fault would change nothing (as zeros on a night without sun).</summary>
    public static double[]? Inject(FaultKind kind, double[][] days, int day, Random random)
    {
        var values = days[day].ToArray();
        switch (kind)
        {
            case FaultKind.Spike:
                var usual = UsualDay.Middle([.. days.AsSpan(day - UsualDay.History, UsualDay.History).ToArray().Select(Range)]);
                var there = Enumerable.Range(0, 24).Where(h => double.IsFinite(values[h])).ToArray();
                if (there.Length == 0 || usual == 0)
                {
                    return null;
                }

                values[there[random.Next(there.Length)]] += (random.Next(2) == 0 ? -1 : 1) * (3 + (17 * random.NextDouble())) * usual;
                break;
            case FaultKind.FlatLine:
                Stretch(values, random.Next(6, 25), random, (v, from, _) => v[from]);
                break;
            case FaultKind.TimesTen:
                Each(values, v => v * 10);
                break;
            case FaultKind.TimesThousand:
                var up = random.Next(2) == 0;
                Each(values, v => up ? v * 1000 : v / 1000);
                break;
            case FaultKind.SignFlip:
                Each(values, v => -v);
                break;
            case FaultKind.HourShift:
                var by = random.Next(1, 4) * (random.Next(2) == 0 ? -1 : 1);
                for (var h = 0; h < 24; h++)
                {
                    var from = (day * 24) + h + by;
                    values[h] = from / 24 < days.Length ? days[from / 24][from % 24] : days[day][h];
                }

                // Hours that the feed never has stay missing.
                Each(
                    values,
                    (v, h) =>
                        double.IsNaN(days[day][h]) ? double.NaN
                        : double.IsNaN(v) ? days[day][h]
                        : v
                );
                break;
            case FaultKind.DuplicatedDay:
                days[day - 1].CopyTo(values, 0);
                break;
            case FaultKind.DropToZero:
                Stretch(values, random.Next(3, 25), random, (v, _, h) => double.IsNaN(v[h]) ? double.NaN : 0);
                break;
            case FaultKind.MissingHours:
                Stretch(values, random.Next(1, 13), random, (_, _, _) => double.NaN);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind));
        }

        return values.AsSpan().SequenceEqual(days[day]) ? null : values;
    }

    private static double Range(double[] day)
    {
        var there = day.Where(double.IsFinite).ToArray();
        return there.Length > 0 ? there.Max() - there.Min() : double.NaN;
    }

    private static void Each(double[] values, Func<double, double> change) => Each(values, (v, _) => change(v));

    private static void Each(double[] values, Func<double, int, double> change)
    {
        for (var h = 0; h < values.Length; h++)
        {
            values[h] = change(values[h], h);
        }
    }

    /// <summary>Changes hours in a row, beginning with one that is there.</summary>
    private static void Stretch(double[] values, int hours, Random random, Func<double[], int, int, double> value)
    {
        var there = Enumerable.Range(0, 24).Where(h => double.IsFinite(values[h])).ToArray();
        if (there.Length == 0)
        {
            return;
        }

        var from = there[random.Next(Math.Max(1, there.Length - hours + 1))];
        for (var h = from; h < Math.Min(24, from + hours); h++)
        {
            values[h] = double.IsNaN(values[h]) ? double.NaN : value(values, from, h);
        }
    }
}
