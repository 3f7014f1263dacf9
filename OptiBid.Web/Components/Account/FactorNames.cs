using System.Globalization;
using Microsoft.Extensions.Localization;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Web.Components.Account;

/// <summary>What people call the ways to prove who they are.</summary>
internal static class FactorNames
{
    /// <summary>The name as a heading.</summary>
    public static string Of(string method, IStringLocalizer<Texts> texts) =>
        method switch
        {
            AuthenticationMethods.Password => texts["Password"],
            AuthenticationMethods.Totp => texts["Authenticator app"],
            AuthenticationMethods.Sms => texts["Text message"],
            AuthenticationMethods.Email => texts["E-mail"],
            AuthenticationMethods.BackupCode => texts["Backup code"],
            AuthenticationMethods.Passkey => texts["Passkey"],
            _ => method,
        };

    /// <summary>The name inside a sentence: English writes it small, German keeps its capitals.</summary>
    public static string InSentence(string method, IStringLocalizer<Texts> texts)
    {
        var name = Of(method, texts);
        return CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "de" ? name : name.ToLowerInvariant();
    }

    /// <summary>True for the ways whose code has to be sent first.</summary>
    public static bool IsSent(string method) => method is AuthenticationMethods.Sms or AuthenticationMethods.Email;
}
