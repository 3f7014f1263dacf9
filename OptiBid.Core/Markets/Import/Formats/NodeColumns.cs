namespace OptiBid.Core.Markets.Import.Formats;

/// <summary>What a reader keeps for each node of a file, found by the text of a cell without making a string of it.</summary>
internal sealed class NodeColumns<T>
    where T : class
{
    private readonly Dictionary<string, T> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private string _lastName = "";
    private T? _last;

    /// <summary>Nothing kept yet.</summary>
    public NodeColumns() => _lookup = _nodes.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What is kept for a node, or null where it is new. Makes no garbage.</summary>
    public T? Find(ReadOnlySpan<char> name)
    {
        if (_last is null || !name.SequenceEqual(_lastName))
        {
            if (!_lookup.TryGetValue(name, out var found, out var kept))
            {
                return null;
            }

            (_lastName, _last) = (found, kept);
        }

        return _last;
    }

    /// <summary>Keeps something for a new node.</summary>
    public T Add(ReadOnlySpan<char> name, T kept)
    {
        _nodes.Add(name.ToString(), kept);
        return kept;
    }
}
