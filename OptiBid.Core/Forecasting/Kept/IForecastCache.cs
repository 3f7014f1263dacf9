namespace OptiBid.Core.Forecasting.Kept;

/// <summary>The forecast of one day as it is kept.</summary>
/// <param name="Prices">The 24 prices.</param>
/// <param name="Members">What the members of an ensemble say; empty where the model has none.</param>
/// <param name="Seconds">Time of one thread that it took.</param>
public sealed record KeptForecast(double[] Prices, double[][] Members, double Seconds);

/// <summary>
/// Forecasts of days that were done, by a key over all they depend on: data up to the day, model, its version and settings. A forecast that is
/// found is the one that would be computed. Safe for many threads at once.
/// </summary>
public interface IForecastCache
{
    /// <summary>Those of the keys that are kept.</summary>
    IReadOnlyDictionary<string, KeptForecast> Find(IReadOnlyCollection<string> keys);

    /// <summary>Keeps one more; when the call returns it outlives the process.</summary>
    void Keep(string key, KeptForecast forecast);
}

/// <summary>A cache in a file of a folder. Disposing frees the file.</summary>
public interface IForecastFile : IForecastCache, IDisposable
{
    /// <summary>The file that this process appends to.</summary>
    string Path { get; }

    /// <summary>Forecasts that the folder holds of the model.</summary>
    int Count { get; }

    /// <summary>Bytes at the end of the file that were no whole record and were cut off.</summary>
    long TornBytes { get; }
}

/// <summary>Opens caches in folders.</summary>
public static class ForecastFiles
{
    /// <summary>
    /// The cache of a model in a folder, which is made when it is not there. Processes that work on one folder at the same time append to files
    /// of their own and do not see what the others are adding.
    /// </summary>
    /// <exception cref="Common.BadInputException">The folder cannot be made or written to.</exception>
    public static IForecastFile Open(string folder, string model) => ForecastFile.OpenIn(folder, model);
}
