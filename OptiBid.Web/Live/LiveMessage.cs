using System.Runtime.InteropServices;

namespace OptiBid.Web.Live;

/// <summary>The message of a page: <c>[slot, count, (x, y)*]*</c> as 8-byte doubles, little-endian on all that .NET supports.</summary>
internal static class LiveMessage
{
    /// <summary>One message with what came since the last for every slot, or null when nothing did. The positions are those after it.</summary>
    public static byte[]? Since(IReadOnlyList<LiveSlot> slots, Span<long> positions)
    {
        var doubles = 0;
        for (var i = 0; i < slots.Count; i++)
        {
            var count = slots[i].Entry.CountSince(slots[i].Position, out _);
            doubles += count > 0 ? 2 + (2 * count) : 0;
        }

        if (doubles == 0)
        {
            return null;
        }

        var bytes = new byte[8 * doubles];
        var rest = MemoryMarshal.Cast<byte, double>(bytes.AsSpan());
        for (var i = 0; i < slots.Count; i++)
        {
            positions[i] = slots[i].Position;
            // What comes between the two looks is left for the next message.
            if (rest.Length <= 2 || slots[i].Entry.CopySince(ref positions[i], rest[2..]) is not (> 0 and var count))
            {
                continue;
            }

            (rest[0], rest[1]) = (slots[i].Number, count);
            rest = rest[(2 + (2 * count))..];
        }

        return rest.IsEmpty ? bytes : bytes[..^(8 * rest.Length)];
    }

    /// <summary>A message with the history of one slot.</summary>
    public static byte[] History(int slot, double[] x, double[] y)
    {
        var bytes = new byte[8 * (2 + (2 * x.Length))];
        var all = MemoryMarshal.Cast<byte, double>(bytes.AsSpan());
        (all[0], all[1]) = (slot, x.Length);
        for (var i = 0; i < x.Length; i++)
        {
            (all[2 + (2 * i)], all[3 + (2 * i)]) = (x[i], y[i]);
        }

        return bytes;
    }
}

/// <summary>A series of a chart on a page.</summary>
internal sealed class LiveSlot(int number, LiveEntry entry)
{
    /// <summary>Its number in the messages.</summary>
    public int Number { get; } = number;

    /// <summary>The series.</summary>
    public LiveEntry Entry { get; } = entry;

    /// <summary>The first point that the browser has not confirmed.</summary>
    public long Position { get; set; } = entry.Position;
}
