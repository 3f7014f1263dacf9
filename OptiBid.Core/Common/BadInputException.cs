namespace OptiBid.Core.Common;

/// <summary>
/// A file, message or option that cannot be read: it names the place and what was expected. Readers that stream throw it; verbs answer with
/// exit status 2 and one line, the API with 400.
/// </summary>
public sealed class BadInputException : Exception
{
    /// <summary>An input fault at a place.</summary>
    /// <param name="source">File, option or message, as the user named it.</param>
    /// <param name="line">1-based line, or null where the whole input is at fault.</param>
    /// <param name="reason">What is wrong and what was expected.</param>
    public BadInputException(string source, long? line, Sentence reason)
        : this(source, line, reason, inner: null) { }

    /// <summary>An input fault at a place, with the fault that was met below.</summary>
    public BadInputException(string source, long? line, Sentence reason, Exception? inner)
        : base(Place(source, line, reason).ToString(), inner)
    {
        InputSource = source;
        Line = line;
        Reason = reason;
    }

    /// <summary>File, option or message, as the user named it.</summary>
    public string InputSource { get; }

    /// <summary>1-based line, or null.</summary>
    public long? Line { get; }

    /// <summary>What is wrong and what was expected.</summary>
    public Sentence Reason { get; }

    /// <summary>Place and reason: the message, for people.</summary>
    public Sentence Text => Place(InputSource, Line, Reason);

    private static Sentence Place(string source, long? line, Sentence reason) =>
        line is null ? Sentence.Of($"{source}: {reason}") : Sentence.Of($"{source}:{line}: {reason}");
}
