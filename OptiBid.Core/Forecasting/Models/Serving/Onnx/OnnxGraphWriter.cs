using System.Globalization;
using OptiBid.Core.Forecasting.Models.Neural.Autodiff;

namespace OptiBid.Core.Forecasting.Models.Serving.Onnx;

/// <summary>Nodes, weights and the ends of an ONNX graph as they are written.</summary>
internal sealed class OnnxGraphWriter
{
    private readonly ProtoWriter _graph = new();
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private readonly Dictionary<Tensor, string> _names = [];
    private int _next;

    /// <summary>The graph (GraphProto).</summary>
    public ProtoWriter Graph => _graph;

    /// <summary>A name that nothing has yet.</summary>
    public string NewName() => string.Create(CultureInfo.InvariantCulture, $"v{_next++}");

    /// <summary>Names a tensor.</summary>
    public void Name(Tensor tensor, string name) => _names[tensor] = name;

    /// <summary>The name of a tensor; one that no operation gives is written with its values.</summary>
    public string NameOf(Tensor tensor)
    {
        if (!_names.TryGetValue(tensor, out var name))
        {
            name = tensor is Weight weight ? weight.Name : NewName();
            _names.Add(tensor, name);
            Constant(name, tensor.Shape.Select(l => (long)l), tensor.Values);
        }

        return name;
    }

    /// <summary>Fixed numbers.</summary>
    public string Constant(string name, IEnumerable<long> shape, ReadOnlySpan<float> values)
    {
        if (_written.Add(name))
        {
            _graph.Message(5, ProtoWriter.Tensor(name, shape, values));
        }

        return name;
    }

    /// <summary>A list of whole numbers.</summary>
    public string Numbers(params ReadOnlySpan<long> values)
    {
        var name = NewName();
        _graph.Message(5, ProtoWriter.Numbers(name, values));
        return name;
    }

    /// <summary>A node with one output.</summary>
    public string Node(string type, string output, IEnumerable<string> inputs, params IEnumerable<ProtoWriter> attributes)
    {
        Node(type, [output], inputs, attributes);
        return output;
    }

    /// <summary>A node.</summary>
    public void Node(string type, IEnumerable<string> outputs, IEnumerable<string> inputs, IEnumerable<ProtoWriter> attributes)
    {
        var node = new ProtoWriter();
        foreach (var input in inputs)
        {
            node.Text(1, input);
        }

        foreach (var output in outputs)
        {
            node.Text(2, output);
        }

        node.Text(3, NewName()).Text(4, type);
        foreach (var attribute in attributes)
        {
            node.Message(5, attribute);
        }

        _graph.Message(1, node);
    }

    /// <summary>An input or output of the graph: single precision, any batch.</summary>
    public void End(int field, string name, Tensor tensor)
    {
        var shape = new ProtoWriter().Message(1, new ProtoWriter().Text(2, "batch"));
        foreach (var length in tensor.Shape.Skip(1))
        {
            shape.Message(1, new ProtoWriter().Number(1, length));
        }

        var type = new ProtoWriter().Message(1, new ProtoWriter().Number(1, 1).Message(2, shape));
        _graph.Message(field, new ProtoWriter().Text(1, name).Message(2, type));
    }

    /// <summary>An attribute of a node that is a whole number.</summary>
    public static ProtoWriter Number(string name, long value) => new ProtoWriter().Text(1, name).Number(3, value).Number(20, 2);

    /// <summary>One in single precision.</summary>
    public static ProtoWriter Single(string name, float value) => new ProtoWriter().Text(1, name).Single(2, value).Number(20, 1);

    /// <summary>One that is a list of whole numbers.</summary>
    public static ProtoWriter List(string name, params IEnumerable<int> values)
    {
        var attribute = new ProtoWriter().Text(1, name);
        foreach (var value in values)
        {
            attribute.Number(8, value);
        }

        return attribute.Number(20, 7);
    }
}
