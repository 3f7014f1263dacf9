using System.Globalization;

namespace OptiBid.Web.Security.Sso;

/// <summary>Names and paths of a provider's scheme.</summary>
internal static class SsoScheme
{
    /// <summary>The short-lived cookie between the provider's answer and the session.</summary>
    public const string External = "optibid-ext";

    /// <summary>The cookie that remembers what the provider wants to see at sign-out.</summary>
    public const string AtProvider = "optibid-op";

    /// <summary>The platform's own scheme for accounts at Microsoft.</summary>
    public const string Microsoft = "microsoft";

    private const string Prefix = "sso:";

    /// <summary>The scheme of a provider.</summary>
    public static string Of(Guid id) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{id:D}");

    /// <summary>The provider of a scheme, or null for other schemes.</summary>
    public static Guid? ProviderOf(string? scheme) =>
        scheme?.StartsWith(Prefix, StringComparison.Ordinal) == true && Guid.TryParseExact(scheme.AsSpan(Prefix.Length), "D", out var id)
            ? id
            : null;

    /// <summary>A path of a provider, such as its redirect address: <c>/sso/{id}/callback</c>.</summary>
    public static string PathOf(Guid id, string what) => string.Create(CultureInfo.InvariantCulture, $"/sso/{id:D}/{what}");
}

/// <summary>What a trip to the provider is for; kept in the protected state.</summary>
internal static class SsoTrip
{
    /// <summary>Name of the item.</summary>
    public const string Purpose = "purpose";

    /// <summary>Sign in.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Try, without a change and without a session.</summary>
    public const string Rehearse = "rehearse";

    /// <summary>Tie the account to the signed-in user.</summary>
    public const string Link = "link";

    /// <summary>Where to go then.</summary>
    public const string ReturnUrl = "return-url";

    /// <summary>The session that a rehearsal or a tie belongs to.</summary>
    public const string Session = "session";

    /// <summary>Prefix of claims that come from the ID token alone.</summary>
    public const string FromToken = "id-token:";
}
