namespace OptiBid.Core.Series;

/// <summary>Another process holds the embedded time-series store: a file has one owner at a time.</summary>
public sealed class SeriesStoreBusyException : IOException
{
    /// <summary>Creates the exception without naming a folder.</summary>
    public SeriesStoreBusyException()
        : base("Another OptiBid process has the time-series store open.") { }

    /// <summary>Creates the exception with a message of its own.</summary>
    public SeriesStoreBusyException(string message)
        : base(message) { }

    /// <summary>Creates the exception for the store in <paramref name="folder"/>.</summary>
    public SeriesStoreBusyException(string folder, Exception innerException)
        : base(
            $"The time-series store in '{folder}' is open in another OptiBid process; stop that process or name another folder with --store.",
            innerException
        ) { }
}
