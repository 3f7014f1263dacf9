using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import.Sink;
using OptiBid.Core.Markets.Import.Sources;

namespace OptiBid.Core.Markets.Import.Formats;

/// <summary>One layout of market files. Known by its header; one internal class each, found by type.</summary>
internal interface ISeriesFormat
{
    /// <summary>Family that <c>--format</c> names: epf, pjm, ercot, caiso or csv.</summary>
    string Family { get; }

    /// <summary>Name of the layout.</summary>
    string Name { get; }

    /// <summary>A reader of the rows, or null where the header is not of this layout.</summary>
    /// <exception cref="BadInputException">The header is of this layout, and the file still cannot be read as series.</exception>
    IRowReader? Open(TableHeader table, SeriesSink sink);
}

/// <summary>Reads the rows of one file. Not safe for several threads.</summary>
internal interface IRowReader
{
    /// <summary>Adds the values of a row to the sink, or rejects the row.</summary>
    void Read(RowSource row, SeriesSink sink);

    /// <summary>What the file as a whole deserves to be told, after its last row.</summary>
    IEnumerable<Sentence> Finish() => [];
}
