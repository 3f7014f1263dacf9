namespace OptiBid.Core.Forecasting.Models.Anomalies;

/// <summary>Whether the curve of a day fits others better when it is moved by hours.</summary>
internal static class Shape
{
    private const int Furthest = 3;
    private const double Floor = 1e-3;

    /// <summary>
    /// How much smaller what a straight line from another curve leaves over of the day is, as a logarithm, when the day is moved by the one to three hours that suit
    /// most: the median over the curves of a group, of the group that gains least. 0 where no move suits better than none.
    /// </summary>
    public static double Moved(double[] day, params IReadOnlyList<double[]>[] groups)
    {
        var best = 0.0;
        for (var by = -Furthest; by <= Furthest; by++)
        {
            if (by != 0)
            {
                best = Math.Max(best, groups.Min(g => Gain(day, g, by)));
            }
        }

        return best;
    }

    private static double Gain(double[] day, IReadOnlyList<double[]> others, int by) =>
        UsualDay.Middle([.. others.Select(o => 0.5 * Math.Log(Left(day, o, by, 0) / Left(day, o, by, by)))]);

    /// <summary>Mean square that the best rising line from the other curve leaves over, moved; over the hours that exist when moved by <paramref name="window"/>.</summary>
    private static double Left(double[] day, double[] other, int window, int by)
    {
        var (n, x, y, xx, yy, xy) = (0, 0.0, 0.0, 0.0, 0.0, 0.0);
        for (var h = Math.Max(0, -window); h < Math.Min(24, 24 - window); h++)
        {
            var (p, q) = (other[h], day[h + by]);
            if (double.IsFinite(p) && double.IsFinite(q))
            {
                n++;
                x += p;
                y += q;
                xx += p * p;
                yy += q * q;
                xy += p * q;
            }
        }

        if (n < 6)
        {
            return double.NaN;
        }

        var (vx, vy, c) = ((xx / n) - (x / n * x / n), (yy / n) - (y / n * y / n), (xy / n) - (x / n * y / n));
        var left = vx > 0 && c > 0 ? vy - (c * c / vx) : vy;
        return Math.Max(left, 0) + (Floor * vy) + 1e-12;
    }
}
