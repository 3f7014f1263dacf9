namespace OptiBid.Core.Series;

/// <summary>Names one time series.</summary>
/// <param name="Market">Upper-case market such as <c>PJM</c>, <c>CAISO</c>, <c>ERCOT</c>.</param>
/// <param name="Node">Settlement point, zone or area as the market spells it, such as <c>HB_NORTH</c> or <c>48592</c>.</param>
/// <param name="Product">What is measured, lower case, see <see cref="Products"/>.</param>
public sealed record SeriesKey(string Market, string Node, string Product)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Market}/{Node}/{Product}";
}

/// <summary>Product names in use. Total, energy, congestion and loss are separate products; power and energy never share one.</summary>
public static class Products
{
    /// <summary>Day-ahead locational marginal price, total, $/MWh.</summary>
    public const string DaLmp = "da_lmp";

    /// <summary>Real-time locational marginal price, total, $/MWh.</summary>
    public const string RtLmp = "rt_lmp";

    /// <summary>Load, MW.</summary>
    public const string Load = "load";

    /// <summary>Load forecast as published, MW.</summary>
    public const string LoadForecast = "load_forecast";

    /// <summary>Wind generation, MW.</summary>
    public const string Wind = "wind";

    /// <summary>Solar generation, MW.</summary>
    public const string Solar = "solar";

    /// <summary>Day-ahead regulation-up capacity price, $/MW.</summary>
    public const string DaRegUp = "da_regup";

    /// <summary>Day-ahead regulation-down capacity price, $/MW.</summary>
    public const string DaRegDown = "da_regdn";
}

/// <summary>What a series is. Written with the first append and never changed silently.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Unit">Unit of every value, such as <c>$/MWh</c>, <c>EUR/MWh</c>, <c>$/MW</c>, <c>MW</c>.</param>
/// <param name="IntervalMinutes">Length of one interval in minutes: 5, 15, 30 or 60.</param>
/// <param name="TimeZoneId">IANA zone of the market's clock; <c>UTC</c> where the source has daylight saving flattened.</param>
/// <param name="Source">Feed or document the values came from.</param>
/// <param name="IsSimulated">True for generated data, which is labelled wherever it shows.</param>
public sealed record SeriesDefinition(SeriesKey Key, string Unit, int IntervalMinutes, string TimeZoneId, string Source, bool IsSimulated);

/// <summary>One value of one interval: the canonical interval record without its series.</summary>
/// <param name="StartUtc">Start of the interval, UTC, the only time that is kept as truth.</param>
/// <param name="Value">The value in the unit of the series; NaN is refused.</param>
/// <param name="PublishedAtUtc">When the value became public, UTC.</param>
/// <param name="Version">1 for the first publication, higher for corrections.</param>
public readonly record struct SeriesPoint(DateTime StartUtc, double Value, DateTime PublishedAtUtc, int Version = 1);

/// <summary>One bucket of a downsampled series.</summary>
/// <param name="StartUtc">Start of the bucket, UTC.</param>
/// <param name="Mean">Mean of the values in the bucket.</param>
/// <param name="Min">Smallest value.</param>
/// <param name="Max">Largest value.</param>
/// <param name="Count">How many values the bucket holds.</param>
public readonly record struct SeriesBucket(DateTime StartUtc, double Mean, double Min, double Max, int Count);

/// <summary>A series that the store holds.</summary>
/// <param name="Definition">What it is.</param>
/// <param name="FromUtc">Start of its first interval, UTC.</param>
/// <param name="ToUtc">End (exclusive) of its last interval, UTC.</param>
/// <param name="Count">How many intervals it holds, corrections not counted.</param>
public sealed record SeriesSummary(SeriesDefinition Definition, DateTime FromUtc, DateTime ToUtc, long Count);

/// <summary>What an append did.</summary>
/// <param name="Inserted">Points that were new.</param>
/// <param name="Corrected">Points that differ from what was held and came in as a new version.</param>
/// <param name="Duplicates">Points that the store held already, value for value.</param>
public readonly record struct AppendResult(long Inserted, long Corrected, long Duplicates)
{
    /// <summary>Adds two results.</summary>
    public static AppendResult operator +(AppendResult a, AppendResult b) => Add(a, b);

    /// <summary>Adds two results.</summary>
    public static AppendResult Add(AppendResult left, AppendResult right) =>
        new(left.Inserted + right.Inserted, left.Corrected + right.Corrected, left.Duplicates + right.Duplicates);
}
