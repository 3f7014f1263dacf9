using OptiBid.Core.Common;
using Sylvan.Data.Csv;

namespace OptiBid.Core.Markets.Import.Sources;

/// <summary>Rows of a CSV with a header. A line may have at most 64 K characters, so that a file without line breaks needs no memory.</summary>
internal sealed class CsvRowSource : RowSource
{
    private const int MaxLine = 1 << 16;
    private readonly string _path;
    private readonly CsvDataReader _csv;

    /// <summary>Reads the header.</summary>
    /// <exception cref="BadInputException">There is no header, or a line is too long.</exception>
    public CsvRowSource(string path, Stream content)
    {
        _path = path;
        var text = new StreamReader(content, bufferSize: 1 << 15);
        try
        {
            _csv = CsvDataReader.Create(
                text,
                new CsvDataReaderOptions
                {
                    HasHeaders = true,
                    BufferSize = MaxLine,
                    ResultSetMode = ResultSetMode.SingleResult,
                    Comment = '\0',
                }
            );
        }
        catch (CsvMissingHeadersException fault)
        {
            text.Dispose();
            throw new BadInputException(path, 1, "the file is empty; expected a header and rows", fault);
        }
        catch (CsvRecordTooLargeException fault)
        {
            text.Dispose();
            throw TooLong(1, fault);
        }

        Columns = [.. Enumerable.Range(0, _csv.FieldCount).Select(i => _csv.GetName(i).Trim())];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    public override long Line => _csv.RowNumber + 1;

    /// <inheritdoc/>
    public override int CellCount => _csv.RowFieldCount;

    /// <inheritdoc/>
    public override ReadOnlySpan<char> this[int ordinal] => _csv.GetFieldSpan(ordinal);

    /// <inheritdoc/>
    public override bool Read()
    {
        try
        {
            while (_csv.Read())
            {
                if (_csv.RowFieldCount > 1 || !_csv.GetFieldSpan(0).IsWhiteSpace())
                {
                    return true;
                }
            }

            return false;
        }
        catch (CsvRecordTooLargeException fault)
        {
            throw TooLong(_csv.RowNumber + 1, fault);
        }
        catch (CsvFormatException fault)
        {
            throw new BadInputException(_path, fault.RowNumber + 1, $"not a readable CSV row: {fault.Message}", fault);
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _csv.Dispose();

    private BadInputException TooLong(long line, Exception fault) =>
        new(_path, line, $"a line is longer than {MaxLine:N0} characters; this is not a table of market data", fault);
}
