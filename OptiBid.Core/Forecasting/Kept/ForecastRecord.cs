using System.Buffers.Binary;
using System.Security.Cryptography;

namespace OptiBid.Core.Forecasting.Kept;

/// <summary>
/// One kept forecast as bytes: a mark, the length of what follows, key, seconds, number of members, prices, members, and the first eight bytes of
/// the SHA-256 of all that. Little endian.
/// </summary>
internal static class ForecastRecord
{
    private const uint Mark = 0x3144_4B46;
    private const int Head = 8;
    private const int KeyBytes = 32;
    private const int CheckBytes = 8;
    private const int Hours = 24;
    private const int MostMembers = 256;
    private const int Fixed = KeyBytes + sizeof(double) + sizeof(int) + (Hours * sizeof(double));

    /// <summary>The bytes of a forecast.</summary>
    public static byte[] Write(string key, KeptForecast forecast)
    {
        var length = Fixed + (forecast.Members.Length * Hours * sizeof(double));
        var bytes = new byte[Head + length + CheckBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Mark);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), length);
        var rest = bytes.AsSpan(Head);
        Convert.FromHexString(key).CopyTo(rest);
        BinaryPrimitives.WriteDoubleLittleEndian(rest[KeyBytes..], forecast.Seconds);
        BinaryPrimitives.WriteInt32LittleEndian(rest[(KeyBytes + 8)..], forecast.Members.Length);
        var at = KeyBytes + 12;
        foreach (var value in forecast.Members.Prepend(forecast.Prices).SelectMany(row => row))
        {
            BinaryPrimitives.WriteDoubleLittleEndian(rest[at..], value);
            at += sizeof(double);
        }

        SHA256.HashData(bytes.AsSpan(Head, length)).AsSpan(0, CheckBytes).CopyTo(rest[length..]);
        return bytes;
    }

    /// <summary>The forecast at the start of some bytes and how many it takes; null when it is not whole or not right.</summary>
    public static (string Key, KeptForecast Forecast, int Bytes)? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Head + Fixed + CheckBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Mark)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        if (length < Fixed || length > Fixed + (MostMembers * Hours * sizeof(double)) || bytes.Length < Head + length + CheckBytes)
        {
            return null;
        }

        var body = bytes.Slice(Head, length);
        var members = BinaryPrimitives.ReadInt32LittleEndian(body[(KeyBytes + 8)..]);
        if (
            length != Fixed + (members * Hours * sizeof(double))
            || !bytes.Slice(Head + length, CheckBytes).SequenceEqual(SHA256.HashData(body).AsSpan(0, CheckBytes))
        )
        {
            return null;
        }

        var rows = new double[members + 1][];
        var at = KeyBytes + 12;
        for (var r = 0; r < rows.Length; r++)
        {
            rows[r] = new double[Hours];
            for (var h = 0; h < Hours; h++, at += sizeof(double))
            {
                rows[r][h] = BinaryPrimitives.ReadDoubleLittleEndian(body[at..]);
            }
        }

        return (
            Convert.ToHexStringLower(body[..KeyBytes]),
            new(rows[0], rows[1..], BinaryPrimitives.ReadDoubleLittleEndian(body[KeyBytes..])),
            Head + length + CheckBytes
        );
    }
}
