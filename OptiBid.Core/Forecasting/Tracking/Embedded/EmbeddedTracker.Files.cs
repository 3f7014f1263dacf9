using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Common;
using OptiBid.Core.Identity;

namespace OptiBid.Core.Forecasting.Tracking.Embedded;

/// <content>Files of runs.</content>
internal sealed partial class EmbeddedTracker
{
    /// <inheritdoc/>
    public async Task<Result<TrackedFiles>> ListFilesAsync(
        string runId,
        string? folder = null,
        CancellationToken cancellationToken = default
    )
    {
        var prefix = folder?.Trim('/') ?? "";
        if ((Refuses(Permissions.ReadForecasts) ?? (prefix.Length == 0 ? null : TrackingRules.OfPath(prefix))) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var run = await RunAsync(db, runId, cancellationToken);
        if (run is null)
        {
            return TrackingFailures.NoRun(runId);
        }

        var all = await db.Set<MlArtifact>()
            .Where(a => a.RunId == run.Id)
            .Select(a => new { a.Path, a.Size })
            .ToListAsync(cancellationToken);
        var below = prefix.Length == 0 ? "" : prefix + "/";
        var files = new SortedDictionary<string, TrackedFile>(StringComparer.Ordinal);
        foreach (var file in all.Where(f => f.Path.StartsWith(below, StringComparison.Ordinal)))
        {
            var end = file.Path.IndexOf('/', below.Length);
            var path = end < 0 ? file.Path : file.Path[..end];
            files[path] = new(path, end >= 0, end >= 0 ? null : file.Size);
        }

        return new TrackedFiles(run.ArtifactUri, [.. files.Values]);
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> SaveFileAsync(
        string runId,
        string path,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken = default
    )
    {
        if (
            (
                Refuses(Permissions.WriteExperiments)
                ?? TrackingRules.OfPath(path)
                ?? (
                    content.Length > options.Value.LargestFile
                        ? TrackingFailures.Invalid($"The file has {content.Length} bytes; at most {options.Value.LargestFile} are kept")
                        : null
                )
            ) is
            { } failure
        )
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var found = await ActiveRunAsync(db, runId, cancellationToken);
        if (found.Failure is { } missing)
        {
            return missing;
        }

        var run = found.Value;
        var bytes = content.ToArray();
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (await db.Set<MlArtifact>().SingleOrDefaultAsync(a => a.RunId == run.Id && a.Path == path, cancellationToken) is { } held)
        {
            (held.Content, held.Size, held.Sha256, held.SavedUtc) = (bytes, bytes.Length, hash, Now);
        }
        else
        {
            db.Add(
                new MlArtifact
                {
                    Id = Guid.CreateVersion7(),
                    OrganisationId = run.OrganisationId,
                    RunId = run.Id,
                    Path = path,
                    Size = bytes.Length,
                    Sha256 = hash,
                    Content = bytes,
                    SavedUtc = Now,
                }
            );
        }

        trail.Append(db, new("runs.file_saved", "run", runId, After: new { Path = path, Sha256 = hash }));
        await db.SaveChangesAsync(cancellationToken);
        return Done.Instance;
    }

    /// <inheritdoc/>
    public async Task<Result<ReadOnlyMemory<byte>>> ReadFileAsync(string runId, string path, CancellationToken cancellationToken = default)
    {
        if ((Refuses(Permissions.ReadForecasts) ?? TrackingRules.OfPath(path)) is { } failure)
        {
            return failure;
        }

        await using var db = await OpenAsync(cancellationToken);
        var run = await RunAsync(db, runId, cancellationToken);
        if (run is null)
        {
            return TrackingFailures.NoRun(runId);
        }

        var content = await db.Set<MlArtifact>()
            .Where(a => a.RunId == run.Id && a.Path == path)
            .Select(a => a.Content)
            .SingleOrDefaultAsync(cancellationToken);
        return content is null ? TrackingFailures.Missing($"No such artifact: '{path}'") : (ReadOnlyMemory<byte>)content;
    }
}
