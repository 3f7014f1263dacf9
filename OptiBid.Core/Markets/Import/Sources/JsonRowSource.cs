using System.Text.Json;
using OptiBid.Core.Common;

namespace OptiBid.Core.Markets.Import.Sources;

/// <summary>The objects of a JSON array - the whole document, or its member <c>items</c> as PJM Data Miner answers - read as rows, a few at a time.</summary>
internal sealed class JsonRowSource : RowSource
{
    private const int FirstBuffer = 1 << 16;
    private const int MaxItem = 1 << 20;
    private readonly string _path;
    private readonly Stream _content;
    private readonly List<string> _columns = [];
    private byte[] _buffer = new byte[FirstBuffer];
    private int _filled;
    private bool _ended;
    private JsonReaderState _state;
    private string[] _cells = [];
    private long _item;
    private bool _pending;
    private bool _isListing;

    /// <summary>Finds the array and reads its first item, whose members become the columns.</summary>
    /// <exception cref="BadInputException">There is no such array, or it is empty.</exception>
    public JsonRowSource(string path, Stream content)
    {
        (_path, _content) = (path, content);
        FindArray();
        if (!NextItem())
        {
            throw new BadInputException(path, null, "the answer holds no items");
        }

        _pending = true;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => _columns;

    /// <inheritdoc/>
    public override long Line => _item;

    /// <inheritdoc/>
    public override int CellCount => _cells.Length;

    /// <inheritdoc/>
    public override ReadOnlySpan<char> this[int ordinal] => _cells[ordinal];

    /// <inheritdoc/>
    public override bool Read()
    {
        if (_pending)
        {
            _pending = false;
            return true;
        }

        return NextItem();
    }

    /// <inheritdoc/>
    public override void Dispose() => _content.Dispose();

    private void FindArray()
    {
        var found = Step(
            (ref Utf8JsonReader json) =>
            {
                while (json.Read())
                {
                    if (json.TokenType == JsonTokenType.StartArray && json.CurrentDepth == 0)
                    {
                        return true;
                    }

                    if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1)
                    {
                        var wanted = json.ValueTextEquals("items");
                        _isListing |= json.ValueTextEquals("archives");
                        if (wanted ? !json.Read() : !json.TrySkip())
                        {
                            return false;
                        }

                        if (wanted && json.TokenType == JsonTokenType.StartArray)
                        {
                            return true;
                        }
                    }
                }

                return false;
            }
        );
        if (!found)
        {
            throw new BadInputException(
                _path,
                null,
                _isListing
                    ? "an ERCOT archive listing: it names documents and holds no values; import the documents it names"
                    : "JSON without an array of items; expected an answer of PJM Data Miner"
            );
        }
    }

    private bool NextItem()
    {
        var item = false;
        _ = Step(
            (ref Utf8JsonReader json) =>
            {
                if (!json.Read())
                {
                    return false;
                }

                if (json.TokenType == JsonTokenType.EndArray)
                {
                    return true;
                }

                if (!JsonDocument.TryParseValue(ref json, out var document))
                {
                    return false;
                }

                using (document)
                {
                    TakeItem(document.RootElement);
                }

                item = true;
                return true;
            }
        );
        return item;
    }

    private void TakeItem(JsonElement element)
    {
        _item++;
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new BadInputException(_path, _item, "an item is not an object");
        }

        var members = element.EnumerateObject().ToList();
        if (_item == 1)
        {
            _columns.AddRange(members.Select(m => m.Name.Trim()));
        }

        _cells = new string[_columns.Count];
        Array.Fill(_cells, "");
        foreach (var member in members)
        {
            var ordinal = _columns.IndexOf(member.Name);
            if (ordinal >= 0)
            {
                _cells[ordinal] = member.Value.ValueKind == JsonValueKind.Null ? "" : member.Value.ToString();
            }
        }
    }

    /// <summary>Runs a piece of reading that must fit the buffer; where it does not, more is read and it runs again.</summary>
    private bool Step(Piece piece)
    {
        while (true)
        {
            var json = new Utf8JsonReader(_buffer.AsSpan(0, _filled), _ended, _state);
            bool done;
            try
            {
                done = piece(ref json);
            }
            catch (JsonException fault)
            {
                throw new BadInputException(
                    _path,
                    _item + 1,
                    $"not readable JSON after {_item} items (damaged or cut off): {fault.Message}",
                    fault
                );
            }

            if (done)
            {
                var used = (int)json.BytesConsumed;
                _state = json.CurrentState;
                _buffer.AsSpan(used, _filled - used).CopyTo(_buffer);
                _filled -= used;
                return true;
            }

            if (_ended)
            {
                return false;
            }

            Fill();
        }
    }

    private void Fill()
    {
        if (_filled == _buffer.Length)
        {
            if (_buffer.Length >= MaxItem)
            {
                throw new BadInputException(_path, _item + 1, $"an item is larger than {MaxItem:N0} bytes");
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = _content.Read(_buffer, _filled, _buffer.Length - _filled);
        _filled += read;
        _ended = read == 0;
    }

    private delegate bool Piece(ref Utf8JsonReader json);
}
