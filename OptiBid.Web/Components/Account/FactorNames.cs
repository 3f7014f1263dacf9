using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Web.Components.Account;

/// <summary>What people call the ways to prove who they are.</summary>
internal static class FactorNames
{
    /// <summary>The name in a sentence.</summary>
    public static string Of(string method) =>
        method switch
        {
            AuthenticationMethods.Password => "Password",
            AuthenticationMethods.Totp => "Authenticator app",
            AuthenticationMethods.Sms => "Text message",
            AuthenticationMethods.Email => "E-mail",
            AuthenticationMethods.BackupCode => "Backup code",
            AuthenticationMethods.Passkey => "Passkey",
            _ => method,
        };

    /// <summary>True for the ways whose code has to be sent first.</summary>
    public static bool IsSent(string method) => method is AuthenticationMethods.Sms or AuthenticationMethods.Email;
}
