using System.Globalization;

namespace OptiBid.Core.Identity.Sso.Domains;

/// <summary>Domains as they are compared: lower case, ASCII, no dot at the end.</summary>
internal static class DomainName
{
    private static readonly IdnMapping s_idn = new() { UseStd3AsciiRules = true };

    // Domains that many organisations' people have mail at: nobody can own their users.
    private static readonly HashSet<string> s_shared = new(StringComparer.Ordinal)
    {
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "yahoo.com",
        "icloud.com",
        "me.com",
        "aol.com",
        "gmx.de",
        "gmx.net",
        "gmx.com",
        "web.de",
        "proton.me",
        "protonmail.com",
        "mail.ru",
        "yandex.ru",
        "qq.com",
        "163.com",
        "onmicrosoft.com",
    };

    /// <summary>The domain as it is compared, or null when the text is none.</summary>
    public static string? Normalise(string? text)
    {
        var name = text?.Trim().TrimEnd('.') ?? "";
        if (name.Length is 0 or > 253 || !name.Contains('.', StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            var ascii = s_idn.GetAscii(name).ToLowerInvariant();
            var labels = ascii.Split('.');
            return Array.TrueForAll(labels, l => l.Length is > 0 and <= 63) && labels[^1].Any(char.IsAsciiLetter) ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The domain of an e-mail address, or null when the text is none.</summary>
    public static string? OfEmail(string? email)
    {
        var at = email?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        return at > 0 && at == email!.LastIndexOf('@') && !email.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            ? Normalise(email[(at + 1)..])
            : null;
    }

    /// <summary>True for a domain of a public mail service.</summary>
    public static bool IsShared(string domain) => s_shared.Contains(domain);
}
