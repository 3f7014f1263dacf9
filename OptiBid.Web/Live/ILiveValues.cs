using OptiBid.Core.Series;

namespace OptiBid.Web.Live;

/// <summary>The newest value of a series.</summary>
/// <param name="Key">The series.</param>
/// <param name="StartUtc">Start of its interval, UTC.</param>
/// <param name="Value">The value in the unit of the series.</param>
/// <param name="Previous">The value before, or null.</param>
/// <param name="AtUtc">When it reached this process, UTC.</param>
public readonly record struct LiveValue(SeriesKey Key, DateTime StartUtc, double Value, double? Previous, DateTime AtUtc)
{
    /// <summary>The interval is still open: the value may change until it closes, and the store does not hold it.</summary>
    public bool IsIndicative { get; init; }
}

/// <summary>
/// The newest values of this process, and who wants to hear of them. A subscriber that is slow or throttled gets the newest snapshot only.
/// Safe for use by many threads at once.
/// </summary>
public interface ILiveValues
{
    /// <summary>The newest value, or null.</summary>
    LiveValue? Find(SeriesKey key);

    /// <summary>
    /// Calls <paramref name="onChange"/> with the changed series among <paramref name="keys"/> (all series when empty), at most once per
    /// <paramref name="atLeast"/> (100 ms or more), never twice at once. Disposing ends it.
    /// </summary>
    IDisposable Subscribe(IReadOnlyCollection<SeriesKey> keys, TimeSpan atLeast, Func<IReadOnlyList<LiveValue>, Task> onChange);
}
