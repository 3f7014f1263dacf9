namespace OptiBid.Core.Identity;

/// <summary>The platform itself, for verbs and workers: acts for one organisation with every permission.</summary>
internal sealed class SystemUser(Guid organisationId) : ICurrentUser
{
    /// <summary>Recorded on what verbs and workers change.</summary>
    public static readonly Guid Id = new("01990000-0000-7000-8000-000000000001");

    /// <inheritdoc/>
    public bool IsAuthenticated => true;

    /// <inheritdoc/>
    public Guid UserId => Id;

    /// <inheritdoc/>
    public Guid OrganisationId => organisationId;

    /// <inheritdoc/>
    public string Name => "OptiBid";

    /// <inheritdoc/>
    public bool Has(string permission) => Permissions.All.Contains(permission);
}
