using System.Globalization;
using System.Text;
using System.Xml;
using ExcelDataReader;
using OptiBid.Core.Common;

namespace OptiBid.Core.Markets.Import.Sources;

/// <summary>Rows of all sheets of a workbook; every sheet must start with the same header.</summary>
internal sealed class WorkbookRowSource : RowSource
{
    // The reader asks for Windows-1252 when it is made, though a workbook of XML never uses it.
    static WorkbookRowSource() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private readonly string _path;
    private readonly Stream _content;
    private readonly IExcelDataReader _reader;
    private string[] _cells = [];
    private long _line = 1;

    /// <summary>Reads the header of the first sheet.</summary>
    /// <exception cref="BadInputException">The workbook cannot be read or its first sheet is empty.</exception>
    public WorkbookRowSource(string path, Stream content)
    {
        (_path, _content) = (path, content);
        _reader = Guard(() => ExcelReaderFactory.CreateOpenXmlReader(content));
        Columns = Header();
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns { get; }

    /// <inheritdoc/>
    public override long Line => _line;

    /// <inheritdoc/>
    public override string? Section => _reader.Name;

    /// <inheritdoc/>
    public override int CellCount => _cells.Length;

    /// <inheritdoc/>
    public override ReadOnlySpan<char> this[int ordinal] => _cells[ordinal];

    /// <inheritdoc/>
    public override bool Read()
    {
        while (true)
        {
            while (Guard(_reader.Read))
            {
                _line++;
                if (ReadCells())
                {
                    return true;
                }
            }

            if (!Guard(_reader.NextResult))
            {
                return false;
            }

            if (!Header().SequenceEqual(Columns, StringComparer.OrdinalIgnoreCase))
            {
                throw new BadInputException(_path, 1, $"sheet {_reader.Name} has another header than the first sheet");
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _reader.Dispose();
        _content.Dispose();
    }

    private string[] Header()
    {
        _line = 1;
        return Guard(_reader.Read) && ReadCells()
            ? [.. _cells.Select(c => c.Trim())]
            : throw new BadInputException(_path, 1, $"sheet {_reader.Name} is empty; expected a header and rows");
    }

    private bool ReadCells()
    {
        var width = _reader.FieldCount;
        while (width > 0 && _reader.IsDBNull(width - 1))
        {
            width--;
        }

        _cells = new string[Math.Max(width, Columns?.Count ?? 0)];
        for (var i = 0; i < _cells.Length; i++)
        {
            _cells[i] = i < width ? Convert.ToString(_reader.GetValue(i), CultureInfo.InvariantCulture) ?? "" : "";
        }

        return width > 0;
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault)
            when (fault
                    is InvalidDataException
                        or XmlException
                        or FormatException
                        or ExcelDataReader.Exceptions.ExcelReaderException
                        or IOException
            )
        {
            throw new BadInputException(_path, null, $"not a readable workbook: {fault.Message}", fault);
        }
    }
}
