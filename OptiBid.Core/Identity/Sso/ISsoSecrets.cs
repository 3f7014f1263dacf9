using Microsoft.AspNetCore.DataProtection;

namespace OptiBid.Core.Identity.Sso;

/// <summary>Protects what an organisation entrusts to the platform, under a key of that organisation. The host implements it over Data Protection.</summary>
public interface ISsoSecrets
{
    /// <summary>The protected form, for the database.</summary>
    string Protect(Guid organisationId, string secret);

    /// <summary>The secret again.</summary>
    string Unprotect(Guid organisationId, string protectedSecret);
}

/// <inheritdoc cref="ISsoSecrets"/>
internal sealed class SsoSecrets(IDataProtectionProvider protection) : ISsoSecrets
{
    /// <inheritdoc/>
    public string Protect(Guid organisationId, string secret) => For(organisationId).Protect(secret);

    /// <inheritdoc/>
    public string Unprotect(Guid organisationId, string protectedSecret) => For(organisationId).Unprotect(protectedSecret);

    private IDataProtector For(Guid organisationId) =>
        protection.CreateProtector("OptiBid.Sso.ClientSecret.v1", organisationId.ToString("D"));
}
