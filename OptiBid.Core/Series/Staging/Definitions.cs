namespace OptiBid.Core.Series.Staging;

/// <summary>Checks of series definitions.</summary>
internal static class Definitions
{
    /// <summary>Refuses a definition that lacks a name or a unit, or has no length of interval.</summary>
    /// <exception cref="ArgumentException">It does.</exception>
    public static void Require(SeriesDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var (market, node, product) = definition.Key;
        if (
            new[] { market, node, product, definition.Unit, definition.TimeZoneId }.Any(string.IsNullOrWhiteSpace)
            || definition.IntervalMinutes < 1
        )
        {
            throw new ArgumentException($"{definition.Key}: market, node, product, unit, time zone and interval length are required");
        }
    }

    /// <summary>
    /// Refuses a definition that contradicts the one held: another unit, interval length, time zone, or simulated against real. Another source
    /// contradicts nothing (a series is fed by many files); the first one stays.
    /// </summary>
    /// <exception cref="ArgumentException">It contradicts.</exception>
    public static void RequireSame(SeriesDefinition held, SeriesDefinition given)
    {
        if (held with { Source = given.Source } != given)
        {
            throw new ArgumentException($"{given.Key} is held as {Describe(held)} and cannot take values as {Describe(given)}");
        }
    }

    private static string Describe(SeriesDefinition d) =>
        FormattableString.Invariant($"{d.Unit}, {d.IntervalMinutes} min, {d.TimeZoneId}, {(d.IsSimulated ? "simulated" : "real")}");
}
