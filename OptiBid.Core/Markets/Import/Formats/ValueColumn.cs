using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;

namespace OptiBid.Core.Markets.Import.Formats;

/// <summary>How a value of a wide file became public.</summary>
internal enum PublishedAs
{
    /// <summary>With the day-ahead results.</summary>
    DayAhead,

    /// <summary>As a forecast of the day before.</summary>
    Forecast,

    /// <summary>After the interval.</summary>
    Measured,

    /// <summary>In the disclosure that follows two days later, by 04:00.</summary>
    Disclosed,
}

/// <summary>One value column of a wide file.</summary>
/// <param name="Ordinal">Position.</param>
/// <param name="Name">Header, for messages.</param>
/// <param name="Series">Series it fills.</param>
/// <param name="Published">When its values became public.</param>
/// <param name="Factor">Multiplied into every value.</param>
internal sealed record ValueColumn(int Ordinal, string Name, SeriesColumn Series, PublishedAs Published, double Factor = 1)
{
    /// <summary>Adds the cell of a row.</summary>
    public void Add(RowSource row, SeriesSink sink, DateTime startUtc, Publication publication) =>
        sink.Add(
            Series,
            row[Ordinal],
            Name,
            startUtc,
            publication.PublishedAt(Published, startUtc, Series.Definition.IntervalMinutes),
            Factor
        );
}
