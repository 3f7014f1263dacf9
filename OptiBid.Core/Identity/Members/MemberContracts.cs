using OptiBid.Core.Common;
using OptiBid.Core.Identity.Access;
using OptiBid.Core.Identity.Organisations;

namespace OptiBid.Core.Identity.Members;

/// <summary>A member as administrators see them.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Name">Name for display.</param>
/// <param name="Email">Address.</param>
/// <param name="RoleKey">Built-in name, or the id of a custom role.</param>
/// <param name="RoleName">The role's name.</param>
/// <param name="Source">How they became a member.</param>
/// <param name="JoinedAtUtc">When.</param>
/// <param name="SuspendedAtUtc">Suspended since, or null.</param>
/// <param name="IsBreakGlass">May pass an enforced single sign-on.</param>
/// <param name="Factors">Second factors that they can use.</param>
public sealed record MemberView(
    Guid UserId,
    string Name,
    string Email,
    string RoleKey,
    string RoleName,
    MembershipSource Source,
    DateTime JoinedAtUtc,
    DateTime? SuspendedAtUtc,
    bool IsBreakGlass,
    FactorSummary Factors
)
{
    /// <summary>They can work.</summary>
    public bool IsActive => SuspendedAtUtc is null;
}

/// <summary>The second factors of a user.</summary>
/// <param name="HasAny">At least one.</param>
/// <param name="Kinds">Names for display.</param>
public sealed record FactorSummary(bool HasAny, IReadOnlyList<string> Kinds)
{
    /// <summary>No second factor.</summary>
    public static FactorSummary None { get; } = new(false, []);
}

/// <summary>The members of the organisation, by name. Needs <c>users.read</c>.</summary>
public interface IListMembers
{
    /// <summary>Runs the query.</summary>
    Task<Result<IReadOnlyList<MemberView>>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>Gives a member another role. Needs <c>users.assign_role</c>.</summary>
public interface IChangeMemberRole
{
    /// <summary>What the change would give and take.</summary>
    Task<Result<PermissionDiff>> PreviewAsync(Guid userId, string roleKey, CancellationToken cancellationToken = default);

    /// <summary>Runs the command. A change that hands out a guarded permission waits for a second administrator.</summary>
    Task<Result<Decided<MemberView>>> ExecuteAsync(
        Guid userId,
        string roleKey,
        string? reason = null,
        CancellationToken cancellationToken = default
    );
}

/// <summary>Suspends a member (their sessions end, they cannot sign in) or reinstates them. Needs <c>users.suspend</c>.</summary>
public interface ISuspendMember
{
    /// <summary>Runs the command.</summary>
    Task<Result<MemberView>> ExecuteAsync(
        Guid userId,
        bool reinstate = false,
        string? reason = null,
        CancellationToken cancellationToken = default
    );
}

/// <summary>Takes a member out of the organisation; their account stays. Needs <c>users.remove</c>.</summary>
public interface IRemoveMember
{
    /// <summary>Runs the command.</summary>
    Task<Result<Done>> ExecuteAsync(Guid userId, string? reason = null, CancellationToken cancellationToken = default);
}

/// <summary>An invitation as administrators see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Email">Whom it invites.</param>
/// <param name="RoleKey">The role they get.</param>
/// <param name="RoleName">Its name.</param>
/// <param name="InvitedBy">Who invited them.</param>
/// <param name="SentAtUtc">When the link was last sent.</param>
/// <param name="ExpiresAtUtc">When the link stops working.</param>
/// <param name="IsExpired">It has stopped.</param>
public sealed record InvitationView(
    Guid Id,
    string Email,
    string RoleKey,
    string RoleName,
    string InvitedBy,
    DateTime SentAtUtc,
    DateTime ExpiresAtUtc,
    bool IsExpired
);

/// <summary>The invitations that are still open, newest first. Needs <c>users.read</c>.</summary>
public interface IListInvitations
{
    /// <summary>Runs the query.</summary>
    Task<Result<IReadOnlyList<InvitationView>>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// Invites somebody by e-mail. Needs <c>users.invite</c>; the role cannot allow more than the inviter may. With a guarded permission the
/// invitation waits for a second administrator.
/// </summary>
public interface IInviteMember
{
    /// <summary>Runs the command.</summary>
    Task<Result<Decided<InvitationView>>> ExecuteAsync(string email, string roleKey, CancellationToken cancellationToken = default);
}

/// <summary>Sends an open invitation again with a new link, or withdraws it. Needs <c>users.invite</c>.</summary>
public interface IChangeInvitation
{
    /// <summary>A new link for seven days; the old one stops working.</summary>
    Task<Result<InvitationView>> ResendAsync(Guid id, CancellationToken cancellationToken = default);

    /// <summary>The link stops working.</summary>
    Task<Result<Done>> WithdrawAsync(Guid id, CancellationToken cancellationToken = default);
}

/// <summary>What the page of an invitation shows.</summary>
/// <param name="OrganisationName">Who invites.</param>
/// <param name="Email">Whom.</param>
/// <param name="RoleName">As what.</param>
/// <param name="HasAccount">They have an account and sign in; otherwise they make one.</param>
/// <param name="SsoEnforced">The organisation signs in through its identity provider only: no password is set here.</param>
/// <param name="OrganisationId">The organisation.</param>
public sealed record OpenInvitation(
    string OrganisationName,
    string Email,
    string RoleName,
    bool HasAccount,
    bool SsoEnforced,
    Guid OrganisationId
);

/// <summary>Somebody who accepted an invitation.</summary>
/// <param name="UserId">The user.</param>
/// <param name="OrganisationId">The organisation that they joined.</param>
/// <param name="IsNewAccount">The account was made now.</param>
public sealed record AcceptedInvitation(Guid UserId, Guid OrganisationId, bool IsNewAccount);

/// <summary>
/// The invited person's side. The secret of the link is the proof; unknown, used, withdrawn and expired links answer alike, and an
/// organisation that is not active answers like them.
/// </summary>
public interface IAcceptInvitation
{
    /// <summary>What the link is for.</summary>
    Task<Result<OpenInvitation>> FindAsync(string token, CancellationToken cancellationToken = default);

    /// <summary>Makes the account and the membership. Only for an address without an account.</summary>
    Task<Result<AcceptedInvitation>> RegisterAsync(
        string token,
        string displayName,
        string password,
        CancellationToken cancellationToken = default
    );

    /// <summary>Joins with the signed-in account, whose address has to be the invited one.</summary>
    Task<Result<AcceptedInvitation>> JoinAsync(string token, CancellationToken cancellationToken = default);
}
