using System.IO.Compression;
using OptiBid.Core.Common;

namespace OptiBid.Core.Markets.Import.Sources;

/// <summary>One file to read: on disk, or one entry of a zip.</summary>
/// <param name="Path">As the user named it; an entry of a zip is written <c>archive.zip!entry.csv</c>.</param>
/// <param name="DiskPath">The file on disk that holds it.</param>
/// <param name="Entry">Name of the entry, or null for a plain file.</param>
/// <param name="Length">Bytes, for progress.</param>
internal sealed record SourceFile(string Path, string DiskPath, string? Entry, long Length)
{
    /// <summary>Most bytes of content that a packed file may unfold to: 16 GB.</summary>
    public const long MaxContentBytes = 16L << 30;

    private const int MaxEntries = 10_000;
    private static readonly string[] s_extensions = [".csv", ".txt", ".gz", ".zip", ".xlsx", ".json"];

    /// <summary>Name without folders, for readers that take a market from it.</summary>
    public string Name => System.IO.Path.GetFileName(Entry ?? DiskPath);

    /// <summary>
    /// Files and the files of folders, in order of their names; the entries of a zip one by one. In folders only files with an extension that
    /// could hold data are taken.
    /// </summary>
    /// <exception cref="BadInputException">A path does not exist, or a zip cannot be listed.</exception>
    public static IEnumerable<SourceFile> Expand(IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                var files = Directory
                    .EnumerateFiles(path, "*", SearchOption.AllDirectories)
                    .Where(f => s_extensions.Contains(System.IO.Path.GetExtension(f), StringComparer.OrdinalIgnoreCase))
                    .Order(StringComparer.Ordinal);
                foreach (var file in files)
                {
                    yield return OnDisk(file);
                }
            }
            else if (File.Exists(path))
            {
                yield return OnDisk(path);
            }
            else
            {
                throw new BadInputException(path, null, "there is no such file or folder");
            }
        }
    }

    /// <summary>The file itself, or the entries where it is a zip that is not a workbook.</summary>
    /// <exception cref="BadInputException">The zip cannot be listed or holds too many entries.</exception>
    public IReadOnlyList<SourceFile> Unpack()
    {
        using var file = OpenDisk();
        if (Magic.Of(file) != FileKind.Zip)
        {
            return [this];
        }

        try
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            if (zip.Entries.Sum(e => (decimal)e.Length) > MaxContentBytes)
            {
                throw new BadInputException(Path, null, $"the zip unfolds to more than {MaxContentBytes >> 30} GB");
            }

            if (zip.GetEntry("xl/workbook.xml") is not null)
            {
                return [this];
            }

            if (zip.Entries.Count > MaxEntries)
            {
                throw new BadInputException(Path, null, $"the zip holds {zip.Entries.Count} entries; at most {MaxEntries} are read");
            }

            var entries = zip.Entries.Where(e => !e.FullName.EndsWith('/')).OrderBy(e => e.FullName, StringComparer.Ordinal).ToList();
            return entries.Count == 0
                ? throw new BadInputException(Path, null, "the zip is empty")
                : [.. entries.Select(e => new SourceFile($"{Path}!{e.FullName}", DiskPath, e.FullName, e.CompressedLength))];
        }
        catch (InvalidDataException fault)
        {
            throw new BadInputException(Path, null, $"not a readable zip (damaged or cut off): {fault.Message}", fault);
        }
    }

    /// <summary>The raw bytes. Plain files can seek.</summary>
    public Stream Open() => Entry is null ? OpenDisk() : ZipEntryStream.Open(this);

    /// <summary>The file on disk.</summary>
    public FileStream OpenDisk() =>
        new(DiskPath, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);

    /// <summary>One plain file, not a folder.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static SourceFile OnDisk(string path) => new(path, path, null, new FileInfo(path).Length);
}
