using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OptiBid.Core.Data;

namespace OptiBid.Core.Audit.Checkpoints;

/// <summary>The file that holds every checkpoint beside the database: appended to and flushed to disk, never rewritten.</summary>
internal sealed class SecondPlace(IOptions<AuditOptions> options)
{
    private const int Batch = 200;
    private const int TailLength = 64 * 1024;
    private readonly string _file = options.Value.SecondPlace!;
    private (long Length, long Number) _known = (-1, 0);

    /// <summary>Where it is.</summary>
    public string Path => _file;

    /// <summary>Appends the checkpoints that the file lacks. One caller at a time; another process that appends meanwhile makes it throw.</summary>
    public async Task CatchUpAsync(OptiBidDbContext db, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(_file)!);
        await using var stream = new FileStream(_file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var number = stream.Length == _known.Length ? _known.Number : await LastNumberAsync(stream, cancellationToken);
        stream.Seek(0, SeekOrigin.End);
        while (true)
        {
            var missing = await db.Set<AuditCheckpoint>()
                .AsNoTracking()
                .Where(c => c.Number > number)
                .OrderBy(c => c.Number)
                .Take(Batch)
                .ToListAsync(cancellationToken);
            foreach (var checkpoint in missing)
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(SignedCheckpoint.Of(checkpoint).ToLine() + "\n"), cancellationToken);
                number = checkpoint.Number;
            }

            if (missing.Count < Batch)
            {
                break;
            }
        }

        stream.Flush(flushToDisk: true);
        _known = (stream.Length, number);
    }

    /// <summary>Every checkpoint of the file in its order; lines that a crash cut short are left out.</summary>
    public async IAsyncEnumerable<SignedCheckpoint> ReadAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (!File.Exists(_file))
        {
            yield break;
        }

        using var reader = new StreamReader(new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (SignedCheckpoint.Parse(line) is { } checkpoint)
            {
                yield return checkpoint;
            }
        }
    }

    /// <summary>Number of the last checkpoint of the file, or null when there is no file.</summary>
    public async Task<long?> LastNumberAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_file))
        {
            return null;
        }

        await using var stream = new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return LastNumberOf(await TailAsync(stream, cancellationToken));
    }

    /// <summary>Number of the last whole line; ends a line that a crash cut short.</summary>
    private static async Task<long> LastNumberAsync(FileStream stream, CancellationToken cancellationToken)
    {
        var tail = await TailAsync(stream, cancellationToken);
        if (tail.Length > 0 && tail[^1] != '\n')
        {
            stream.Seek(0, SeekOrigin.End);
            stream.WriteByte((byte)'\n');
        }

        return LastNumberOf(tail);
    }

    private static async Task<byte[]> TailAsync(FileStream stream, CancellationToken cancellationToken)
    {
        var start = Math.Max(0, stream.Length - TailLength);
        stream.Seek(start, SeekOrigin.Begin);
        var tail = new byte[stream.Length - start];
        await stream.ReadExactlyAsync(tail, cancellationToken);
        return tail;
    }

    private static long LastNumberOf(byte[] tail) =>
        Encoding
            .UTF8.GetString(tail)
            .Split('\n')
            .Reverse()
            .Select(SignedCheckpoint.Parse)
            .Select(c => c is null ? null : CheckpointStatement.Parse(c.Statement))
            .FirstOrDefault(s => s is not null)
            ?.Number
        ?? 0;
}
