using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using DuckDB.NET.Data;

namespace OptiBid.Core.Series.DuckDb;

/// <summary>The one database instance of this process on the file, and its connections. Safe for use by many threads.</summary>
internal sealed class DuckDbDatabase : IDisposable
{
    private const int IdleReaders = 8;
    private const int FreeSeries = 60;

    // Each thread sorts and compresses blocks of its own: with less, the commit of a large batch fails (measured with 1, 2, 4 and 8 threads).
    private const int DefaultThreads = 2;
    private const int SharedMegabytes = 24;
    private const int MegabytesPerThread = 12;

    // What a process spares until it first queries or commits: rows that come in need less, and who reads a large file needs memory elsewhere.
    private const int SparedMegabytes = 16;
    private readonly string _connectionString;
    private readonly DuckDBConnection _root;
    private readonly ConcurrentBag<DuckDBConnection> _readers = [];
    private readonly ReaderWriterLockSlim _snapshots = new();
    private readonly int _memoryMegabytes;
    private int _heldMegabytes;

    private DuckDbDatabase(string connectionString, int memoryMegabytes)
    {
        _connectionString = connectionString;
        _memoryMegabytes = memoryMegabytes;
        _root = new DuckDBConnection(connectionString);
    }

    /// <summary>Opens the file, creates what is missing and drops what a killed process left behind.</summary>
    /// <exception cref="SeriesStoreBusyException">Another process has the file open.</exception>
    public static DuckDbDatabase Open(DuckDbFileOptions options)
    {
        var folder = Path.GetFullPath(options.Folder);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "series.duckdb");
        // A clean close leaves no write-ahead log.
        var unclean = File.Exists(file + ".wal");
        var threads = options.Threads > 0 ? options.Threads : Math.Min(Environment.ProcessorCount, DefaultThreads);
        var memory = Math.Max(options.MemoryMegabytes, SharedMegabytes + (MegabytesPerThread * threads));
        var database = new DuckDbDatabase($"Data Source={file}", memory);
        try
        {
            database._root.Open();
            var spill = Path.Combine(folder, "series.spill");
            if (Directory.Exists(spill))
            {
                Directory.Delete(spill, recursive: true);
            }

            Execute(
                database._root,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"SET GLOBAL memory_limit = '{memory - SparedMegabytes}MB'; SET GLOBAL threads = {threads}; SET GLOBAL preserve_insertion_order = false; SET GLOBAL allocator_background_threads = true; SET GLOBAL allocator_flush_threshold = '8MB'; SET GLOBAL allocator_bulk_deallocation_flush_threshold = '8MB'; SET GLOBAL temp_directory = '{spill.Replace("'", "''", StringComparison.Ordinal)}';"
                )
            );
            Execute(database._root, DuckDbSchema.Tables);
            if (unclean)
            {
                Execute(database._root, DuckDbSchema.Recount);
            }

            return database;
        }
        catch (DuckDBException fault) when (fault.Message.Contains("lock on file", StringComparison.OrdinalIgnoreCase))
        {
            database.Dispose();
            throw new SeriesStoreBusyException(folder, fault);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>A connection of its own for a batch, closed by the caller.</summary>
    public DuckDBConnection Connect()
    {
        var connection = new DuckDBConnection(_connectionString);
        connection.Open();
        return connection;
    }

    /// <summary>
    /// Raises the memory limit to its full size, and beyond it for a commit of many series: DuckDB keeps blocks of each column and sorted run in
    /// memory, and what a batch of 60 series needs is not enough for one of 200. It is not lowered again.
    /// </summary>
    public void MakeRoomFor(int series)
    {
        var needed = _memoryMegabytes + Math.Max(0, series - FreeSeries);
        if (needed <= Volatile.Read(ref _heldMegabytes))
        {
            return;
        }

        lock (_root)
        {
            if (needed > _heldMegabytes)
            {
                Execute(_root, string.Create(CultureInfo.InvariantCulture, $"SET GLOBAL memory_limit = '{needed}MB'"));
                Volatile.Write(ref _heldMegabytes, needed);
            }
        }
    }

    /// <summary>
    /// Commits a transaction while no query runs: DuckDB 1.5 makes the rows of a large commit visible block by block, and a query that starts
    /// in between sees some of them. The commit itself takes milliseconds, since the rows are in the file already.
    /// </summary>
    public void Commit(DbTransaction transaction)
    {
        _snapshots.EnterWriteLock();
        try
        {
            transaction.Commit();
        }
        finally
        {
            _snapshots.ExitWriteLock();
        }
    }

    /// <summary>Runs a query on a reader's connection, away from the caller's thread.</summary>
    public Task<List<T>> QueryAsync<T>(
        string sql,
        object[] parameters,
        Func<DuckDBDataReader, T> row,
        CancellationToken cancellationToken
    ) => Task.Run(() => Query(sql, parameters, row, cancellationToken), cancellationToken);

    /// <summary>Runs statements.</summary>
    public static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of the schema and settings.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>Reads rows over a connection.</summary>
    public static List<T> Read<T>(
        DuckDBConnection connection,
        string sql,
        object[] parameters,
        Func<DuckDBDataReader, T> row,
        CancellationToken cancellationToken
    )
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of the schema.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new DuckDBParameter(parameter));
        }

        using var cancel = cancellationToken.Register(command.Cancel);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        cancellationToken.ThrowIfCancellationRequested();
        return rows;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }

        _root.Dispose();
        _snapshots.Dispose();
    }

    private List<T> Query<T>(string sql, object[] parameters, Func<DuckDBDataReader, T> row, CancellationToken cancellationToken)
    {
        MakeRoomFor(series: 0);
        if (!_readers.TryTake(out var connection))
        {
            connection = Connect();
        }

        try
        {
            _snapshots.EnterReadLock();
            try
            {
                return Read(connection, sql, parameters, row, cancellationToken);
            }
            finally
            {
                _snapshots.ExitReadLock();
            }
        }
        finally
        {
            if (_readers.Count < IdleReaders)
            {
                _readers.Add(connection);
            }
            else
            {
                connection.Dispose();
            }
        }
    }
}
