using Microsoft.EntityFrameworkCore;
using OptiBid.Core.Data;
using OptiBid.Core.Forecasting.Kept;

namespace OptiBid.Core.Forecasting.Runs;

/// <summary>The kept forecasts of one organisation in the records, for its backtests and the intervals of its day forecasts.</summary>
/// <param name="open">A context over the organisation.</param>
/// <param name="organisationId">The organisation.</param>
/// <param name="time">The clock.</param>
internal sealed class DatabaseForecastCache(Func<OptiBidDbContext> open, Guid organisationId, TimeProvider time) : IForecastCache
{
    private const int KeysPerQuery = 500;
    private readonly Lock _writing = new();

    /// <summary>Whether it kept a forecast that was not there.</summary>
    public bool HasKept { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, KeptForecast> Find(IReadOnlyCollection<string> keys)
    {
        var found = new Dictionary<string, KeptForecast>(StringComparer.Ordinal);
        using var db = open();
        foreach (var some in keys.Chunk(KeysPerQuery))
        {
            var records = db.Set<KeptForecastRow>()
                .AsNoTracking()
                .Where(r => r.OrganisationId == organisationId && some.Contains(r.Key))
                .Select(r => r.Record)
                .ToList();
            foreach (var record in records)
            {
                // One that is damaged is made anew.
                if (ForecastRecord.Read(record) is { } read)
                {
                    found[read.Key] = read.Forecast;
                }
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public void Keep(string key, KeptForecast forecast)
    {
        // One writer at a time: SQLite has but one, and the work between two writes is long.
        lock (_writing)
        {
            using var db = open();
            if (db.Set<KeptForecastRow>().Any(r => r.OrganisationId == organisationId && r.Key == key))
            {
                return;
            }

            db.Add(
                new KeptForecastRow
                {
                    OrganisationId = organisationId,
                    Key = key,
                    KeptUtc = time.GetUtcNow().UtcDateTime,
                    Record = ForecastRecord.Write(key, forecast),
                }
            );
            try
            {
                db.SaveChanges();
                HasKept = true;
            }
            catch (DbUpdateException)
            {
                // Another server of the same organisation was quicker; both have the same forecast.
            }
        }
    }

    /// <summary>Removes the oldest beyond a number.</summary>
    public async Task TrimAsync(int most, CancellationToken cancellationToken)
    {
        await using var db = open();
        var rows = db.Set<KeptForecastRow>().Where(r => r.OrganisationId == organisationId);
        var newestTooOld = await rows.OrderByDescending(r => r.KeptUtc)
            .Skip(most)
            .Select(r => (DateTime?)r.KeptUtc)
            .FirstOrDefaultAsync(cancellationToken);
        if (newestTooOld is { } limit)
        {
            await rows.Where(r => r.KeptUtc <= limit).ExecuteDeleteAsync(cancellationToken);
        }
    }
}
