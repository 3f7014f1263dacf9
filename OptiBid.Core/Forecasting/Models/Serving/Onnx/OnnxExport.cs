using OptiBid.Core.Forecasting.Models.Neural.Autodiff;
using OptiBid.Core.Forecasting.Models.Neural.Sequences;

namespace OptiBid.Core.Forecasting.Models.Serving.Onnx;

/// <summary>Writes a network as an ONNX file (operator set 17, any batch) that any ONNX runtime can load. The same weights give the same bytes.</summary>
internal static class OnnxExport
{
    private const int IrVersion = 8;
    private const int OperatorSet = 17;

    /// <summary>The file (ModelProto).</summary>
    public static byte[] Write(INetworkDesign design)
    {
        var network = design.Build(1, withLoss: false);
        var writer = new OnnxGraphWriter();
        for (var i = 0; i < network.Inputs.Count; i++)
        {
            writer.Name(network.Inputs[i], design.InputNames[i]);
            writer.End(11, design.InputNames[i], network.Inputs[i]);
        }

        var lstms = new Dictionary<LstmOperation, (string Hidden, string Cell)>();
        foreach (var operation in network.Graph.Operations)
        {
            var place = Array.IndexOf([.. network.Outputs], operation.Output);
            var name = place >= 0 ? design.OutputNames[place] : writer.NewName();
            if (operation is LstmOperation lstm)
            {
                lstms[lstm] = WriteLstm(writer, lstm, name, lstm.Before is { } before ? lstms[before] : null);
            }
            else
            {
                Write(writer, operation, name);
            }

            writer.Name(operation.Output, name);
        }

        writer.Graph.Text(2, "optibid");
        for (var i = 0; i < network.Outputs.Count; i++)
        {
            writer.End(12, design.OutputNames[i], network.Outputs[i]);
        }

        return new ProtoWriter()
            .Number(1, IrVersion)
            .Text(2, "OptiBid")
            .Message(7, writer.Graph)
            .Message(8, new ProtoWriter().Text(1, string.Empty).Number(2, OperatorSet))
            .ToArray();
    }

    private static void Write(OnnxGraphWriter writer, Operation operation, string name)
    {
        var inputs = operation.Inputs.Select(writer.NameOf).ToList();
        switch (operation)
        {
            case ProductOperation:
                writer.Node("MatMul", name, inputs);
                break;
            case ProductsOperation products:
                var right = products.Transposed
                    ? writer.Node("Transpose", writer.NewName(), [inputs[1]], Swapped(products.Inputs[1]))
                    : inputs[1];
                writer.Node("MatMul", name, [inputs[0], right]);
                break;
            case SumOperation:
                writer.Node("Add", name, inputs);
                break;
            case TimesOperation:
                writer.Node("Mul", name, inputs);
                break;
            case ScaleOperation scale:
                writer.Node("Mul", name, [inputs[0], writer.Constant(writer.NewName(), [], [scale.Factor])]);
                break;
            case FunctionOperation function:
                writer.Node(function.Function.ToString(), name, inputs);
                break;
            case DropoutOperation:
                writer.Node("Identity", name, inputs);
                break;
            case SoftmaxOperation:
                writer.Node("Softmax", name, inputs, OnnxGraphWriter.Number("axis", -1));
                break;
            case NormaliseOperation:
                writer.Node(
                    "LayerNormalization",
                    name,
                    inputs,
                    OnnxGraphWriter.Number("axis", -1),
                    OnnxGraphWriter.Single("epsilon", NormaliseOperation.Smallest)
                );
                break;
            case ConvolutionOperation convolution:
                var (high, wide) = (convolution.PadHeight, convolution.PadWidth);
                writer.Node("Conv", name, inputs, OnnxGraphWriter.List("pads", high, wide, high, wide));
                break;
            case PoolOperation pool:
                writer.Node(
                    pool.Largest ? "MaxPool" : "AveragePool",
                    name,
                    inputs,
                    OnnxGraphWriter.List("kernel_shape", pool.Height, pool.Width),
                    OnnxGraphWriter.List("strides", pool.Height, pool.Width)
                );
                break;
            case SliceOperation slice:
                writer.Node(
                    "Slice",
                    name,
                    [inputs[0], writer.Numbers(slice.Start), writer.Numbers(slice.Start + slice.Length), writer.Numbers(slice.Axis)]
                );
                break;
            case ConcatOperation concat:
                writer.Node("Concat", name, inputs, OnnxGraphWriter.Number("axis", concat.Axis));
                break;
            case ReshapeOperation:
                writer.Node("Reshape", name, [inputs[0], writer.Numbers([-1, .. operation.Output.Shape.Skip(1).Select(l => (long)l)])]);
                break;
            case TransposeOperation transpose:
                writer.Node("Transpose", name, inputs, OnnxGraphWriter.List("perm", transpose.Order));
                break;
            default:
                throw new ArgumentException($"{operation.GetType().Name} is not for ONNX files", nameof(operation));
        }
    }

    private static ProtoWriter Swapped(Tensor tensor)
    {
        var last = tensor.Shape.Length - 1;
        return OnnxGraphWriter.List("perm", [.. Enumerable.Range(0, last - 1), last, last - 1]);
    }

    /// <summary>ONNX wants time before batch, weights as [1, 4 x hidden, inputs] and two sets of offsets, and gives [time, 1, batch, hidden].</summary>
    private static (string Hidden, string Cell) WriteLstm(
        OnnxGraphWriter writer,
        LstmOperation lstm,
        string name,
        (string Hidden, string Cell)? start
    )
    {
        var (inputs, states, offsets) = (lstm.Inputs[1], lstm.Inputs[2], lstm.Inputs[3]);
        var x = writer.Node("Transpose", writer.NewName(), [writer.NameOf(lstm.Inputs[0])], OnnxGraphWriter.List("perm", 1, 0, 2));
        string[] read =
        [
            x,
            Turned(writer, inputs),
            Turned(writer, states),
            writer.Constant(writer.NewName(), [1, 2 * offsets.Values.Length], [.. offsets.Values, .. new float[offsets.Values.Length]]),
            .. start is { } begin ? [string.Empty, begin.Hidden, begin.Cell] : Array.Empty<string>(),
        ];
        var (all, hidden, cell) = (writer.NewName(), writer.NewName(), writer.NewName());
        writer.Node("LSTM", [all, hidden, cell], read, [OnnxGraphWriter.Number("hidden_size", lstm.Hidden)]);
        var turned = writer.Node("Transpose", writer.NewName(), [all], OnnxGraphWriter.List("perm", 2, 0, 1, 3));
        writer.Node("Reshape", name, [turned, writer.Numbers(-1, lstm.Output.Shape[1], lstm.Hidden)]);
        return (hidden, cell);
    }

    private static string Turned(OnnxGraphWriter writer, Tensor weights)
    {
        var (rows, columns) = (weights.Shape[0], weights.Shape[1]);
        var turned = new float[weights.Values.Length];
        TensorKernel.Transpose(new(weights.Values, 0, columns), new(turned, 0, rows), rows, columns);
        return writer.Constant(writer.NewName(), [1, columns, rows], turned);
    }
}
