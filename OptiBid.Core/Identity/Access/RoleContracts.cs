using OptiBid.Core.Common;

namespace OptiBid.Core.Identity.Access;

/// <summary>A role as shown.</summary>
/// <param name="Key">Built-in name, or the id of a custom role.</param>
/// <param name="Name">Name for display.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Permissions">What it allows, in the order of <see cref="Permissions.OfOrganisation"/>.</param>
/// <param name="IsBuiltIn">It cannot be changed.</param>
/// <param name="Members">Members who hold it.</param>
public sealed record RoleView(string Key, string Name, string Description, IReadOnlyList<string> Permissions, bool IsBuiltIn, int Members);

/// <summary>What is entered about a custom role.</summary>
/// <param name="Name">2 to 80 characters, unique in the organisation and no built-in name.</param>
/// <param name="Description">Up to 400 characters.</param>
/// <param name="Permissions">Names of <see cref="Permissions.OfOrganisation"/>.</param>
public sealed record RoleDraft(string Name, string Description, IReadOnlyList<string> Permissions);

/// <summary>A change that took effect, or one that waits for a second administrator.</summary>
/// <param name="Value">What took effect; null while it waits.</param>
/// <param name="PendingId">The change that waits; null when it took effect.</param>
public sealed record Decided<T>(T? Value, Guid? PendingId)
    where T : class
{
    /// <summary>True while a second administrator has to approve.</summary>
    public bool IsPending => PendingId is not null;
}

/// <summary>What a change of role gives and takes.</summary>
/// <param name="Gained">Permissions that come.</param>
/// <param name="Lost">Permissions that go.</param>
/// <param name="Kept">Permissions that stay.</param>
/// <param name="NeedsApproval">A second administrator has to approve it.</param>
public sealed record PermissionDiff(
    IReadOnlyList<string> Gained,
    IReadOnlyList<string> Lost,
    IReadOnlyList<string> Kept,
    bool NeedsApproval
);

/// <summary>The roles of the organisation, built-in ones first. Needs <c>roles.read</c>.</summary>
public interface IListRoles
{
    /// <summary>Runs the query.</summary>
    Task<Result<IReadOnlyList<RoleView>>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// Creates (key null) or changes a custom role. Needs <c>roles.manage</c>; it cannot hold a permission that its maker lacks. A role that newly
/// gives <c>roles.manage</c> or <c>sso.enforce</c> waits for a second administrator.
/// </summary>
public interface ISaveRole
{
    /// <summary>Runs the command.</summary>
    Task<Result<Decided<RoleView>>> ExecuteAsync(string? key, RoleDraft draft, CancellationToken cancellationToken = default);
}

/// <summary>Deletes a custom role that nobody holds and no open invitation names. Needs <c>roles.manage</c>.</summary>
public interface IDeleteRole
{
    /// <summary>Runs the command.</summary>
    Task<Result<Done>> ExecuteAsync(string key, CancellationToken cancellationToken = default);
}

/// <summary>One link of the chain that gives a permission, or one reason why it is not given.</summary>
/// <param name="Kind">Membership, role, source, policy, block.</param>
/// <param name="Text">The link in words.</param>
/// <param name="Holds">True when it lets the permission through.</param>
public sealed record AccessLink(string Kind, Sentence Text, bool Holds);

/// <summary>Why a member can, or cannot, do something.</summary>
/// <param name="UserId">The member.</param>
/// <param name="Name">Their name.</param>
/// <param name="Permission">What is asked about.</param>
/// <param name="IsAllowed">True when every link holds.</param>
/// <param name="Chain">The links in order.</param>
public sealed record AccessExplanation(Guid UserId, string Name, string Permission, bool IsAllowed, IReadOnlyList<AccessLink> Chain);

/// <summary>A member who holds a permission.</summary>
/// <param name="UserId">The member.</param>
/// <param name="Name">Their name.</param>
/// <param name="Email">Their address.</param>
/// <param name="RoleName">The role that gives it.</param>
public sealed record PermissionHolder(Guid UserId, string Name, string Email, string RoleName);

/// <summary>Answers why a member can do something and who can do it. Needs <c>access.explain</c>.</summary>
public interface IExplainAccess
{
    /// <summary>The chain from membership to permission.</summary>
    Task<Result<AccessExplanation>> ExecuteAsync(Guid userId, string permission, CancellationToken cancellationToken = default);

    /// <summary>Everybody in the organisation who holds the permission now, by name.</summary>
    Task<Result<IReadOnlyList<PermissionHolder>>> WhoCanAsync(string permission, CancellationToken cancellationToken = default);
}

/// <summary>A change that waits for a second administrator.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What kind of change.</param>
/// <param name="Summary">The change in words.</param>
/// <param name="RequestedBy">Who asked for it.</param>
/// <param name="RequestedAtUtc">When.</param>
/// <param name="ExpiresAtUtc">When it lapses.</param>
/// <param name="MayDecide">The current user is the second person.</param>
public sealed record PendingChangeView(
    Guid Id,
    PendingChangeKind Kind,
    string Summary,
    string RequestedBy,
    DateTime RequestedAtUtc,
    DateTime ExpiresAtUtc,
    bool MayDecide
);

/// <summary>The changes that wait. Needs <c>roles.read</c>.</summary>
public interface IListPendingChanges
{
    /// <summary>Runs the query; oldest first.</summary>
    Task<Result<IReadOnlyList<PendingChangeView>>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// Approves or refuses a waiting change. Needs <c>roles.manage</c>; never by who asked for it, nor by whom it favours. The requester may take it back.
/// </summary>
public interface IDecideChange
{
    /// <summary>Runs the command; an approved change takes effect under the rights of who approves it.</summary>
    Task<Result<Done>> ExecuteAsync(Guid id, bool approve, CancellationToken cancellationToken = default);
}
