using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OptiBid.Web.Security.Sso;

/// <summary>"Sign in with Microsoft" for the whole platform. Section <c>AzureAd</c>; off without a client id.</summary>
internal sealed class MicrosoftOptions
{
    /// <summary>Path of the redirect address.</summary>
    public const string CallbackPath = "/sso/microsoft/callback";

    private const string AnyTenant = "{tenantid}";
    private static readonly Guid s_personal = new("9188040d-6c67-4c5b-b112-36a304b66dad");

    /// <summary>Where Microsoft's login is.</summary>
    public string Instance { get; set; } = "https://login.microsoftonline.com/";

    /// <summary>A tenant's id, or <c>organizations</c> for the work accounts of every tenant.</summary>
    public string TenantId { get; set; } = "organizations";

    /// <summary>Id of the app registration.</summary>
    public string? ClientId { get; set; }

    /// <summary>Its secret.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Tenants whose accounts may sign in; empty for all of <see cref="TenantId"/>.</summary>
    public IList<Guid> AllowedTenants { get; set; } = [];

    /// <summary>The button is there.</summary>
    public bool IsOn => !string.IsNullOrWhiteSpace(ClientId);

    /// <summary>Base of discovery.</summary>
    public string Authority => $"{Instance.TrimEnd('/')}/{TenantId}/v2.0";

    /// <summary>The issuer that discovery has to name: with a placeholder where several tenants may come.</summary>
    public string Issuer => $"{Instance.TrimEnd('/')}/{(Guid.TryParse(TenantId, out _) ? TenantId : AnyTenant)}/v2.0";

    /// <summary>The issuer of a token is that of the tenant which the token names, and the tenant is one that may come; never just any issuer.</summary>
    /// <exception cref="SecurityTokenInvalidIssuerException">It is another.</exception>
    public string ValidateIssuer(string issuer, SecurityToken token, TokenValidationParameters parameters)
    {
        var right =
            token is JsonWebToken jwt
            && jwt.TryGetPayloadValue<string>("tid", out var tid)
            && Guid.TryParseExact(tid, "D", out var tenant)
            && tenant != s_personal
            && (AllowedTenants.Count == 0 || AllowedTenants.Contains(tenant))
            && string.Equals(issuer, Issuer.Replace(AnyTenant, tid, StringComparison.Ordinal), StringComparison.Ordinal)
            && (!Guid.TryParse(TenantId, out var only) || only == tenant);
        return right
            ? issuer
            : throw new SecurityTokenInvalidIssuerException("IDX10205: the issuer is not that of a tenant that may sign in")
            {
                InvalidIssuer = issuer,
            };
    }
}
