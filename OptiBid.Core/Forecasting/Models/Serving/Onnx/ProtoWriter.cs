using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace OptiBid.Core.Forecasting.Models.Serving.Onnx;

/// <summary>Writes the wire format of protocol buffers: what an ONNX file needs of it.</summary>
internal sealed class ProtoWriter
{
    private const int VarintType = 0;
    private const int LengthType = 2;
    private const int Fixed32Type = 5;
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written.</summary>
    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    /// <summary>A whole number.</summary>
    public ProtoWriter Number(int field, long value)
    {
        Tag(field, VarintType);
        Varint((ulong)value);
        return this;
    }

    /// <summary>A number in single precision.</summary>
    public ProtoWriter Single(int field, float value)
    {
        Tag(field, Fixed32Type);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>A text.</summary>
    public ProtoWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Bytes as they are.</summary>
    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, LengthType);
        Varint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    /// <summary>A message inside this one.</summary>
    public ProtoWriter Message(int field, ProtoWriter message) => Bytes(field, message._bytes.WrittenSpan);

    /// <summary>A tensor of single-precision numbers (TensorProto).</summary>
    public static ProtoWriter Tensor(string name, IEnumerable<long> shape, ReadOnlySpan<float> values) =>
        Head(name, shape, 1).Bytes(9, MemoryMarshal.AsBytes(values));

    /// <summary>A list of whole numbers (TensorProto).</summary>
    public static ProtoWriter Numbers(string name, params ReadOnlySpan<long> values) =>
        Head(name, [values.Length], 7).Bytes(9, MemoryMarshal.AsBytes(values));

    private static ProtoWriter Head(string name, IEnumerable<long> shape, int type)
    {
        var tensor = new ProtoWriter();
        foreach (var length in shape)
        {
            tensor.Number(1, length);
        }

        return tensor.Number(2, type).Text(8, name);
    }

    private void Tag(int field, int type) => Varint((ulong)((field << 3) | type));

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    private void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }
}
