using OptiBid.Core.Identity;
using OptiBid.Core.Identity.Organisations;

namespace OptiBid.Tests.Core.Portfolios;

/// <summary>A user of the demo organisation with the named permissions.</summary>
internal sealed class FakeUser(params string[] permissions) : ICurrentUser
{
    /// <summary>Stands for every permission whose name ends in ".read" and that each role holds.</summary>
    public const string Reads = "reads";

    private static readonly string[] s_reads = [.. Roles.PermissionsOf(Roles.Viewer)];

    public bool IsAuthenticated => true;

    public Guid UserId { get; init; } = new("01990000-0000-7000-8000-0000000000a1");

    public Guid OrganisationId { get; init; } = DemoOrganisation.Id;

    public string Name { get; init; } = "Ada";

    public bool Has(string permission) =>
        permissions.Contains(permission, StringComparer.Ordinal) || (permissions.Contains(Reads) && s_reads.Contains(permission));
}
