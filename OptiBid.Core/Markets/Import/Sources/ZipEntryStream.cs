using System.IO.Compression;

namespace OptiBid.Core.Markets.Import.Sources;

/// <summary>The bytes of one entry of a zip; disposing closes the archive too.</summary>
internal sealed class ZipEntryStream(Stream file, ZipArchive archive, Stream entry) : Stream
{
    /// <summary>Opens an entry.</summary>
    public static ZipEntryStream Open(SourceFile source)
    {
        var file = source.OpenDisk();
        try
        {
            var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            return new ZipEntryStream(file, archive, archive.GetEntry(source.Entry!)!.Open());
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => file.Position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => entry.Read(buffer, offset, count);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => entry.Read(buffer);

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            entry.Dispose();
            archive.Dispose();
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
