using System.Runtime.CompilerServices;
using OptiBid.Core.Common;

namespace OptiBid.Core.Markets.Import.Sink;

/// <summary>
/// Why a row is left out: a <see cref="Sentence"/> that is put together only while the sink still lists rows, for a bad file rejects millions.
/// </summary>
[InterpolatedStringHandler]
internal readonly struct RowFault
{
    private readonly Sentence? _sentence;
    private readonly string? _words;

    /// <summary>Called by the compiler.</summary>
    public RowFault(int literalLength, int formattedCount, SeriesSink sink, out bool isListed)
    {
        isListed = sink.ListsFaults;
        _sentence = isListed ? new(literalLength, formattedCount) : null;
    }

    private RowFault(Sentence? sentence, string? words) => (_sentence, _words) = (sentence, words);

    /// <summary>The sentence; asked for only where the row is listed.</summary>
    public Sentence Sentence => _sentence ?? Sentence.FromString(_words ?? "");

    /// <summary>A fault without values.</summary>
    public static implicit operator RowFault(string words) => new(null, words);

    /// <summary>A fault that was found earlier.</summary>
    public static implicit operator RowFault(Sentence sentence) => new(sentence, null);

    /// <summary>Called by the compiler.</summary>
    public void AppendLiteral(string value) => _sentence!.AppendLiteral(value);

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted<T>(T value, string? format = null) => _sentence!.AppendFormatted(value, format);
}
