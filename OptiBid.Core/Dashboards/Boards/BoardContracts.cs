using OptiBid.Core.Common;
using OptiBid.Core.Dashboards.Content;
using OptiBid.Core.Dashboards.Layout;

namespace OptiBid.Core.Dashboards.Boards;

/// <summary>Who sees a dashboard.</summary>
public enum DashboardSharing
{
    /// <summary>Its owner.</summary>
    Private,

    /// <summary>Every member of the organisation; owner, editors and <c>dashboards.manage</c> change it.</summary>
    Organisation,
}

/// <summary>A member who may change a shared dashboard.</summary>
/// <param name="UserId">The member.</param>
/// <param name="Name">Their name.</param>
public sealed record DashboardMember(Guid UserId, string Name);

/// <summary>A dashboard in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Heading.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Sharing">Who sees it.</param>
/// <param name="OwnedBy">Name of its owner.</param>
/// <param name="Version">Counts changes.</param>
/// <param name="UpdatedUtc">Last change, UTC.</param>
/// <param name="UpdatedBy">Name of who made it.</param>
public sealed record DashboardSummary(
    Guid Id,
    string Title,
    string Description,
    DashboardSharing Sharing,
    string OwnedBy,
    int Version,
    DateTime UpdatedUtc,
    string UpdatedBy
)
{
    /// <summary>The current user owns it.</summary>
    public bool IsMine { get; init; }

    /// <summary>It is the current user's start page.</summary>
    public bool IsHome { get; init; }

    /// <summary>The current user may change it.</summary>
    public bool CanEdit { get; init; }

    /// <summary>The current user may delete it.</summary>
    public bool CanDelete { get; init; }

    /// <summary>The wide layout, for a small picture.</summary>
    public IReadOnlyList<Tile> Tiles { get; init; } = [];
}

/// <summary>A dashboard as one user sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">What it shows.</param>
/// <param name="Version">A save must name the version it was made from.</param>
/// <param name="Sharing">Who sees it.</param>
/// <param name="OwnerId">Its owner.</param>
/// <param name="OwnedBy">Name of its owner.</param>
/// <param name="UpdatedUtc">Last change, UTC.</param>
/// <param name="UpdatedBy">Name of who made it.</param>
public sealed record DashboardView(
    Guid Id,
    DashboardContent Content,
    int Version,
    DashboardSharing Sharing,
    Guid OwnerId,
    string OwnedBy,
    DateTime UpdatedUtc,
    string UpdatedBy
)
{
    /// <summary>Members who may change it besides its owner.</summary>
    public IReadOnlyList<DashboardMember> Editors { get; init; } = [];

    /// <summary>The current user may change it.</summary>
    public bool CanEdit { get; init; }

    /// <summary>The current user may share it, or end that.</summary>
    public bool CanShare { get; init; }

    /// <summary>The current user may delete it.</summary>
    public bool CanDelete { get; init; }

    /// <summary>It is the current user's start page.</summary>
    public bool IsHome { get; init; }
}

/// <summary>Somebody saved in between; what they saved comes with it, so that nothing is lost.</summary>
/// <param name="Theirs">The dashboard as it is now.</param>
public sealed record DashboardChanged(DashboardView Theirs)
    : Failure(
        "dashboards.changed",
        $"{Theirs.UpdatedBy} saved version {Theirs.Version} in the meantime; your version was not saved",
        FailureKind.Conflict
    );

/// <summary>Dashboards that the current user sees, newest change first. Needs <c>dashboards.read</c>.</summary>
public interface IListDashboards
{
    /// <summary>Runs the query.</summary>
    Task<Result<IReadOnlyList<DashboardSummary>>> ExecuteAsync(CancellationToken cancellationToken = default);
}

/// <summary>One dashboard, or <c>dashboards.not_found</c>. Needs <c>dashboards.read</c>.</summary>
public interface IFindDashboard
{
    /// <summary>Runs the query.</summary>
    Task<Result<DashboardView>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default);
}

/// <summary>Creates a private dashboard of the current user. Needs <c>dashboards.write</c>. What it was made from is for the audit log.</summary>
public interface ICreateDashboard
{
    /// <summary>Runs the command.</summary>
    Task<Result<DashboardView>> ExecuteAsync(DashboardContent content, string from = "", CancellationToken cancellationToken = default);
}

