using System.Globalization;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OptiBid.Core.Common;

namespace OptiBid.Web.Components.Shared;

/// <summary>What OptiBid.Core says to a person, in the language and format of the reader. Programs, logs and files get <c>Message</c>, in English.</summary>
internal static class Sentences
{
    private static readonly IStringLocalizer s_texts = new ResourceManagerStringLocalizerFactory(
        Options.Create(new LocalizationOptions()),
        NullLoggerFactory.Instance
    ).Create(typeof(Failures.Texts));

    /// <summary>What failed, in one sentence of the reader's language.</summary>
    public static string Localized(this Failure failure) => failure.Text.Localized();

    /// <summary>The sentence in the reader's language; in English where that language has none.</summary>
    public static string Localized(this Sentence sentence) =>
        string.Format(
            CultureInfo.CurrentCulture,
            Formats.Unit(s_texts[sentence.Format].Value),
            [.. sentence.Values.Select(v => v is Sentence inner ? inner.Localized() : v)]
        );

    /// <summary>True where the sentence has words and the reader's language, which is not English, has none for them.</summary>
    public static bool IsForeign(this Sentence sentence) =>
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName != "en"
        && s_texts[sentence.Format].ResourceNotFound
        && HasWords(sentence.Format);

    /// <summary>Letters outside of the placeholders.</summary>
    private static bool HasWords(string format)
    {
        var isOutside = true;
        foreach (var sign in format)
        {
            isOutside = sign == '}' || (isOutside && sign != '{');
            if (isOutside && char.IsLetter(sign))
            {
                return true;
            }
        }

        return false;
    }
}
