using System.Globalization;
using System.Security.Claims;
using OptiBid.Core.Identity.Sessions;

namespace OptiBid.Web.Security;

/// <summary>Names of the schemes and of the claims of a principal. What a user may do is not among them: it is asked for as of now.</summary>
internal static class SessionClaims
{
    /// <summary>The scheme of the cookie: the one to sign in and out with.</summary>
    public const string Scheme = "optibid-session";

    /// <summary>The scheme that looks at the request and chooses among cookie, access token and API key.</summary>
    public const string AnyScheme = "optibid";

    /// <summary>The scheme of access tokens.</summary>
    public const string TokenScheme = "optibid-token";

    /// <summary>The scheme of API keys.</summary>
    public const string KeyScheme = "optibid-key";

    /// <summary>Id of the session or of the API key.</summary>
    public const string Session = "sid";

    /// <summary>Id of the organisation.</summary>
    public const string Organisation = "org";

    /// <summary>Name of the role, for display.</summary>
    public const string Role = ClaimTypes.Role;

    /// <summary>The principal of a live session.</summary>
    public static ClaimsPrincipal PrincipalOf(LiveSession live, string scheme = Scheme) =>
        new(
            new ClaimsIdentity(
                [
                    new(Session, live.Id.ToString()),
                    new(ClaimTypes.NameIdentifier, live.Access.UserId.ToString()),
                    new(ClaimTypes.Name, live.Access.DisplayName),
                    new(ClaimTypes.Email, live.Access.Email),
                    new(Organisation, live.Access.OrganisationId.ToString()),
                    new(Role, live.Access.RoleName),
                ],
                scheme,
                ClaimTypes.Name,
                Role
            )
        );

    /// <summary>The session of a principal that <see cref="PrincipalOf"/> made, or null.</summary>
    public static Guid? SessionOf(ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(Session), CultureInfo.InvariantCulture, out var id) ? id : null;
}
