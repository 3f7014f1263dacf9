using System.Net.Mail;

namespace OptiBid.Core.Identity.Members;

/// <summary>E-mail addresses as they are compared.</summary>
internal static class EmailAddresses
{
    /// <summary>Longest address.</summary>
    public const int MaxLength = 256;

    /// <summary>True for one plain address, without a display name.</summary>
    public static bool IsValid(string? email)
    {
        var text = email?.Trim() ?? "";
        return text.Length is > 2 and <= MaxLength
            && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            && MailAddress.TryCreate(text, out var address)
            && address.Address == text;
    }

    /// <summary>The compared form; the same as ASP.NET Core Identity's.</summary>
    public static string Normalise(string email) => email.Trim().Normalize().ToUpperInvariant();
}
