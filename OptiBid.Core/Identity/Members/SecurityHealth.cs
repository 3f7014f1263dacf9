using OptiBid.Core.Common;
using OptiBid.Core.Cryptography.Keys;
using OptiBid.Core.Identity.Organisations;
using OptiBid.Core.Identity.Sso;

namespace OptiBid.Core.Identity.Members;

/// <summary>What protects an organisation's administration as of now.</summary>
/// <param name="AdministratorsNeedMfa">The policy asks administrators for a second factor.</param>
/// <param name="AdministratorsWithoutFactor">Active administrators who have none.</param>
/// <param name="SsoEnforced">Members sign in through the identity provider only.</param>
/// <param name="BreakGlassOwners">Active members who may pass an enforced single sign-on, by name.</param>
/// <param name="KeyProtector">How the master key of the installation is kept: <c>Certificate</c> or <c>Key file</c>.</param>
/// <param name="KeyIsCertified">The master key is kept under a certificate, not in a plain file.</param>
public sealed record SecurityHealth(
    bool AdministratorsNeedMfa,
    int AdministratorsWithoutFactor,
    bool SsoEnforced,
    IReadOnlyList<string> BreakGlassOwners,
    string KeyProtector,
    bool KeyIsCertified
);

/// <summary>Reads what protects the organisation's administration. Needs <c>users.read</c>.</summary>
public interface IReadSecurityHealth
{
    /// <summary>Runs the query.</summary>
    Task<Result<SecurityHealth>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <inheritdoc cref="IReadSecurityHealth"/>
internal sealed class ReadSecurityHealth(ICurrentUser user, MemberDirectory directory, OrganisationPolicies policies, IKeyVault vault)
    : IReadSecurityHealth
{
    /// <inheritdoc/>
    public async Task<Result<SecurityHealth>> ExecuteAsync(CancellationToken cancellationToken = default)
    {
        if (!user.Has(Permissions.ReadUsers))
        {
            return IdentityFailures.Forbidden(Permissions.ReadUsers);
        }

        var active = (await directory.ReadAsync(null, cancellationToken)).Where(m => m.IsActive).ToList();
        var policy = await policies.FindAsync(user.OrganisationId, cancellationToken);
        return new SecurityHealth(
            policy.NeedsMfa(Roles.Administrator),
            active.Count(m => m.RoleKey == Roles.Administrator && !m.Factors.HasAny),
            policy.SsoEnforced,
            [.. active.Where(m => m.IsBreakGlass).Select(m => m.Name).Order(StringComparer.Ordinal)],
            vault.Protector,
            vault.Protector == "Certificate"
        );
    }
}
