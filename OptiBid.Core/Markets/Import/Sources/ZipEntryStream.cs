using System.IO.Compression;

namespace OptiBid.Core.Markets.Import.Sources;

/// <summary>The bytes of one entry of a zip; disposing closes the archive too.</summary>
internal sealed class ZipEntryStream(Stream file, ZipArchive archive, Stream entry) : ForwardStream
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
    protected override long At => file.Position;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => entry.Read(buffer);

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
