using System.Runtime.CompilerServices;
using OptiBid.Core.Common;
using OptiBid.Core.Markets.Import.Parsing;
using OptiBid.Core.Markets.Import.Sources;
using OptiBid.Core.Series;

namespace OptiBid.Core.Markets.Import.Sink;

/// <summary>
/// Takes the values that a reader finds, row by row: a row is taken whole or rejected whole. Keeps count of what was read and why rows were left
/// out. Not safe for several threads.
/// </summary>
/// <param name="source">Feed or document the values come from.</param>
internal sealed class SeriesSink(string source)
{
    private const int FlushAt = 1 << 15;
    private const int MaxListed = 100;
    private const int MaxVersioned = 5_000_000;
    private readonly Dictionary<SeriesKey, SeriesColumn> _columns = [];
    private readonly List<SeriesColumn> _filled = [];
    private readonly List<RejectedRow> _rejected = [];
    private readonly Dictionary<string, (long Count, long FirstLine)> _blanks = new(StringComparer.Ordinal);
    private readonly Dictionary<Sentence, (long Count, long FirstLine)> _notes = new(ReferenceEqualityComparer.Instance);
    private readonly PageStore _pages = new();
    private Staged[] _row = new Staged[64];
    private int _staged;
    private bool _refused;
    private int _waiting;

    /// <summary>Rows met.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Rows whose values were taken.</summary>
    public long RowsTaken { get; private set; }

    /// <summary>Rows that repeated what an earlier row of the file said.</summary>
    public long RowsRepeated { get; private set; }

    /// <summary>Rows left out.</summary>
    public long RowsRejected { get; private set; }

    /// <summary>Values taken.</summary>
    public long Values { get; private set; }

    /// <summary>Line of the row in work.</summary>
    public long Line { get; private set; }

    /// <summary>The first rows left out, each with its reason.</summary>
    public IReadOnlyList<RejectedRow> Rejected => _rejected;

    /// <summary>False once as many rows are listed as are shown: nobody reads the reasons of the others.</summary>
    public bool ListsFaults => !_refused && _rejected.Count < MaxListed;

    /// <summary>Series that hold a value, in the order they were met.</summary>
    public IReadOnlyList<SeriesColumn> Columns => _filled;

    /// <summary>True when the points that wait should be handed on.</summary>
    public bool IsFull => _waiting >= FlushAt;

    /// <summary>The series with a name, created when new.</summary>
    public SeriesColumn Column(
        string market,
        string node,
        string product,
        string unit,
        int minutes,
        string zone,
        SeriesKind kind = SeriesKind.Regular
    )
    {
        var key = new SeriesKey(market, node, product);
        if (!_columns.TryGetValue(key, out var column))
        {
            column = new SeriesColumn(new SeriesDefinition(key, unit, minutes, zone, source, IsSimulated: false), kind, _pages);
            _columns.Add(key, column);
        }

        return column;
    }

    /// <summary>Starts a row.</summary>
    public void BeginRow(long line)
    {
        Line = line;
        RowsRead++;
        (_staged, _refused) = (0, false);
    }

    /// <summary>Leaves the row in work out.</summary>
    public void Reject([InterpolatedStringHandlerArgument("")] RowFault fault)
    {
        if (ListsFaults)
        {
            _rejected.Add(new RejectedRow(Line, fault.Sentence));
        }

        RowsRejected += _refused ? 0 : 1;
        _refused = true;
    }

    /// <summary>Notes something about the row in work that does not stop it. How often the same object was noted is counted: keep it in a field.</summary>
    public void Note(Sentence note) => Count(_notes, note);

    /// <summary>Adds the number in a cell to the row in work. An empty cell is no value; anything else that is no finite number rejects the row.</summary>
    public void Add(SeriesColumn column, ReadOnlySpan<char> cell, string name, DateTime startUtc, DateTime publishedUtc, double factor = 1)
    {
        cell = cell.Trim();
        if (cell.IsEmpty)
        {
            Count(_blanks, name);
        }
        else if (NumberText.TryParse(cell, out var value))
        {
            Add(column, factor == 1 ? value : value * factor, startUtc, publishedUtc);
        }
        else
        {
            Reject($"'{name}' is '{Shorten(cell)}'; expected a finite number");
        }
    }

