namespace OptiBid.Core.Series;

/// <summary>Which time-series store is used. Section <c>Series</c>.</summary>
public sealed class SeriesOptions
{
    /// <summary><c>DuckDb</c> (default, embedded: one file owned by one process) or <c>Postgres</c> (with Timescale where the server has it).</summary>
    public string Provider { get; set; } = "DuckDb";

    /// <summary>Memory that DuckDB may use in MB, beside the runtime's own; larger work is spilled to the store folder. 48 (default) or more; a batch of more than 60 series adds one for each further one, and a thread needs 12 (with 24 for all). With the default a 500 MB import stays under 300 MB in all.</summary>
    public int MemoryMegabytes { get; set; } = 48;

    /// <summary>Threads DuckDB works with; 0 (default) takes two, or one on a machine with one core.</summary>
    public int Threads { get; set; }
}
