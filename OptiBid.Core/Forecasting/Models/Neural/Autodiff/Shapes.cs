using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models.Neural.Autodiff;

/// <summary>The same numbers in another shape.</summary>
internal sealed class ReshapeOperation(Tensor x, int[] shape) : Operation(new Tensor(shape), x)
{
    /// <inheritdoc/>
    public override void Forward(SeededRandom? random) => x.Values.AsSpan().CopyTo(Output.Values);

    /// <inheritdoc/>
    public override void Backward() => TensorPrimitives.Add<float>(x.Slopes, Output.Slopes, x.Slopes);
}

/// <summary>A range of one axis.</summary>
internal sealed class SliceOperation(Tensor x, int axis, int start, int length)
    : Operation(new Tensor([.. x.Shape[..axis], length, .. x.Shape[(axis + 1)..]]), x)
{
    private readonly int _after = Sizes.Product(x.Shape.AsSpan(axis + 1));

    /// <summary>Which axis.</summary>
    public int Axis => axis;

    /// <summary>First place.</summary>
    public int Start => start;

    /// <summary>Places.</summary>
    public int Length => length;

    /// <inheritdoc/>
    public override void Forward(SeededRandom? random)
    {
        var (from, count) = (x.Shape[axis] * _after, length * _after);
        for (var r = 0; r < Output.Values.Length / count; r++)
        {
            x.Values.AsSpan((r * from) + (start * _after), count).CopyTo(Output.Values.AsSpan(r * count));
        }
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        var (from, count) = (x.Shape[axis] * _after, length * _after);
        for (var r = 0; r < Output.Values.Length / count; r++)
        {
            var into = x.Slopes.AsSpan((r * from) + (start * _after), count);
            TensorPrimitives.Add(into, Output.Slopes.AsSpan(r * count, count), into);
        }
    }
}

/// <summary>One after the other along an axis.</summary>
internal sealed class ConcatOperation(int axis, Tensor[] parts)
    : Operation(new Tensor([.. parts[0].Shape[..axis], parts.Sum(p => p.Shape[axis]), .. parts[0].Shape[(axis + 1)..]]), parts)
{
    private readonly int _after = Sizes.Product(parts[0].Shape.AsSpan(axis + 1));

    /// <summary>Which axis.</summary>
    public int Axis => axis;

    /// <inheritdoc/>
    public override void Forward(SeededRandom? random) => Copy(forward: true);

    /// <inheritdoc/>
    public override void Backward() => Copy(forward: false);

    private void Copy(bool forward)
    {
        var whole = Output.Shape[axis] * _after;
        var at = 0;
        foreach (var part in Inputs)
        {
            var count = part.Shape[axis] * _after;
            for (var r = 0; r < part.Values.Length / count; r++)
            {
                if (forward)
                {
                    part.Values.AsSpan(r * count, count).CopyTo(Output.Values.AsSpan((r * whole) + at));
                    continue;
                }

                var into = part.Slopes.AsSpan(r * count, count);
                TensorPrimitives.Add(into, Output.Slopes.AsSpan((r * whole) + at, count), into);
            }

            at += count;
        }
    }
}

/// <summary>Axes in another order.</summary>
internal sealed class TransposeOperation : Operation
{
    private readonly Tensor _x;
    private readonly int[] _source;

    public TransposeOperation(Tensor x, int[] order)
        : base(new Tensor([.. order.Select(a => x.Shape[a])]), x)
    {
        (_x, Order) = (x, order);
        _source = new int[x.Values.Length];
        var place = new int[order.Length];
        for (var i = 0; i < _source.Length; i++)
        {
            var rest = i;
            for (var a = order.Length - 1; a >= 0; a--)
            {
                (rest, place[order[a]]) = Math.DivRem(rest, Output.Shape[a]);
            }

            var at = 0;
            for (var a = 0; a < place.Length; a++)
            {
                at = (at * x.Shape[a]) + place[a];
            }

            _source[i] = at;
        }
    }

    /// <summary>The axis of the input that each axis of the output is.</summary>
    public int[] Order { get; }

    /// <inheritdoc/>
    public override void Forward(SeededRandom? random)
    {
        for (var i = 0; i < _source.Length; i++)
        {
            Output.Values[i] = _x.Values[_source[i]];
        }
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        for (var i = 0; i < _source.Length; i++)
        {
            _x.Slopes[_source[i]] += Output.Slopes[i];
        }
    }
}

/// <summary>Sizes of shapes.</summary>
internal static class Sizes
{
    /// <summary>Product of the lengths; 1 for none.</summary>
    public static int Product(ReadOnlySpan<int> lengths)
    {
        var size = 1;
        foreach (var length in lengths)
        {
            size *= length;
        }

        return size;
    }
}
