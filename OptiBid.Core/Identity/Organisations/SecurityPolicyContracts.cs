using OptiBid.Core.Common;

namespace OptiBid.Core.Identity.Organisations;

/// <summary>A member whom a policy would ask for something that they do not have yet.</summary>
/// <param name="UserId">The member.</param>
/// <param name="Name">Their name.</param>
/// <param name="RoleName">Their role.</param>
/// <param name="Effect">What would happen to them.</param>
public sealed record AffectedMember(Guid UserId, string Name, string RoleName, string Effect);

/// <summary>The organisation's security policy. Needs <c>security.read</c>.</summary>
public interface IReadSecurityPolicy
{
    /// <summary>Runs the query.</summary>
    Task<Result<SecurityPolicy>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// Changes the security policy. Needs <c>security.manage</c>. Whether single sign-on is enforced is not changed here: that takes the steps of
/// the identity provider's set-up. A policy that asks for less needs a recent proof.
/// </summary>
public interface IChangeSecurityPolicy
{
    /// <summary>Who would notice the change, and how.</summary>
    Task<Result<IReadOnlyList<AffectedMember>>> PreviewAsync(SecurityPolicy policy, CancellationToken cancellationToken = default);

    /// <summary>Runs the command; live sessions follow within a second.</summary>
    Task<Result<SecurityPolicy>> ExecuteAsync(SecurityPolicy policy, CancellationToken cancellationToken = default);
}
