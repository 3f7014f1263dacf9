using System.Buffers.Binary;
using System.IO.Compression;

namespace OptiBid.Core.Markets.Import.Sources;

/// <summary>
/// Inflates a gzip file and tells at its end whether it was whole. The framework's stream ends quietly where a file is cut off, so the length in
/// the trailer is compared with the bytes that came out; a file of several members is known by a further member's header.
/// </summary>
internal sealed class GzipContent(Stream file, long most = SourceFile.MaxContentBytes) : ForwardStream
{
    private readonly GZipStream _inflate = new(file, CompressionMode.Decompress, leaveOpen: true);
    private long _out;
    private bool _verified;

    /// <inheritdoc/>
    protected override long At => _out;

    /// <inheritdoc/>
    /// <exception cref="UnreadableException">The file is damaged or cut off.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = _inflate.Read(buffer);
        }
        catch (InvalidDataException fault)
        {
            throw new UnreadableException($"the gzip data is damaged after {_out:N0} bytes of content", fault);
        }

        _out += read;
        if (_out > most)
        {
            throw new UnreadableException($"the gzip data unfolds to more than {most:N0} bytes");
        }

        if (read == 0 && !_verified && !buffer.IsEmpty)
        {
            Verify();
            _verified = true;
        }

        return read;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inflate.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Verify()
    {
        const int Smallest = 18;
        Span<byte> trailer = stackalloc byte[4];
        if (file.Length >= Smallest)
        {
            file.Position = file.Length - trailer.Length;
            file.ReadExactly(trailer);
            if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) == (uint)_out || HasSecondMember())
            {
                return;
            }
        }

        throw new UnreadableException($"the gzip file is cut off: it ends after {_out:N0} bytes of content, before its trailer");
    }

    private bool HasSecondMember()
    {
        const int Header = 10;
        file.Position = 1;
        var chunk = new byte[1 << 16];
        var kept = 0;
        for (int read; (read = file.Read(chunk, kept, chunk.Length - kept)) > 0; )
        {
            var bytes = chunk.AsSpan(0, kept + read);
            for (var i = 0; i + Header <= bytes.Length; i++)
            {
                if (bytes.Slice(i, Header) is [0x1F, 0x8B, 8, < 0x20, _, _, _, _, 0 or 2 or 4, <= 13 or 255])
                {
                    return true;
                }
            }

            kept = Math.Min(Header - 1, bytes.Length);
            bytes[^kept..].CopyTo(chunk);
        }

        return false;
    }
}
