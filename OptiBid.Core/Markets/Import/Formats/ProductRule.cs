using OptiBid.Core.Markets.Import.Parsing;

namespace OptiBid.Core.Markets.Import.Formats;

/// <summary>When a value of a file without publication times became public, by the name of its product.</summary>
internal static class ProductRule
{
    /// <summary><c>da_</c>: with the day-ahead results; a forecast: the day before; anything else: after its interval.</summary>
    public static PublishedAs Of(string product) =>
        product.Contains("forecast", StringComparison.Ordinal) ? PublishedAs.Forecast
        : product.StartsWith("da_", StringComparison.Ordinal) ? PublishedAs.DayAhead
        : PublishedAs.Measured;

    /// <summary>The instant of publication.</summary>
    public static DateTime PublishedAt(this Publication publication, PublishedAs rule, DateTime startUtc, int minutes) =>
        rule switch
        {
            PublishedAs.DayAhead => publication.DayAhead(startUtc),
            PublishedAs.Forecast => publication.Forecast(startUtc),
            PublishedAs.Disclosed => startUtc.AddHours(52),
            _ => startUtc.AddMinutes(minutes),
        };
}
