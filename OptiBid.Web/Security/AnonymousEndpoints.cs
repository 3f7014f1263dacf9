namespace OptiBid.Web.Security;

/// <summary>
/// Every endpoint that answers without a session, each with its reason. A test compares this with the endpoints of the running app, in both
/// directions. Static files are not endpoints of their own in this list: they are all public.
/// </summary>
internal static class AnonymousEndpoints
{
    /// <summary>Route patterns and why they need no session.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["/language"] = "Chooses the language of the browser, also on the page where people sign in.",
            ["/healthz"] = "The process lives; says nothing else.",
            ["/readyz"] = "The stores are ready; says nothing else.",
            ["/login"] = "Where people sign in.",
            ["/login/sso"] = "Leads to the identity provider of an e-mail's domain.",
            ["/login/microsoft"] = "Leads to Microsoft where that is configured; 404 where it is not.",
            ["/sso/complete"] = "Reads the answer of an identity provider that was checked just before.",
            ["/sso/{id:guid}/backchannel"] = "An identity provider's signed word that somebody signed out.",
            ["/.well-known/jwks.json"] = "Public keys of access tokens.",
            ["/api/v1/auth/refresh"] = "The refresh token is the proof.",
            ["/register/{Token}"] = "Where an invited person joins; the secret in the address is the proof.",
            ["/not-found"] = "The page that explains 404.",
            ["/api/v1/passkeys/sign-in/options"] = "Begins a sign-in by passkey; the answer is the same for everybody.",
            ["/api/v1/passkeys/sign-in"] = "Completes a sign-in by passkey.",
            ["/login/mfa"] = "The second factor of a pending sign-in.",
            ["/forgot"] = "Asks for a link to a new password; answers everybody alike.",
            ["/reset"] = "Sets a password with such a link.",
            ["/verify-email"] = "Confirms a mailbox with a mailed link.",
            ["/status/{Code:int}"] = "Pages that explain an error.",
        };
}