    /// <summary>Adds a value to the row in work.</summary>
    public void Add(SeriesColumn column, double value, DateTime startUtc, DateTime publishedUtc)
    {
        if (!column.TryIndex(startUtc, out var index))
        {
            Reject($"{startUtc:yyyy-MM-dd HH:mm:ss} UTC does not start an interval of {column.Definition.IntervalMinutes} minutes");
            return;
        }

        if (_staged == _row.Length)
        {
            Array.Resize(ref _row, _row.Length * 2);
        }

        _row[_staged++] = new Staged(column, index, new SeriesPoint(startUtc, value, publishedUtc));
    }

    /// <summary>Notes how far the first value of the row in work is from the sum of the others: a total and its parts.</summary>
    public void CheckTotal(int parts)
    {
        if (_staged != parts + 1)
        {
            return;
        }

        var sum = 0.0;
        for (var i = 1; i <= parts; i++)
        {
            sum += _row[i].Point.Value;
        }

        var error = Math.Round(Math.Abs(_row[0].Point.Value - sum), 9);
        var total = _row[0].Column;
        total.IdentityError = total.IdentityError is { } worst && worst >= error ? worst : error;
    }

    /// <summary>Ends a row: its values are taken unless it was rejected.</summary>
    public void EndRow()
    {
        if (_refused)
        {
            return;
        }

        var row = _row.AsSpan(0, _staged);
        if (row.IsEmpty)
        {
            Reject("the row holds no value");
            return;
        }

        var repeats = 0;
        foreach (ref var cell in row)
        {
            cell.Answer = cell.Column.Look(cell.Index, cell.Point.Value);
            repeats += cell.Answer == GridAnswer.Same ? 1 : 0;
            if (cell.Answer == GridAnswer.Differs)
            {
                cell.Column.Contradictions++;
                Reject(
                    $"{cell.Column.Definition.Key} at {cell.Point.StartUtc:yyyy-MM-dd HH:mm} UTC is {cell.Point.Value}; an earlier row of the file says {cell.Column.Grid[cell.Index]}"
                );
                return;
            }
        }

        foreach (ref var cell in row)
        {
            if (cell.Answer == GridAnswer.Same)
            {
                cell.Column.Repeats++;
            }
            else
            {
                Take(cell);
            }
        }

        RowsTaken += repeats < row.Length ? 1 : 0;
        RowsRepeated += repeats < row.Length ? 0 : 1;
    }

    /// <summary>The blocks that wait; with <paramref name="all"/> also those of series with several publications, which go in order of publication.</summary>
    public IEnumerable<PointBlock> Drain(bool all)
    {
        _waiting = 0;
        foreach (var column in _filled.Where(c => c.Buffered > 0 && (all || c.Kind != SeriesKind.Versioned)))
        {
            yield return column.Drain();
        }
    }

    /// <summary>Gives up what waits.</summary>
    public void Discard() => _filled.ForEach(c => c.Discard());

    /// <summary>Empty cells and notes, one sentence each.</summary>
    public IEnumerable<Sentence> Warnings() =>
        _blanks
            .Select(b => Sentence.Of($"'{b.Key}' is empty in {b.Value.Count:N0} rows, first in line {b.Value.FirstLine:N0}"))
            .Concat(_notes.Select(n => Sentence.Of($"{n.Key} ({n.Value.Count:N0} rows, first in line {n.Value.FirstLine:N0})")));

    /// <summary>Text of a cell for a message.</summary>
    public static string Shorten(ReadOnlySpan<char> text) => text.Length <= 40 ? text.ToString() : string.Concat(text[..40], "...");

    private void Take(in Staged cell)
    {
        if (cell.Column.Count == 0)
        {
            _filled.Add(cell.Column);
        }

        cell.Column.Take(cell.Index, cell.Point);
        Values++;
        if (cell.Column.Kind != SeriesKind.Versioned)
        {
            _waiting++;
        }
        else if (cell.Column.Buffered > MaxVersioned)
        {
            throw new UnreadableException($"more than {MaxVersioned:N0} forecast values of one series in one file; split it");
        }
    }

    private void Count<T>(Dictionary<T, (long Count, long FirstLine)> counts, T what)
        where T : notnull
    {
        var seen = counts.GetValueOrDefault(what, (0, Line));
        counts[what] = (seen.Item1 + 1, seen.Item2);
    }

    private struct Staged(SeriesColumn column, int index, SeriesPoint point)
    {
        public readonly SeriesColumn Column = column;
        public readonly int Index = index;
        public readonly SeriesPoint Point = point;
        public GridAnswer Answer = GridAnswer.New;
    }
}
