using OptiBid.Core.Common;

namespace OptiBid.Core.Markets.Import.Sources;

/// <summary>Content that cannot be read on; whoever knows the file and the line adds them.</summary>
internal sealed class UnreadableException(Sentence reason, Exception? inner = null) : IOException(reason.ToString(), inner)
{
    private readonly Sentence _reason = reason;

    /// <summary>Why reading stopped: our own sentence, or the words of the library that failed.</summary>
    public static Sentence Reason(Exception fault) =>
        fault is UnreadableException unreadable ? unreadable._reason : Sentence.FromString(fault.Message);
}
