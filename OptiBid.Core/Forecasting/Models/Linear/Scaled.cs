using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models.Linear;

/// <summary>How a series is scaled over a calibration window.</summary>
internal enum Scale
{
    /// <summary>By median and MAD of each hour, through asinh (Lago et al. 2021, section 4.2).</summary>
    HourlyAsinh,

    /// <summary>By median and MAD of all hours together, through asinh: hours keep their order and their distance.</summary>
    CommonAsinh,

    /// <summary>By median and MAD of each hour; logarithmic beyond six spreads, so that one spike in the window does not rule a linear model.</summary>
    HourlyLinear,
}

/// <summary>One series scaled over the calibration window.</summary>
internal sealed record Scaled(double[][] Values, double[] Median, double[] Spread)
{
    /// <summary>Spreads up to which <see cref="Scale.HourlyLinear"/> is linear.</summary>
    private const double LinearSpreads = 6;

    /// <summary>How far beyond the values of its hour a forecast may lie: a factor of about e^0.5 on prices far from the median.</summary>
    private const double BeyondRange = 0.5;

    private readonly double[] _lowest = Extreme(Values, TensorPrimitives.Min, double.NegativeInfinity);
    private readonly double[] _highest = Extreme(Values, TensorPrimitives.Max, double.PositiveInfinity);

    private delegate void Elementwise(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> destination);

    /// <summary>Statistics from days [first, day), values for days [first, end).</summary>
    public static Scaled Of(double[][] series, int first, int day, int end, Scale scale = Scale.HourlyAsinh)
    {
        var median = new double[24];
        var spread = new double[24];
        if (scale == Scale.CommonAsinh)
        {
            var (m, s) = Centre([.. series[first..day].SelectMany(d => d)]);
            Array.Fill(median, m);
            Array.Fill(spread, s);
        }
        else
        {
            var sample = new double[day - first];
            for (var h = 0; h < 24; h++)
            {
                for (var d = first; d < day; d++)
                {
                    sample[d - first] = series[d][h];
                }

                (median[h], spread[h]) = Centre(sample);
            }
        }

        var values = new double[end - first][];
        for (var d = first; d < end; d++)
        {
            var row = new double[24];
            for (var h = 0; h < 24; h++)
            {
                var unit = (series[d][h] - median[h]) / spread[h];
                row[h] = scale == Scale.HourlyLinear ? LinearWithin(unit) : Math.Asinh(unit);
            }

            values[d - first] = row;
        }

        return new(values, median, spread);
    }

    /// <summary>
    /// The value of an hour from its asinh-scaled one, held to <see cref="BeyondRange"/> around what the window has seen: sinh would make
    /// a small mistake far outside it a price that no market has.
    /// </summary>
    public double FromAsinh(int hour, double scaled) =>
        (Math.Sinh(Math.Clamp(scaled, _lowest[hour] - BeyondRange, _highest[hour] + BeyondRange)) * Spread[hour]) + Median[hour];

    /// <summary>By hour; without values nothing is known that could hold a forecast.</summary>
    private static double[] Extreme(double[][] values, Elementwise choose, double unbounded)
    {
        double[] extreme = values.Length > 0 ? [.. values[0]] : [.. Enumerable.Repeat(unbounded, 24)];
        foreach (var row in values)
        {
            choose(extreme, row, extreme);
        }

        return extreme;
    }

    private static double LinearWithin(double unit)
    {
        var beyond = Math.Abs(unit) - LinearSpreads;
        return beyond > 0 ? Math.CopySign(LinearSpreads + double.LogP1(beyond), unit) : unit;
    }

    /// <summary>Median and spread; the sample is changed.</summary>
    private static (double Median, double Spread) Centre(double[] sample)
    {
        var median = MedianOf(sample);
        for (var i = 0; i < sample.Length; i++)
        {
            sample[i] = Math.Abs(sample[i] - median);
        }

        // MAD / 0.6745 estimates a standard deviation; a flat hour keeps its unit.
        var mad = MedianOf(sample) / 0.6745;
        return (median, mad > 0 ? mad : 1);
    }

    /// <summary>The median; NaN when a value is. Orders the sample only as far as needed.</summary>
    private static double MedianOf(double[] sample)
    {
        if (double.IsNaN(TensorPrimitives.Sum<double>(sample)))
        {
            return double.NaN;
        }

        var middle = sample.Length / 2;
        var (low, high) = (0, sample.Length - 1);
        while (low < high)
        {
            var pivot = sample[(low + high) / 2];
            var (left, right) = (low, high);
            while (left <= right)
            {
                while (sample[left] < pivot)
                {
                    left++;
                }

                while (sample[right] > pivot)
                {
                    right--;
                }

                if (left <= right)
                {
                    (sample[left], sample[right]) = (sample[right], sample[left]);
                    left++;
                    right--;
                }
            }

            if (middle <= right)
            {
                high = right;
            }
            else if (middle >= left)
            {
                low = left;
            }
            else
            {
                break;
            }
        }

        return sample.Length % 2 == 1 ? sample[middle] : (TensorPrimitives.Max<double>(sample.AsSpan(0, middle)) + sample[middle]) / 2;
    }
}