/// <summary>Saves a dashboard from a version. Needs <c>dashboards.write</c>; another version answers <see cref="DashboardChanged"/>.</summary>
public interface ISaveDashboard
{
    /// <summary>Runs the command.</summary>
    Task<Result<DashboardView>> ExecuteAsync(Guid id, DashboardContent content, int version, CancellationToken cancellationToken = default);
}

/// <summary>Copies a dashboard that the current user sees. Needs <c>dashboards.write</c>.</summary>
public interface IDuplicateDashboard
{
    /// <summary>Runs the command.</summary>
    Task<Result<DashboardView>> ExecuteAsync(Guid id, CancellationToken cancellationToken = default);
}

/// <summary>Deletes a dashboard; for 30 days it comes back with <c>restore</c>. Needs <c>dashboards.write</c>.</summary>
public interface IDeleteDashboard
{
    /// <summary>Runs the command.</summary>
    Task<Result<Done>> ExecuteAsync(Guid id, bool restore = false, CancellationToken cancellationToken = default);
}

/// <summary>Shares a dashboard with the organisation, names its editors, or ends that. Needs <c>dashboards.share</c>.</summary>
public interface IShareDashboard
{
    /// <summary>Runs the command.</summary>
    Task<Result<DashboardView>> ExecuteAsync(
        Guid id,
        DashboardSharing sharing,
        IReadOnlyCollection<Guid> editors,
        CancellationToken cancellationToken = default
    );

    /// <summary>Members who can be made editors: all but the current user.</summary>
    Task<Result<IReadOnlyList<DashboardMember>>> MembersAsync(CancellationToken cancellationToken = default);
}

/// <summary>The start page of the current user. Needs <c>dashboards.read</c>.</summary>
public interface IHomeDashboard
{
    /// <summary>The dashboard that is their start page and that they still see, or null.</summary>
    Task<Guid?> FindAsync(CancellationToken cancellationToken = default);

    /// <summary>Makes a dashboard the start page; null: the desk.</summary>
    Task<Result<Done>> SetAsync(Guid? id, CancellationToken cancellationToken = default);
}

/// <summary>Changes of a dashboard that a user made and has not saved.</summary>
/// <param name="Content">The changed dashboard.</param>
/// <param name="Origin">The dashboard that was changed.</param>
/// <param name="Version">Its version.</param>
/// <param name="SavedUtc">When the draft was kept, UTC.</param>
public sealed record DashboardDraft(DashboardContent Content, DashboardContent Origin, int Version, DateTime SavedUtc);

/// <summary>Keeps unsaved changes of the current user, so that a lost connection loses nothing. Needs <c>dashboards.write</c>.</summary>
public interface IKeepDashboardDraft
{
    /// <summary>The draft, or null.</summary>
    Task<DashboardDraft?> FindAsync(Guid dashboardId, CancellationToken cancellationToken = default);

    /// <summary>Keeps a draft; null drops it.</summary>
    Task<Result<Done>> KeepAsync(Guid dashboardId, DashboardDraft? draft, CancellationToken cancellationToken = default);
}

/// <summary>A read-only dashboard that comes with the app; it is duplicated to be changed.</summary>
/// <param name="Key">Its name in addresses.</param>
/// <param name="Content">What it shows.</param>
public sealed record DashboardTemplate(string Key, DashboardContent Content);

/// <summary>The dashboards that come with the app, in their order.</summary>
public interface IDashboardTemplates
{
    /// <summary>All of them.</summary>
    IReadOnlyList<DashboardTemplate> All { get; }
}

/// <summary>Somebody saved, shared or deleted a dashboard.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="DashboardId">The dashboard.</param>
/// <param name="Version">Its version now.</param>
/// <param name="By">Who did it.</param>
public sealed record DashboardSignal(Guid OrganisationId, Guid DashboardId, int Version, string By);

/// <summary>Tells open pages of this process that a dashboard was changed. Safe for use by many threads at once.</summary>
public interface IDashboardSignals
{
    /// <summary>Tells every listener.</summary>
    void Publish(DashboardSignal signal);

    /// <summary>Listens until disposed; the handler must not block.</summary>
    IDisposable Listen(Action<DashboardSignal> onSignal);
}
