namespace OptiBid.Core.Series.DuckDb;

/// <summary>Where the DuckDB file is and what the engine may use.</summary>
/// <param name="Folder">Folder of <c>series.duckdb</c>, created when missing.</param>
/// <param name="MemoryMegabytes">Limit of the buffer manager; raised where the threads need more.</param>
/// <param name="Threads">Threads, 0 for two at most.</param>
internal sealed record DuckDbFileOptions(string Folder, int MemoryMegabytes = 48, int Threads = 0);
