using System.Globalization;
using OptiBid.Core.Common;

namespace OptiBid.Core.Forecasting.Tracking.Search;

/// <summary>Reads MLflow's filters (comparisons joined by AND) and its orders. Written from the documented grammar.</summary>
internal sealed class FilterParser
{
    private const int Longest = 10_000;
    private static readonly string[] s_comparators = ["<=", ">=", "!=", "=", "<", ">"];

    private readonly string _text;
    private readonly FilterSchema _schema;
    private int _at;

    private FilterParser(string text, FilterSchema schema) => (_text, _schema) = (text, schema);

    /// <summary>The clauses of a filter; none for an empty one.</summary>
    public static Result<IReadOnlyList<FilterClause>> Filter(string? text, FilterSchema schema)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Result<IReadOnlyList<FilterClause>>.Ok([]);
        }

        if (text.Length > Longest)
        {
            return TrackingFailures.Invalid($"The filter is longer than {Longest} characters");
        }

        try
        {
            return Result<IReadOnlyList<FilterClause>>.Ok(new FilterParser(text, schema).Clauses());
        }
        catch (FormatException fault)
        {
            return TrackingFailures.Invalid($"Invalid filter '{text}': {fault.Message}");
        }
    }

    /// <summary>The orders of a search.</summary>
    public static Result<IReadOnlyList<FilterOrder>> Orders(IReadOnlyList<string>? texts, FilterSchema schema)
    {
        var orders = new List<FilterOrder>();
        foreach (var text in texts ?? [])
        {
            try
            {
                orders.Add(new FilterParser(text, schema).Order());
            }
            catch (FormatException fault)
            {
                return TrackingFailures.Invalid($"Invalid order_by clause '{text}': {fault.Message}");
            }
        }

        return Result<IReadOnlyList<FilterOrder>>.Ok(orders);
    }

    private List<FilterClause> Clauses()
    {
        var clauses = new List<FilterClause> { Clause() };
        while (!AtEnd())
        {
            if (!Word("AND"))
            {
                throw new FormatException($"expected AND at position {_at + 1}");
            }

            clauses.Add(Clause());
        }

        return clauses;
    }

    private FilterOrder Order()
    {
        var column = Column();
        var descending = Word("DESC");
        if (!descending)
        {
            _ = Word("ASC");
        }

        return AtEnd() ? new(column, descending) : throw new FormatException($"nothing was expected at position {_at + 1}");
    }

    private FilterClause Clause()
    {
        var column = Column();
        var comparator = Comparator();
        var isNumber =
            column.Entity == FilterEntity.Metric || (column.Entity == FilterEntity.Attribute && _schema.Numbers.Contains(column.Key));
        if (isNumber)
        {
            return s_comparators.Contains(comparator)
                ? new(column, comparator, Number(column), [])
                : throw new FormatException($"'{comparator}' does not compare numbers");
        }

        if (comparator is "<" or "<=" or ">" or ">=")
        {
            throw new FormatException($"'{comparator}' does not compare texts; use =, !=, LIKE, ILIKE, IN or NOT IN");
        }

        if (comparator is "IN" or "NOT IN")
        {
            return column.Entity == FilterEntity.Attribute
                ? new(column, comparator, 0, List())
                : throw new FormatException("only attributes are compared with a list");
        }

        return new(column, comparator, 0, [Text()]);
    }

    private FilterColumn Column()
    {
        Skip();
        var first = _at < _text.Length && _text[_at] is '`' or '"' ? Quoted() : Name(stopsAtDot: true);
        if (_at < _text.Length && _text[_at] == '.')
        {
            _at++;
            var entity = _schema.EntityOf(first) ?? throw new FormatException($"invalid entity type '{first}'");
            var key = _at < _text.Length && _text[_at] is '`' or '"' ? Quoted() : Name(stopsAtDot: false);
            return entity == FilterEntity.Attribute ? Attribute(key) : new(entity, key);
        }

        return Attribute(first);
    }

    private FilterColumn Attribute(string key)
    {
        var name = _schema.Attribute(key);
        return _schema.Numbers.Contains(name) || _schema.Texts.Contains(name)
            ? new(FilterEntity.Attribute, name)
            : throw new FormatException(
                $"invalid attribute key '{key}'; valid keys are {string.Join(", ", _schema.Texts.Concat(_schema.Numbers).Order(StringComparer.Ordinal))}"
            );
    }

    private string Name(bool stopsAtDot)
    {
        var start = _at;
        while (
            _at < _text.Length
            && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '_' or '-' or '/' || (_text[_at] == '.' && !stopsAtDot))
        )
        {
            _at++;
        }

        return _at > start ? _text[start.._at] : throw new FormatException($"expected a name at position {_at + 1}");
    }

    private string Comparator()
    {
        Skip();
        foreach (var comparator in s_comparators)
        {
            if (string.CompareOrdinal(_text, _at, comparator, 0, comparator.Length) == 0)
            {
                _at += comparator.Length;
                return comparator;
            }
        }

        return Word("LIKE") ? "LIKE"
            : Word("ILIKE") ? "ILIKE"
            : Word("IN") ? "IN"
            : Word("NOT") && Word("IN") ? "NOT IN"
            : throw new FormatException($"expected a comparator at position {_at + 1}");
    }

    private double Number(FilterColumn column)
    {
        Skip();
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] is '+' or '-' or '.' or 'e' or 'E'))
        {
            _at++;
        }

        return double.TryParse(_text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"expected a number for '{column.Key}' at position {start + 1}");
    }

    private string Text()
    {
        Skip();
        return _at < _text.Length && _text[_at] is '\'' or '"'
            ? Quoted()
            : throw new FormatException($"expected a quoted text at position {_at + 1}");
    }

    private List<string> List()
    {
        Expect('(');
        var texts = new List<string> { Text() };
        while (Is(','))
        {
            texts.Add(Text());
        }

        Expect(')');
        return texts;
    }

    private string Quoted()
    {
        var end = _text.IndexOf(_text[_at], _at + 1);
        if (end < 0)
        {
            throw new FormatException($"the quote at position {_at + 1} is not closed");
        }

        var text = _text[(_at + 1)..end];
        _at = end + 1;
        return text;
    }

    private bool Word(string word)
    {
        Skip();
        var end = _at + word.Length;
        if (
            string.Compare(_text, _at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) != 0
            || (end < _text.Length && char.IsLetterOrDigit(_text[end]))
        )
        {
            return false;
        }

        _at = end;
        return true;
    }

    private bool Is(char wanted)
    {
        Skip();
        if (_at >= _text.Length || _text[_at] != wanted)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(char wanted)
    {
        if (!Is(wanted))
        {
            throw new FormatException($"expected '{wanted}' at position {_at + 1}");
        }
    }

    private bool AtEnd()
    {
        Skip();
        return _at >= _text.Length;
    }

    private void Skip()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }
    }
}
