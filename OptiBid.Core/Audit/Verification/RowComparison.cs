using OptiBid.Core.Common;

namespace OptiBid.Core.Audit.Verification;

/// <summary>
/// Compares the rows with the leaves that were signed and names each change: a row that was edited, moved, put in or taken out. Rows that only shifted
/// because of another change are not named.
/// </summary>
internal sealed class RowComparison(IReadOnlyList<byte[]> signed)
{
    private readonly List<Odd> _odd = [];
    private readonly List<long> _unmatched = [];
    private long _next;

    /// <summary>Takes the next row in the order of its index.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="id">Its id.</param>
    /// <param name="stored">The leaf that the row claims.</param>
    /// <param name="leaf">The leaf of its content.</param>
    public void Add(long index, Guid id, byte[] stored, byte[] leaf)
    {
        if (index < _next || index >= signed.Count)
        {
            _odd.Add(new(index, id, leaf, false));
            return;
        }

        for (; _next < index; _next++)
        {
            _unmatched.Add(_next);
        }

        _next = index + 1;
        if (!leaf.AsSpan().SequenceEqual(signed[(int)index]))
        {
            _odd.Add(new(index, id, leaf, stored.AsSpan().SequenceEqual(signed[(int)index])));
            _unmatched.Add(index);
        }
    }

    /// <summary>What is wrong, after the last row.</summary>
    public IReadOnlyList<(long Row, Guid? Id, string Kind, Sentence Detail)> Finish()
    {
        for (; _next < signed.Count; _next++)
        {
            _unmatched.Add(_next);
        }

        var problems = new List<(long Row, Guid? Id, string Kind, Sentence Detail)>();
        var places = _unmatched.ToLookup(i => Key(signed[(int)i]));
        var present = _odd.Where(o => !o.IsSignedHere).Select(o => Key(o.Leaf)).ToHashSet(StringComparer.Ordinal);
        var vanished = _unmatched.Where(i => !present.Contains(Key(signed[(int)i]))).ToHashSet();
        var moved = new List<(Odd Row, long From)>();
        foreach (var odd in _odd)
        {
            if (places[Key(odd.Leaf)].Cast<long?>().FirstOrDefault() is { } from)
            {
                moved.Add((odd, from));
            }
            else if (vanished.Remove(odd.Index))
            {
                problems.Add((odd.Index, odd.Id, AuditProblemKinds.Edited, $"row {odd.Index} is not what was signed"));
            }
            else
            {
                problems.Add((odd.Index, odd.Id, AuditProblemKinds.Inserted, $"row {odd.Index} was never signed"));
            }
        }

        problems.AddRange(Gaps(vanished));
        problems.AddRange(OutOfOrder(moved, problems.All(p => p.Kind == AuditProblemKinds.Edited)));
        return [.. problems.OrderBy(p => p.Row)];
    }

    private IEnumerable<(long, Guid?, string, Sentence)> Gaps(IEnumerable<long> vanished)
    {
        var rows = vanished.Order().ToList();
        for (var i = 0; i < rows.Count; )
        {
            var first = i;
            while (i < rows.Count && rows[i] - rows[first] == i - first)
            {
                i++;
            }

            var last = rows[i - 1];
            var kind = last == signed.Count - 1 ? AuditProblemKinds.Truncated : AuditProblemKinds.Missing;
            var what =
                last == rows[first] ? Sentence.Of($"row {last} is missing") : Sentence.Of($"rows {rows[first]} to {last} are missing");
            yield return (rows[first], null, kind, what);
        }
    }

    /// <summary>Moved rows: all of them when nothing came or went, otherwise those that stand before a row they followed.</summary>
    private static IEnumerable<(long, Guid?, string, Sentence)> OutOfOrder(List<(Odd Row, long From)> moved, bool all)
    {
        var highest = -1L;
        foreach (var (row, from) in moved.OrderBy(m => m.Row.Index))
        {
            if (all || from < highest)
            {
                yield return (row.Index, row.Id, AuditProblemKinds.Reordered, $"row {row.Index} was signed as row {from}");
            }

            highest = Math.Max(highest, from);
        }
    }

    private static string Key(byte[] leaf) => Convert.ToBase64String(leaf);

    private sealed record Odd(long Index, Guid Id, byte[] Leaf, bool IsSignedHere);
}
