namespace OptiBid.Web.Components.Shared;

/// <summary>How well a text answers what somebody types: all its letters in order, best at the starts of words.</summary>
public static class FuzzyMatch
{
    /// <summary>A score, higher is better; 0 when a letter is missing. Case and spaces of what is typed do not matter.</summary>
    public static int Score(string typed, string text)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(text);
        var asked = typed.Trim();
        if (asked.Length == 0)
        {
            return 1;
        }

        var whole = text.IndexOf(asked, StringComparison.OrdinalIgnoreCase);
        if (whole >= 0)
        {
            return 1000
                + (
                    whole == 0 ? 300
                    : IsStart(text, whole) ? 200
                    : 0
                )
                + (asked.Length == text.Length ? 500 : 0)
                - Math.Min(99, text.Length);
        }

        // Jumping to the starts of words can jump over a letter that is needed: then every letter is taken where it comes first.
        return Walk(asked, text, toStarts: true) is > 0 and var best ? best : Walk(asked, text, toStarts: false);
    }

    private static int Walk(string asked, string text, bool toStarts)
    {
        var (score, at, last) = (0, 0, -2);
        foreach (var letter in asked.Where(c => c != ' '))
        {
            var found = Find(text, letter, at, toStarts);
            if (found < 0)
            {
                return 0;
            }

            score += (found == last + 1 ? 8 : 1) + (IsStart(text, found) ? 10 : 0);
            (last, at) = (found, found + 1);
        }

        return Math.Max(1, score - (text.Length / 8));
    }

    /// <summary>The next place of a letter: right here, or at the start of a word if there is one ahead, else anywhere.</summary>
    private static int Find(string text, char letter, int from, bool toStarts)
    {
        var any = -1;
        for (var i = from; i < text.Length; i++)
        {
            if (char.ToUpperInvariant(text[i]) == char.ToUpperInvariant(letter))
            {
                if (!toStarts || i == from || IsStart(text, i))
                {
                    return i;
                }

                any = any < 0 ? i : any;
            }
        }

        return any;
    }

    private static bool IsStart(string text, int at) =>
        at == 0 || !char.IsLetterOrDigit(text[at - 1]) || (char.IsUpper(text[at]) && char.IsLower(text[at - 1]));
}
