using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace OptiBid.Core.Markets.Import.Jobs;

/// <summary>An upload on disk.</summary>
/// <param name="View">What its sender sees.</param>
/// <param name="OrganisationId">Whose it is.</param>
/// <param name="Path">The file.</param>
internal sealed record Upload(StagedUpload View, Guid OrganisationId, string Path);

/// <summary>The uploads of this process, in a temporary folder of their own. Safe for many threads.</summary>
internal sealed class UploadShelf(IOptions<ImportOptions> options) : IDisposable
{
    private readonly ConcurrentDictionary<Guid, Upload> _uploads = [];
    private readonly Lazy<DirectoryInfo> _folder = new(() => Directory.CreateTempSubdirectory("optibid-upload-"));

    /// <summary>Copies content to disk; null when it is larger than allowed.</summary>
    public async Task<Upload?> AddAsync(Guid organisation, string fileName, Stream content, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        var folder = _folder.Value.CreateSubdirectory(id.ToString("N"));
        try
        {
            var path = Path.Combine(folder.FullName, SafeName(fileName));
            var bytes = await CopyAsync(content, path, cancellationToken);
            if (bytes > options.Value.MaxUploadBytes)
            {
                folder.Delete(recursive: true);
                return null;
            }

            var upload = new Upload(new StagedUpload(id, Path.GetFileName(path), bytes), organisation, path);
            MakeRoom();
            _uploads[id] = upload;
            return upload;
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>An upload of an organisation, or null.</summary>
    public Upload? Find(Guid organisation, Guid id) =>
        _uploads.TryGetValue(id, out var upload) && upload.OrganisationId == organisation ? upload : null;

    /// <summary>Takes an upload off the shelf; its file stays until <see cref="Delete"/>.</summary>
    public void Take(Upload upload) => _uploads.TryRemove(upload.View.Id, out _);

    /// <summary>Deletes the file of an upload.</summary>
    public static void Delete(Upload upload)
    {
        var folder = Path.GetDirectoryName(upload.Path)!;
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_folder.IsValueCreated && _folder.Value.Exists)
        {
            _folder.Value.Delete(recursive: true);
        }
    }

    private static string SafeName(string fileName)
    {
        var name = Path.GetFileName(fileName.Replace('\\', '/'));
        var safe = string.Concat(name.Where(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or ' ')).Trim('.', ' ');
        return safe.Length == 0 ? "upload.csv" : safe[Math.Max(0, safe.Length - 120)..];
    }

    private async Task<long> CopyAsync(Stream content, string path, CancellationToken cancellationToken)
    {
        await using var file = File.Create(path);
        var buffer = new byte[1 << 16];
        long bytes = 0;
        for (
            int read;
            bytes <= options.Value.MaxUploadBytes && (read = await content.ReadAsync(buffer, cancellationToken)) > 0;
            bytes += read
        )
        {
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return bytes;
    }

    private void MakeRoom()
    {
        // Ids of version 7 sort by their time.
        foreach (
            var oldest in _uploads.Values.OrderBy(u => u.View.Id).Take(Math.Max(0, _uploads.Count + 1 - options.Value.MaxStagedUploads))
        )
        {
            Take(oldest);
            Delete(oldest);
        }
    }
}
