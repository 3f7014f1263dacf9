using OptiBid.Core.Common;

namespace OptiBid.Core.Identity.Organisations;

/// <summary>An organisation as its members and the operators of the platform see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Name for display.</param>
/// <param name="TimeZoneId">IANA name of the zone in which its people work.</param>
/// <param name="Status">Whether its members can work.</param>
/// <param name="StatusReason">Why it is suspended or deleted.</param>
/// <param name="PurgeAfterUtc">When the data of a deleted one goes.</param>
/// <param name="IsDemo">True for the one that a first start makes.</param>
/// <param name="CreatedAtUtc">When it was created.</param>
/// <param name="Members">Members who can work.</param>
public sealed record OrganisationView(
    Guid Id,
    string Name,
    string TimeZoneId,
    OrganisationStatus Status,
    string? StatusReason,
    DateTime? PurgeAfterUtc,
    bool IsDemo,
    DateTime CreatedAtUtc,
    int Members
);

/// <summary>What is entered about a new organisation.</summary>
/// <param name="Name">2 to 200 characters.</param>
/// <param name="OwnerEmail">Its first administrator: the creator becomes one at once, anybody else is invited.</param>
/// <param name="TimeZoneId">IANA name such as <c>America/Chicago</c>.</param>
/// <param name="Invite">Further people with their roles.</param>
/// <param name="MfaRoles">Built-in roles whose members need a second factor from the start; <c>*</c> for everybody, null for nobody.</param>
public sealed record OrganisationDraft(
    string Name,
    string OwnerEmail,
    string TimeZoneId = "UTC",
    IReadOnlyList<FirstInvitation>? Invite = null,
    IReadOnlyList<string>? MfaRoles = null
);

/// <summary>Somebody to invite into a new organisation.</summary>
/// <param name="Email">Address.</param>
/// <param name="RoleKey">Name of a built-in role.</param>
public sealed record FirstInvitation(string Email, string RoleKey);

/// <summary>A new organisation with the invitations that were sent.</summary>
/// <param name="Organisation">The organisation.</param>
/// <param name="OwnerIsMember">The creator is its administrator.</param>
/// <param name="Invited">Who was invited.</param>
public sealed record CreatedOrganisation(OrganisationView Organisation, bool OwnerIsMember, IReadOnlyList<string> Invited);

/// <summary>One of the user's own organisations.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="RoleName">The user's role in it.</param>
/// <param name="IsCurrent">They work in it now.</param>
/// <param name="IsDemo">It is the demo.</param>
public sealed record MyOrganisation(Guid Id, string Name, string RoleName, bool IsCurrent, bool IsDemo);

/// <summary>Creates an organisation. Needs <c>platform.organisations</c>.</summary>
public interface ICreateOrganisation
{
    /// <summary>Runs the command.</summary>
    Task<Result<CreatedOrganisation>> ExecuteAsync(OrganisationDraft draft, CancellationToken cancellationToken = default);
}

/// <summary>Every organisation of the platform, by name. Needs <c>platform.organisations</c>.</summary>
public interface IListOrganisations
{
    /// <summary>Runs the query.</summary>
    Task<Result<IReadOnlyList<OrganisationView>>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>Suspends or reinstates an organisation: nobody signs in, nothing is lost. Needs <c>platform.organisations</c>.</summary>
public interface ISuspendOrganisation
{
    /// <summary>Runs the command; every session of the organisation ends at once.</summary>
    Task<Result<OrganisationView>> ExecuteAsync(
        Guid id,
        string reason,
        bool reinstate = false,
        CancellationToken cancellationToken = default
    );
}

/// <summary>
/// Deletes an organisation: nobody signs in at once, its rows go after the days of grace, its audit log stays. An organisation's own
/// administrator needs <c>organisation.delete</c>, an operator <c>platform.organisations</c>; only the operator can undo it.
/// </summary>
public interface IDeleteOrganisation
{
    /// <summary>Days in which a deletion can be undone.</summary>
    public const int GraceDays = 30;

    /// <summary>Runs the command. <paramref name="nameAgain"/> has to be the name, as a person types it to confirm.</summary>
    Task<Result<OrganisationView>> ExecuteAsync(Guid id, string nameAgain, string reason, CancellationToken cancellationToken = default);

    /// <summary>Takes a deletion back within the days of grace. Needs <c>platform.organisations</c>.</summary>
    Task<Result<OrganisationView>> UndoAsync(Guid id, CancellationToken cancellationToken = default);
}

/// <summary>The current user's organisation. For every member.</summary>
public interface IReadOrganisation
{
    /// <summary>Runs the query.</summary>
    Task<Result<OrganisationView>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>Changes the organisation's name and time zone. Needs <c>organisation.manage</c>.</summary>
public interface IChangeOrganisation
{
    /// <summary>Runs the command.</summary>
    Task<Result<OrganisationView>> ExecuteAsync(string name, string timeZoneId, CancellationToken cancellationToken = default);
}

/// <summary>The organisations of the current user.</summary>
public interface IListMyOrganisations
{
    /// <summary>Runs the query; the oldest membership first.</summary>
    Task<IReadOnlyList<MyOrganisation>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>Takes the current user out of an organisation of theirs.</summary>
public interface ILeaveOrganisation
{
    /// <summary>Runs the command. The last administrator cannot leave.</summary>
    Task<Result<Done>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default);
}

/// <summary>Deletes the rows of organisations whose days of grace are over. Run by a worker.</summary>
public interface IPurgeOrganisations
{
    /// <summary>Ids of the organisations whose rows went, each with the number of rows.</summary>
    Task<IReadOnlyDictionary<Guid, int>> ExecuteAsync(CancellationToken cancellationToken = default);
}
