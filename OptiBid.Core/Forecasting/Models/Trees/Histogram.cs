using System.Runtime.InteropServices;

namespace OptiBid.Core.Forecasting.Models.Trees;

/// <summary>Sums of derivatives.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BinSums
{
    /// <summary>Sum of first derivatives.</summary>
    public double Gradient;

    /// <summary>Sum of second derivatives.</summary>
    public double Hessian;
}

/// <summary>Sums of derivatives of the rows of a node by column and bin.</summary>
internal sealed class Histogram(int width)
{
    private const int Bins = 256;
    private readonly BinSums[] _sums = new BinSums[width * Bins];
    private readonly int[] _columns = new int[width];
    private int _count;

    /// <summary>Sums over all rows.</summary>
    public (double Gradient, double Hessian) Total { get; private set; }

    /// <summary>The columns that are counted.</summary>
    public ReadOnlySpan<int> Columns => _columns.AsSpan(0, _count);

    /// <summary>Starts anew.</summary>
    public void Begin(double gradient, double hessian, ReadOnlySpan<int> columns)
    {
        Total = (gradient, hessian);
        columns.CopyTo(_columns);
        _count = columns.Length;
        foreach (var column in columns)
        {
            _sums.AsSpan(column * Bins, Bins).Clear();
        }
    }

    /// <summary>Adds rows; the derivatives are in the order of the rows.</summary>
    public void Add(int column, byte[] bins, ReadOnlySpan<int> order, float[] gradients, float[] hessians)
    {
        var sums = _sums.AsSpan(column * Bins, Bins);
        for (var i = 0; i < order.Length; i++)
        {
            ref var sum = ref sums[bins[order[i]]];
            sum.Gradient += gradients[i];
            sum.Hessian += hessians[i];
        }
    }

    /// <summary>One bin.</summary>
    public BinSums At(int column, int bin) => _sums[(column * Bins) + bin];

    /// <summary>Takes another node away, whose rows are among these.</summary>
    public void Subtract(Histogram other)
    {
        Total = (Total.Gradient - other.Total.Gradient, Total.Hessian - other.Total.Hessian);
        for (var i = 0; i < _sums.Length; i++)
        {
            _sums[i].Gradient -= other._sums[i].Gradient;
            _sums[i].Hessian -= other._sums[i].Hessian;
        }
    }
}
