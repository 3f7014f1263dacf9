using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OptiBid.Core.Common;
using OptiBid.Core.Forecasting.Models;
using OptiBid.Core.Markets.Calendars;
using OptiBid.Core.Series;

namespace OptiBid.Core.Forecasting.Inputs;

/// <summary>A panel built from stored series.</summary>
/// <param name="Panel">Prices and exogenous forecasts with their publication times.</param>
/// <param name="Definition">The price series.</param>
/// <param name="Calendar">Its clock.</param>
/// <param name="Notes">What was filled, left out or cut, in words.</param>
/// <param name="DaysWithGaps">Days whose prices are not all there.</param>
internal sealed record StoredPanel(
    DailyPanel Panel,
    SeriesDefinition Definition,
    MarketCalendar Calendar,
    IReadOnlyList<Sentence> Notes,
    IReadOnlySet<DateOnly> DaysWithGaps
)
{
    /// <summary>SHA-256 over values and publication times, for the record of a run.</summary>
    public string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in Panel.Exogenous.Prepend(Panel.Prices).SelectMany(s => s))
        {
            hash.AppendData(MemoryMarshal.AsBytes<double>(row));
        }

        foreach (var row in Panel.Vintage!.PublishedUtc.SelectMany(s => s))
        {
            hash.AppendData(MemoryMarshal.AsBytes<DateTime>(row));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
