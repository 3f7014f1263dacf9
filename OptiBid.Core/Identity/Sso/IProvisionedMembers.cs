namespace OptiBid.Core.Identity.Sso;

/// <summary>
/// What a directory provisioned ahead of the first sign-in. SCIM registers one with <c>TryAddEnumerable</c>; single sign-on asks all that are there.
/// </summary>
public interface IProvisionedMembers
{
    /// <summary>The active user whom the organisation's directory named with this subject (Entra: object id), or null.</summary>
    Task<Guid?> FindAsync(Guid organisationId, string subject, CancellationToken cancellationToken = default);

    /// <summary>The group rules of the organisation changed: members of provisioned groups take their roles anew.</summary>
    Task GroupRulesChangedAsync(Guid organisationId, CancellationToken cancellationToken = default);
}
