using OptiBid.Core.Common;
using OptiBid.Core.Markets.Prices;
using OptiBid.Core.Series;

namespace OptiBid.Web.Features.Markets.Widgets;

/// <summary>One read of a widget: keeps what was asked and used, and the first failure. For one thread.</summary>
public sealed class MarketRead(
    IReadOnlyList<SeriesSummary> held,
    IReadPrices prices,
    DateTime fromUtc,
    DateTime toUtc,
    DateTime nowUtc,
    CancellationToken cancellationToken
)
{
    private readonly Dictionary<SeriesKey, SeriesSummary> _held = held.ToDictionary(s => s.Definition.Key);
    private readonly Dictionary<SeriesKey, SeriesSummary> _asked = [];
    private readonly Dictionary<SeriesKey, DateTime> _used = [];

    /// <summary>Every series that the store holds.</summary>
    public IReadOnlyList<SeriesSummary> Held { get; } = held;

    /// <summary>Start of the range, UTC.</summary>
    public DateTime FromUtc { get; } = fromUtc;

    /// <summary>End of the range (exclusive), UTC.</summary>
    public DateTime ToUtc { get; } = toUtc;

    /// <summary>Now, UTC.</summary>
    public DateTime NowUtc { get; } = nowUtc;

    /// <summary>The first refusal, or null.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>Series that are held and were asked for, with or without values in the range.</summary>
    public IReadOnlyCollection<SeriesSummary> Asked => _asked.Values;

    /// <summary>Series whose values are shown.</summary>
    public IReadOnlyCollection<SeriesKey> Used => _used.Keys;

    /// <summary>True when a shown series is generated.</summary>
    public bool IsSimulated => _used.Keys.Any(k => _held[k].Definition.IsSimulated);

    /// <summary>End of the newest value shown, not later than now; null when nothing is shown.</summary>
    public DateTime? AsOfUtc =>
        _used.Count == 0 ? null
        : _used.Values.Max() is var end && end < NowUtc ? end
        : NowUtc;

    /// <summary>
    /// The series of a product at a node, or null. A series that is not hourly carries its length in its product when it was imported:
    /// <c>rt_lmp</c> may be <c>rt_lmp_15min</c>.
    /// </summary>
    public SeriesSummary? Find(string market, string node, string product) =>
        _held.GetValueOrDefault(new(market, node, product))
        ?? Held.FirstOrDefault(s => s.Definition.Key.Market == market && s.Definition.Key.Node == node && Base(s) == product);

    /// <summary>Values of the range, or of another; null when there are none.</summary>
    public Task<PriceRange?> RangeAsync(string market, string node, string product, DateTime? fromUtc = null, DateTime? toUtc = null) =>
        Find(market, node, product) is { } series
            ? ReadAsync(series, fromUtc ?? FromUtc, toUtc ?? ToUtc, null)
            : Task.FromResult<PriceRange?>(null);

    /// <summary>Hourly values of the range, or of another; null when there are none. A range of more than 20,000 hours is refused.</summary>
    public async Task<HourlyValues?> HoursAsync(
        string market,
        string node,
        string product,
        DateTime? fromUtc = null,
        DateTime? toUtc = null
    )
    {
        if (Find(market, node, product) is not { } series)
        {
            return null;
        }

        var isShorter = series.Definition.IntervalMinutes < 60;
        var range = await ReadAsync(series, fromUtc ?? FromUtc, toUtc ?? ToUtc, isShorter ? 60 : series.Definition.IntervalMinutes);
        return range is null ? null : new(range.Definition, [.. range.Rows.Select(r => new HourlyValue(r.StartUtc, r.Value))]);
    }

    /// <summary>Says that facts about these series are shown, not their values.</summary>
    public void Show(IEnumerable<SeriesSummary> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        foreach (var one in series)
        {
            _asked[one.Definition.Key] = one;
            _used[one.Definition.Key] = one.ToUtc;
        }
    }

    /// <summary>Product of a series without the length of its interval.</summary>
    public static string Base(SeriesSummary series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var product = series.Definition.Key.Product;
        var suffix = FormattableString.Invariant($"_{series.Definition.IntervalMinutes}min");
        return product.EndsWith(suffix, StringComparison.Ordinal) ? product[..^suffix.Length] : product;
    }

    private async Task<PriceRange?> ReadAsync(SeriesSummary series, DateTime fromUtc, DateTime toUtc, int? bucketMinutes)
    {
        var key = series.Definition.Key;
        _asked[key] = series;
        if (Failure is not null || fromUtc >= toUtc)
        {
            return null;
        }

        var answer = await prices.ExecuteAsync(new(key, fromUtc, toUtc, BucketMinutes: bucketMinutes), cancellationToken);
        if (answer.Failure is { } failure)
        {
            Failure = failure;
            return null;
        }

        if (answer.Value.Rows is not [.., var last])
        {
            return null;
        }

        _used[key] = last.StartUtc.AddMinutes(answer.Value.StepMinutes);
        return answer.Value;
    }
}

/// <summary>Mean of an hour.</summary>
public readonly record struct HourlyValue(DateTime StartUtc, double Value);

/// <summary>Hours of a series, by start; missing ones are absent.</summary>
public sealed record HourlyValues(SeriesDefinition Definition, IReadOnlyList<HourlyValue> Hours)
{
    /// <summary>Pairs of the hours that both hold.</summary>
    public IReadOnlyList<(DateTime StartUtc, double A, double B)> With(HourlyValues other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var theirs = other.Hours.ToDictionary(h => h.StartUtc, h => h.Value);
        return [.. Hours.Where(h => theirs.ContainsKey(h.StartUtc)).Select(h => (h.StartUtc, h.Value, theirs[h.StartUtc]))];
    }
}
