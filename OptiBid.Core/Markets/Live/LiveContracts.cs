using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Live;

/// <summary>What brings values between two commits of the store.</summary>
public enum LiveFeedKind
{
    /// <summary>Nothing: values change when the store does.</summary>
    Store,

    /// <summary>The simulated market: the store's values, and indicative ones inside the open interval where they are switched on.</summary>
    Simulated,

    /// <summary>History of the store, played back.</summary>
    Replay,
}

/// <summary>One value on its way to the desk. It may or may not be held by the store.</summary>
/// <param name="Key">The series.</param>
/// <param name="StartUtc">Start of its interval, UTC.</param>
/// <param name="Value">The value in the unit of the series.</param>
/// <param name="AtUtc">The instant it stands for, UTC: when it was made, or for a played-back one the end of its interval.</param>
/// <param name="IsIndicative">The interval is still open: the value may change until it closes.</param>
public readonly record struct LiveQuote(SeriesKey Key, DateTime StartUtc, double Value, DateTime AtUtc, bool IsIndicative);

/// <summary>
/// The way of values that do not come through the store: a bounded channel from the running feed to the one reader of this process. Safe for use
/// by many writers and one reader.
/// </summary>
public interface ILiveFeed
{
    /// <summary>What runs.</summary>
    LiveFeedKind Kind { get; }

    /// <summary>The feed's own clock, UTC: now, or the instant that a replay has reached.</summary>
    DateTime ClockUtc { get; }

    /// <summary>Expected time between two values of a series that ticks; null where only the store brings them.</summary>
    TimeSpan? Every { get; }

    /// <summary>Batches dropped because the reader was 1,024 behind; the newest stay.</summary>
    long Dropped { get; }

    /// <summary>Hands over one batch; never blocks.</summary>
    void Publish(IReadOnlyList<LiveQuote> quotes);

    /// <summary>Tells the instant that a replay has reached.</summary>
    void MoveClock(DateTime utc);

    /// <summary>The batches, in order, until the token is cancelled. One reader.</summary>
    IAsyncEnumerable<IReadOnlyList<LiveQuote>> ReadAsync(CancellationToken cancellationToken);
}
