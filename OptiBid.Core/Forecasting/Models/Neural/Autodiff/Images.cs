using System.Numerics.Tensors;

namespace OptiBid.Core.Forecasting.Models.Neural.Autodiff;

/// <summary>
/// Convolution with step 1: the patches of an image become the columns of a matrix, which the kernels multiply. A height of 1 makes it
/// one-dimensional.
/// </summary>
internal sealed class ConvolutionOperation(Tensor x, Tensor kernels, Tensor offsets, int padHeight, int padWidth)
    : Operation(
        new Tensor(
            x.Shape[0],
            kernels.Shape[0],
            x.Shape[2] + (2 * padHeight) - kernels.Shape[2] + 1,
            x.Shape[3] + (2 * padWidth) - kernels.Shape[3] + 1
        ),
        x,
        kernels,
        offsets
    )
{
    private readonly float[] _transposedKernels = new float[kernels.Values.Length];
    private float[] _columns = [];
    private float[] _transposed = [];
    private float[] _slopes = [];

    /// <summary>Zeros above and below.</summary>
    public int PadHeight => padHeight;

    /// <summary>Zeros left and right.</summary>
    public int PadWidth => padWidth;

    private int Depth => kernels.Values.Length / kernels.Shape[0];

    private int Places => Output.Shape[2] * Output.Shape[3];

    /// <inheritdoc/>
    public override void Forward(SeededRandom? random)
    {
        if (_columns.Length == 0)
        {
            _columns = new float[x.Shape[0] * Depth * Places];
        }

        for (var b = 0; b < x.Shape[0]; b++)
        {
            Walk(b, into: false);
            for (var o = 0; o < offsets.Values.Length; o++)
            {
                Output.Values.AsSpan(((b * offsets.Values.Length) + o) * Places, Places).Fill(offsets.Values[o]);
            }

            TensorKernel.Multiply(
                new(kernels.Values, 0, Depth),
                new(_columns, b * Depth * Places, Places),
                new(Output.Values, b * kernels.Shape[0] * Places, Places),
                kernels.Shape[0],
                Places,
                Depth,
                add: true
            );
        }
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        if (_slopes.Length == 0)
        {
            (_slopes, _transposed) = (new float[Depth * Places], new float[Depth * Places]);
        }

        var count = kernels.Shape[0];
        TensorKernel.Transpose(new(kernels.Values, 0, Depth), new(_transposedKernels, 0, count), count, Depth);
        for (var b = 0; b < x.Shape[0]; b++)
        {
            var slopes = new Block(Output.Slopes, b * count * Places, Places);
            for (var o = 0; o < count; o++)
            {
                offsets.Slopes[o] += TensorPrimitives.Sum<float>(Output.Slopes.AsSpan(((b * count) + o) * Places, Places));
            }

            TensorKernel.Transpose(new(_columns, b * Depth * Places, Places), new(_transposed, 0, Depth), Depth, Places);
            TensorKernel.Multiply(slopes, new(_transposed, 0, Depth), new(kernels.Slopes, 0, Depth), count, Depth, Places, add: true);
            TensorKernel.Multiply(new(_transposedKernels, 0, count), slopes, new(_slopes, 0, Places), Depth, Places, count, add: false);
            Walk(b, into: true);
        }
    }

    /// <summary>Copies patches into columns, or adds the slopes of columns to those of the patches.</summary>
    private void Walk(int image, bool into)
    {
        var (channels, height, width) = (x.Shape[1], x.Shape[2], x.Shape[3]);
        var (tall, wide) = (Output.Shape[2], Output.Shape[3]);
        var row = 0;
        for (var c = 0; c < channels; c++)
        {
            for (var i = 0; i < kernels.Shape[2]; i++)
            {
                for (var j = 0; j < kernels.Shape[3]; j++, row++)
                {
                    for (var h = 0; h < tall; h++)
                    {
                        var y = h + i - padHeight;
                        var at = (((image * channels) + c) * height) + y;
                        var line = (row * Places) + (h * wide);
                        var first = Math.Max(0, padWidth - j);
                        var end = Math.Min(wide, width + padWidth - j);
                        var inside = y >= 0 && y < height && end > first;
                        if (into)
                        {
                            if (inside)
                            {
                                var slopes = x.Slopes.AsSpan((at * width) + first + j - padWidth, end - first);
                                TensorPrimitives.Add(slopes, _slopes.AsSpan(line + first, end - first), slopes);
                            }

                            continue;
                        }

                        var target = _columns.AsSpan((image * Depth * Places) + line, wide);
                        if (!inside)
                        {
                            target.Clear();
                            continue;
                        }

                        target[..first].Clear();
                        x.Values.AsSpan((at * width) + first + j - padWidth, end - first).CopyTo(target[first..]);
                        target[end..].Clear();
                    }
                }
            }
        }
    }
}

/// <summary>Largest or mean of patches that do not overlap; what does not fill a patch is left out.</summary>
internal sealed class PoolOperation(Tensor x, int height, int width, bool largest)
    : Operation(new Tensor(x.Shape[0], x.Shape[1], x.Shape[2] / height, x.Shape[3] / width), x)
{
    private readonly int[] _from = new int[x.Shape[0] * x.Shape[1] * (x.Shape[2] / height) * (x.Shape[3] / width)];

    /// <summary>Height of a patch.</summary>
    public int Height => height;

    /// <summary>Width of a patch.</summary>
    public int Width => width;

    /// <summary>Largest instead of mean.</summary>
    public bool Largest => largest;

    /// <inheritdoc/>
    public override void Forward(SeededRandom? random)
    {
        for (var i = 0; i < _from.Length; i++)
        {
            var first = First(i);
            var (best, sum) = (first, 0f);
            for (var h = 0; h < height; h++)
            {
                for (var w = 0; w < width; w++)
                {
                    var at = first + (h * x.Last) + w;
                    sum += x.Values[at];
                    best = x.Values[at] > x.Values[best] ? at : best;
                }
            }

            _from[i] = best;
            Output.Values[i] = largest ? x.Values[best] : sum / (height * width);
        }
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        for (var i = 0; i < _from.Length; i++)
        {
            if (largest)
            {
                x.Slopes[_from[i]] += Output.Slopes[i];
                continue;
            }

            var (first, share) = (First(i), Output.Slopes[i] / (height * width));
            for (var h = 0; h < height; h++)
            {
                for (var w = 0; w < width; w++)
                {
                    x.Slopes[first + (h * x.Last) + w] += share;
                }
            }
        }
    }

    private int First(int i)
    {
        var (rows, column) = Math.DivRem(i, Output.Shape[3]);
        var (image, row) = Math.DivRem(rows, Output.Shape[2]);
        return (((image * x.Shape[2]) + (row * height)) * x.Last) + (column * width);
    }
}
