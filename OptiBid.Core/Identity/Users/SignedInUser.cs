namespace OptiBid.Core.Identity.Users;

/// <summary>A user whose password was right, as a session remembers them.</summary>
/// <param name="Id">Id of the user.</param>
/// <param name="OrganisationId">Their organisation.</param>
/// <param name="Email">Their user name.</param>
/// <param name="DisplayName">Name for display and records.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="MustChangePassword">They have to replace the password first.</param>
/// <param name="SecurityStamp">Changes with the password: a session that holds another one has ended.</param>
public sealed record SignedInUser(
    Guid Id,
    Guid OrganisationId,
    string Email,
    string DisplayName,
    string Role,
    bool MustChangePassword,
    string SecurityStamp
)
{
    /// <summary>What a session remembers of a user.</summary>
    internal static SignedInUser Of(Access.MemberAccess access) =>
        new(
            access.UserId,
            access.OrganisationId,
            access.Email,
            access.DisplayName,
            access.RoleKey,
            access.MustChangePassword,
            access.SecurityStamp
        );
}
