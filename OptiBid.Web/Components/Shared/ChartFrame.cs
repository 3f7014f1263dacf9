using System.Runtime.InteropServices;

namespace OptiBid.Web.Components.Shared;

/// <summary>
/// The series of a chart on one common, ascending x: the form that the drawing module takes. NaN is a gap, positive infinity says that the
/// series has no point at that x (the line passes over it).
/// </summary>
public sealed class ChartFrame
{
    /// <summary>Marks an x at which a series has no point.</summary>
    public const double Absent = double.PositiveInfinity;

    private ChartFrame(double[] x, double[][] y)
    {
        X = x;
        Y = y;
    }

    /// <summary>The common x.</summary>
    public double[] X { get; }

    /// <summary>One array per series, as long as <see cref="X"/>.</summary>
    public double[][] Y { get; }

    /// <summary>Aligns the series.</summary>
    /// <exception cref="ArgumentException">A series has not as many values as points.</exception>
    public static ChartFrame Align(IReadOnlyList<ChartSeries> series)
    {
        foreach (var s in series)
        {
            if (s.X.Length != s.Y.Length)
            {
                throw new ArgumentException($"Series '{s.Name}' has {s.X.Length} points and {s.Y.Length} values", nameof(series));
            }
        }

        if (series.Count == 0)
        {
            return new([], []);
        }

        if (series.All(s => ReferenceEquals(s.X, series[0].X) || s.X.AsSpan().SequenceEqual(series[0].X)))
        {
            return new(series[0].X, [.. series.Select(s => s.Y)]);
        }

        double[] x = [.. series.SelectMany(s => s.X).Distinct().Order()];
        return new(x, [.. series.Select(s => Spread(s, x))]);
    }

    /// <summary>The bytes of x and of every series in turn: 8-byte doubles of this machine, little-endian on all that .NET supports.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[8 * X.Length * (1 + Y.Length)];
        MemoryMarshal.AsBytes(X.AsSpan()).CopyTo(bytes);
        for (var i = 0; i < Y.Length; i++)
        {
            MemoryMarshal.AsBytes(Y[i].AsSpan()).CopyTo(bytes.AsSpan(8 * X.Length * (1 + i)));
        }

        return bytes;
    }

    private static double[] Spread(ChartSeries series, double[] x)
    {
        var y = new double[x.Length];
        Array.Fill(y, Absent);
        var at = 0;
        for (var i = 0; i < series.X.Length; i++)
        {
            at = Array.BinarySearch(x, at, x.Length - at, series.X[i]);
            y[at] = series.Y[i];
        }

        return y;
    }
}
