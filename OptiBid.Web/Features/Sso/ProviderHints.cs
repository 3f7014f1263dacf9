using Microsoft.Extensions.Localization;
using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Sso.Providers;

namespace OptiBid.Web.Features.Sso;

/// <summary>What each kind of provider asks for and where it is found there; the words are those of its own console.</summary>
/// <param name="Name">Name for display.</param>
/// <param name="Authority">Pattern of the issuer.</param>
/// <param name="Scopes">Scopes to ask for.</param>
/// <param name="GroupsClaim">Claim that lists groups.</param>
/// <param name="MfaValue">Value that shows a second factor.</param>
/// <param name="Steps">Where to click.</param>
internal sealed record ProviderHints(
    string Name,
    string Authority,
    string Scopes,
    string GroupsClaim,
    string MfaValue,
    IReadOnlyList<string> Steps
)
{
    /// <summary>The hints of a kind.</summary>
    public static ProviderHints Of(ProviderPreset preset, IStringLocalizer L) =>
        preset switch
        {
            ProviderPreset.Entra => new(
                "Microsoft Entra ID",
                "https://login.microsoftonline.com/TENANT-ID/v2.0",
                "openid profile email",
                "groups",
                "mfa",
                [
                    L[
                        "Entra admin center > App registrations > New registration: name OptiBid, accounts in this organizational directory only."
                    ],
                    L["Redirect URI: platform Web, the redirect address below."],
                    L["Overview: copy Application (client) ID, and put Directory (tenant) ID into the issuer."],
                    L["Certificates & secrets > New client secret: copy the Value, not the Secret ID."],
                    L["Token configuration > Add groups claim > Security groups (ID token); Add optional claim > ID > email."],
                    L["Group rules use the group's Object ID. Above 200 groups Entra sends none: use Groups assigned to the application."],
                ]
            ),
            ProviderPreset.Okta => new(
                "Okta",
                "https://YOUR-ORG.okta.com",
                "openid profile email groups",
                "groups",
                "mfa",
                [
                    L["Admin console > Applications > Create App Integration: OIDC - OpenID Connect, Web Application."],
                    L["Grant type Authorization Code; Sign-in redirect URIs and Sign-out redirect URIs: the two addresses below."],
                    L["General: copy Client ID and Client secret. Require PKCE as additional verification may stay on."],
                    L["Sign On > OpenID Connect ID Token > Groups claim filter: groups, Matches regex, .*"],
                    L["Assignments: assign the people and groups that may use OptiBid."],
                ]
            ),
            ProviderPreset.Google => new(
                "Google Workspace",
                "https://accounts.google.com",
                "openid profile email",
                "groups",
                "mfa",
                [
                    L["Google Cloud console > APIs & Services > OAuth consent screen: user type Internal."],
                    L[
                        "Credentials > Create credentials > OAuth client ID > Web application; Authorised redirect URIs: the redirect address below."
                    ],
                    L["Copy Client ID and Client secret."],
                    L["Google sends no groups: new members get the default role below."],
                ]
            ),
            ProviderPreset.Auth0 => new(
                "Auth0",
                "https://YOUR-TENANT.auth0.com/",
                "openid profile email",
                "https://optibid/groups",
                "mfa",
                [
                    L["Dashboard > Applications > Create Application > Regular Web Application."],
                    L[
                        "Settings: Allowed Callback URLs and Allowed Logout URLs: the two addresses below. Copy Client ID and Client Secret."
                    ],
                    L[
                        "Actions > Triggers > post-login: api.idToken.setCustomClaim(\"https://optibid/groups\", event.authorization?.roles ?? [])."
                    ],
                ]
            ),
            _ => new(
                L["Another OpenID provider"],
                "https://login.example.com",
                "openid profile email groups",
                "groups",
                "mfa",
                [
                    L["Register a confidential web client with the authorization code flow and PKCE (S256)."],
                    L["Redirect address and sign-out address: the two below. Back-channel logout address: the third."],
                    L["ID tokens have to be signed with RS, PS or ES; the issuer has to be the one that discovery names."],
                ]
            ),
        };

    /// <summary>A draft with the usual values.</summary>
    public static ProviderDraft DraftOf(ProviderPreset preset, IStringLocalizer L)
    {
        var hints = Of(preset, L);
        return new(
            hints.Name,
            preset,
            preset == ProviderPreset.Google ? hints.Authority : "",
            "",
            null,
            hints.Scopes,
            hints.GroupsClaim,
            false,
            [hints.MfaValue],
            true,
            Roles.Viewer,
            []
        );
    }
}
