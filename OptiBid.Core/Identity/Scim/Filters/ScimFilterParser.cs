using System.Globalization;
using System.Text.Json;

namespace OptiBid.Core.Identity.Scim.Filters;

/// <summary>
/// Reads filters by recursive descent: <c>not</c> binds closest, then <c>and</c>, then <c>or</c>. Bounded in length, depth and number of
/// comparisons, so that no filter costs more than a few microseconds to read or a page of SQL to run.
/// </summary>
internal sealed class ScimFilterParser
{
    public const int LongestFilter = 2048;
    public const int DeepestNesting = 10;
    public const int MostComparisons = 40;

    private readonly string _text;
    private int _at;
    private int _depth;
    private int _comparisons;
    private bool _inValuePath;

    private ScimFilterParser(string text) => _text = text;

    /// <summary>The filter of a text.</summary>
    /// <exception cref="ScimException">It is none, or too long or too deep.</exception>
    public static ScimFilter Parse(string text)
    {
        if (text.Length > LongestFilter)
        {
            throw new ScimException(ScimErrors.BadFilter($"A filter has at most {LongestFilter} characters."));
        }

        var parser = new ScimFilterParser(text);
        var filter = parser.ReadOr();
        parser.SkipSpaces();
        return parser._at == text.Length ? filter : throw parser.Fault("the end of the filter");
    }

    private ScimFilter ReadOr()
    {
        var left = ReadAnd();
        while (TryWord("or"))
        {
            left = new ScimFilter.Or(left, ReadAnd());
        }

        return left;
    }

    private ScimFilter ReadAnd()
    {
        var left = ReadTerm();
        while (TryWord("and"))
        {
            left = new ScimFilter.And(left, ReadTerm());
        }

        return left;
    }

    private ScimFilter ReadTerm()
    {
        if (++_depth > DeepestNesting)
        {
            throw new ScimException(ScimErrors.BadFilter($"A filter nests at most {DeepestNesting} deep."));
        }

        var start = _at;
        ScimFilter term;
        if (TryWord("not"))
        {
            SkipSpaces();
            if (!Is('('))
            {
                _at = start;
                throw Fault("a parenthesis after 'not'");
            }

            term = new ScimFilter.Not(ReadTerm());
        }
        else
        {
            SkipSpaces();
            term = Take('(') ? Closed(ReadOr(), ')') : ReadComparison();
        }

        _depth--;
        return term;
    }

    private ScimFilter Closed(ScimFilter inner, char bracket)
    {
        SkipSpaces();
        return Take(bracket) ? inner : throw Fault($"'{bracket}'");
    }

    private ScimFilter ReadComparison()
    {
        if (++_comparisons > MostComparisons)
        {
            throw new ScimException(ScimErrors.BadFilter($"A filter has at most {MostComparisons} comparisons."));
        }

        var word = ReadWord();
        if (ScimName.Parse(word) is not { Name.Length: > 0 } name)
        {
            throw Fault("an attribute name");
        }

        if (Is('['))
        {
            if (_inValuePath || name.Sub is not null)
            {
                throw Fault("an operator");
            }

            _at++;
            _inValuePath = true;
            var inner = Closed(ReadOr(), ']');
            _inValuePath = false;
            return new ScimFilter.ValuePath(name, inner);
        }

        SkipSpaces();
        var written = ReadWord();
        if (!written.All(char.IsAsciiLetter) || !Enum.TryParse<ScimOperator>(written, ignoreCase: true, out var op))
        {
            throw Fault("an operator");
        }

        if (op == ScimOperator.Pr)
        {
            return new ScimFilter.Comparison(name, op, null);
        }

        SkipSpaces();
        return new ScimFilter.Comparison(name, op, ReadValue());
    }

    private object? ReadValue()
    {
        if (Is('"'))
        {
            return ReadText();
        }

        var word = ReadWord();
        return word switch
        {
            "true" or "True" or "TRUE" => true,
            "false" or "False" or "FALSE" => false,
            "null" => null,
            _ when decimal.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => throw Fault("a value"),
        };
    }

    private string ReadText()
    {
        var end = _at + 1;
        while (end < _text.Length && _text[end] != '"')
        {
            end += _text[end] == '\\' ? 2 : 1;
        }

        if (end >= _text.Length)
        {
            throw Fault("the end of a text");
        }

        try
        {
            var value = JsonSerializer.Deserialize<string>(_text.AsSpan(_at, end + 1 - _at))!;
            if (!value.Any(char.IsControl))
            {
                _at = end + 1;
                return value;
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            // Answered below.
        }

        throw Fault("a text without control characters");
    }

    private bool TryWord(string word)
    {
        var start = _at;
        SkipSpaces();
        if (string.Compare(_text, _at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0)
        {
            var after = _at + word.Length;
            if (after < _text.Length && _text[after] is ' ' or '(')
            {
                _at = after;
                return true;
            }
        }

        _at = start;
        return false;
    }

    private string ReadWord()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is ':' or '.' or '_' or '-' or '$' or '+'))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private bool Is(char c) => _at < _text.Length && _text[_at] == c;

    private bool Take(char c)
    {
        if (!Is(c))
        {
            return false;
        }

        _at++;
        return true;
    }

    private void SkipSpaces()
    {
        while (Is(' '))
        {
            _at++;
        }
    }

    private ScimException Fault(string expected) =>
        new(
            ScimErrors.BadFilter(
                string.Create(CultureInfo.InvariantCulture, $"At character {_at + 1} of the filter {expected} was expected.")
            )
        );
}
