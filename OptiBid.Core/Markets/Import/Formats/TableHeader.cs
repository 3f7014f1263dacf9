namespace OptiBid.Core.Markets.Import.Formats;

/// <summary>The header of a table and its first rows. Names are compared in lower case with blanks as underscores.</summary>
internal sealed class TableHeader
{
    private readonly Dictionary<string, int> _ordinals = new(StringComparer.Ordinal);

    /// <summary>A header.</summary>
    /// <param name="path">The file, as the user named it.</param>
    /// <param name="name">Name of the file without folders.</param>
    /// <param name="columns">Column names as the file spells them.</param>
    /// <param name="sample">First rows.</param>
    public TableHeader(string path, string name, IReadOnlyList<string> columns, IReadOnlyList<string[]> sample)
    {
        (Path, FileName, Columns, Sample) = (path, name, columns, sample);
        Names = [.. columns.Select(Normalise)];
        for (var i = 0; i < Names.Count; i++)
        {
            _ordinals.TryAdd(Names[i], i);
        }
    }

    /// <summary>The file, as the user named it.</summary>
    public string Path { get; }

    /// <summary>Name of the file without folders.</summary>
    public string FileName { get; }

    /// <summary>Name of the file up to its first dot.</summary>
    public string Stem => FileName.Split('.')[0];

    /// <summary>Column names as the file spells them.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>Column names as they are compared.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>First rows, to tell the length of an interval.</summary>
    public IReadOnlyList<string[]> Sample { get; }

    /// <summary>Ordinal of a column, or -1.</summary>
    public int this[string name] => _ordinals.GetValueOrDefault(name, -1);

    /// <summary>Ordinal of the first of several spellings that is there, or -1.</summary>
    public int Any(params ReadOnlySpan<string> spellings)
    {
        foreach (var name in spellings)
        {
            if (_ordinals.TryGetValue(name, out var ordinal))
            {
                return ordinal;
            }
        }

        return -1;
    }

    /// <summary>True when all columns are there.</summary>
    public bool Has(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!_ordinals.ContainsKey(name))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A name that comes twice, or null.</summary>
    public string? Repeated => Names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Key.Length > 0 && g.Count() > 1)?.Key;

    /// <summary>A name as it is compared.</summary>
    public static string Normalise(string name) => name.Trim().ToLowerInvariant().Replace(' ', '_');
}
