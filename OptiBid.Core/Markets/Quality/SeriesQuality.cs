using OptiBid.Core.Markets.Import;

namespace OptiBid.Core.Markets.Quality;

/// <summary>A value that stands out.</summary>
/// <param name="Start">Start of its interval, UTC.</param>
/// <param name="Value">The value.</param>
public sealed record FlaggedValue(DateTime Start, double Value);

/// <summary>A run of zeros.</summary>
/// <param name="From">Start of the first, UTC.</param>
/// <param name="To">End of the last, UTC.</param>
/// <param name="Intervals">How many.</param>
public sealed record ZeroRun(DateTime From, DateTime To, int Intervals);

/// <summary>A day on which the clock of the market changes.</summary>
/// <param name="Day">Operating day.</param>
/// <param name="Expected">Intervals the day has.</param>
/// <param name="Found">Intervals the file holds.</param>
public sealed record ClockChangeDay(DateOnly Day, int Expected, int Found);

/// <summary>What a file shows of one series. Values are never changed or dropped for it.</summary>
/// <param name="Market">Market.</param>
/// <param name="Node">Node.</param>
/// <param name="Product">Product.</param>
/// <param name="From">Start of the first interval, UTC.</param>
/// <param name="To">End of the last, UTC.</param>
/// <param name="Intervals">Intervals held.</param>
/// <param name="MissingIntervals">Intervals missing between the first and the last.</param>
/// <param name="GapCount">Gaps.</param>
/// <param name="Gaps">The first hundred gaps.</param>
/// <param name="Repeats">Rows that repeated a value.</param>
/// <param name="Contradictions">Rows that named another value for an interval and were rejected.</param>
/// <param name="UnsortedRows">Rows earlier in time than the row above them.</param>
/// <param name="ClockChanges">Days on which the clock changes, with their intervals.</param>
/// <param name="OutlierCount">Values far from the rest.</param>
/// <param name="Outliers">The twenty farthest.</param>
/// <param name="NegativeCount">Negative values of load, wind or solar.</param>
/// <param name="ZeroRuns">The first twenty runs of zeros that are long for the product.</param>
/// <param name="IdentityError">Largest |total - energy - congestion - loss|, $/MWh; null where the file has no components.</param>
public sealed record SeriesQuality(
    string Market,
    string Node,
    string Product,
    DateTime From,
    DateTime To,
    int Intervals,
    long MissingIntervals,
    int GapCount,
    IReadOnlyList<SeriesGap> Gaps,
    long Repeats,
    long Contradictions,
    long UnsortedRows,
    IReadOnlyList<ClockChangeDay> ClockChanges,
    int OutlierCount,
    IReadOnlyList<FlaggedValue> Outliers,
    int NegativeCount,
    IReadOnlyList<ZeroRun> ZeroRuns,
    double? IdentityError
);
