using System.Collections.Concurrent;
using System.Globalization;
using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Kept;

/// <inheritdoc cref="IForecastFile"/>
internal sealed class ForecastFile : IForecastFile
{
    /// <summary>Processes that may work on the same model in one folder at once.</summary>
    private const int MostFiles = 64;

    /// <summary>A file that has grown beyond this is begun anew.</summary>
    private const long LargestBytes = 256L << 20;
    private readonly ConcurrentDictionary<string, KeptForecast> _held = new(StringComparer.Ordinal);
    private readonly Lock _writing = new();
    private readonly FileStream _own;

    private ForecastFile(FileStream own) => _own = own;

    /// <inheritdoc/>
    public string Path => _own.Name;

    /// <inheritdoc/>
    public int Count => _held.Count;

    /// <inheritdoc/>
    public long TornBytes { get; private set; }

    /// <summary>Opens the first file of the model that no other process holds, and reads the others that are free.</summary>
    public static ForecastFile OpenIn(string folder, string model)
    {
        try
        {
            Directory.CreateDirectory(folder);
            ForecastFile? found = null;
            for (var n = 1; n <= MostFiles; n++)
            {
                var path = System.IO.Path.Combine(folder, NameOf(model, n));
                if (found is null)
                {
                    found = TryOpen(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None) is { } own ? new(own) : null;
                    found?.ReadOwn();
                }
                else if (!File.Exists(path))
                {
                    break;
                }
                else if (TryOpen(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite) is { } other)
                {
                    using (other)
                    {
                        found.Read(other);
                    }
                }
            }

            return found ?? throw new BadInputException(folder, null, "too many other processes keep forecasts of this model here");
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            throw new BadInputException(folder, null, $"forecasts cannot be kept here: {fault.Message}", fault);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, KeptForecast> Find(IReadOnlyCollection<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var found = new Dictionary<string, KeptForecast>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (_held.TryGetValue(key, out var forecast))
            {
                found[key] = forecast;
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public void Keep(string key, KeptForecast forecast)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        if (!_held.TryAdd(key, forecast))
        {
            return;
        }

        var bytes = ForecastRecord.Write(key, forecast);
        lock (_writing)
        {
            // With one call, so that what the process leaves behind is a whole record or the beginning of one.
            _own.Write(bytes);
            _own.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _own.Dispose();

    private static string NameOf(string model, int n)
    {
        var safe = string.Concat(model.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '_'));
        return n == 1 ? $"{safe}.days" : string.Create(CultureInfo.InvariantCulture, $"{safe}.{n}.days");
    }

    /// <summary>The file, or null when another process holds it.</summary>
    private static FileStream? TryOpen(string path, FileMode mode, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(path, mode, access, share, bufferSize: 0);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private void ReadOwn()
    {
        if (_own.Length > LargestBytes)
        {
            _own.SetLength(0);
        }

        var whole = Read(_own);
        TornBytes = _own.Length - whole;
        _own.SetLength(whole);
        _own.Position = whole;
    }

    /// <summary>Reads records up to the first that is not right; how many bytes they take.</summary>
    private long Read(FileStream stream)
    {
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var at = 0;
        while (ForecastRecord.Read(bytes.AsSpan(at)) is { } record)
        {
            _held[record.Key] = record.Forecast;
            at += record.Bytes;
        }

        return at;
    }
}
