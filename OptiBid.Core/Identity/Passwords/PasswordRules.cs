using System.Text;
using OptiBid.Core.Common;

namespace OptiBid.Core.Identity.Passwords;

/// <summary>Whose password it will be.</summary>
/// <param name="Email">Their e-mail.</param>
/// <param name="DisplayName">Their name.</param>
/// <param name="HasSecondFactor">They have a second factor: a shorter password will do.</param>
/// <param name="OrganisationNames">Where they work.</param>
public sealed record PasswordOwner(
    string Email,
    string DisplayName,
    bool HasSecondFactor = false,
    IReadOnlyList<string>? OrganisationNames = null
);

/// <summary>
/// What a new password must be: long, none of those that everybody tries first, and not made of its owner's names. No rule on kinds of
/// characters (NIST SP 800-63B).
/// </summary>
public static class PasswordRules
{
    /// <summary>Fewest characters of a password that stands alone.</summary>
    public const int MinimumLength = 15;

    /// <summary>Fewest characters of a password beside a second factor.</summary>
    public const int MinimumLengthWithSecondFactor = 8;

    /// <summary>Most characters; longer ones are refused, never cut.</summary>
    public const int MaximumLength = 256;

    private static readonly string[] s_words =
    [
        "password",
        "passw0rd",
        "123456",
        "654321",
        "qwerty",
        "qwertz",
        "azerty",
        "letmein",
        "welcome",
        "iloveyou",
        "administrator",
        "changeme",
        "abc123",
        "football",
        "baseball",
        "dragon",
        "monkey",
        "sunshine",
        "princess",
        "trustno1",
        "superman",
        "1q2w3e",
        "zaq12wsx",
        "optibid",
        "electricity",
    ];

    /// <summary>The text that is hashed and compared: Unicode NFKC, so that the same keys mean the same password on every system. Null for broken text.</summary>
    public static string? Normalise(string password)
    {
        try
        {
            return password?.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>What is wrong with a password, in one sentence; null when nothing is.</summary>
    public static Sentence? Problem(string password, string email, string displayName) => Problem(password, new(email, displayName));

    /// <inheritdoc cref="Problem(string, string, string)"/>
    public static Sentence? Problem(string password, PasswordOwner owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        if (password?.Length > MaximumLength)
        {
            return $"The password may have at most {MaximumLength} characters.";
        }

        if (Normalise(password ?? "") is not { } text)
        {
            return "The password holds characters that are no text.";
        }

        var fewest = owner.HasSecondFactor ? MinimumLengthWithSecondFactor : MinimumLength;
        if (text.EnumerateRunes().Count() < fewest)
        {
            return $"The password needs at least {fewest} characters; a few words with spaces are fine.";
        }

        if (text.EnumerateRunes().Distinct().Count() < 5)
        {
            return "The password repeats too few characters.";
        }

        if (CommonPasswords.Contains(text))
        {
            return "The password is one of those that are tried first.";
        }

        // What is left beside common words and the owner's own names has to be long enough to carry the password.
        var rest = s_words
            .Concat(NamesOf(owner))
            .OrderByDescending(w => w.Length)
            .Aggregate(text, (left, w) => left.Replace(w, "", StringComparison.OrdinalIgnoreCase));
        return rest.Length < text.Length && rest.EnumerateRunes().Count() < MinimumLengthWithSecondFactor
            ? Sentence.Of("The password is mostly words that are tried first, or names of yours.")
            : null;
    }

    private static IEnumerable<string> NamesOf(PasswordOwner owner)
    {
        string[] names = [owner.DisplayName, .. owner.OrganisationNames ?? [], .. owner.Email.Split('@')];
        return names
            .Concat(names.SelectMany(n => n.Split([' ', '.', '-', '_', '+'], StringSplitOptions.RemoveEmptyEntries)))
            .Select(n => Normalise(n) ?? "")
            .Where(n => n.Length >= 4)
            .Distinct(StringComparer.OrdinalIgnoreCase);
    }
}
