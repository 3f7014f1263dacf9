using OptiBid.Core.Common;

namespace OptiBid.Core.Dashboards.Boards;

/// <summary>Why a dashboard command was refused.</summary>
internal static class BoardFailures
{
    /// <summary>There is none that the user sees.</summary>
    public static Failure NotFound(Guid id) =>
        new SimpleFailure("dashboards.not_found", $"There is no dashboard {id}", FailureKind.NotFound);

    /// <summary>The user sees it and may not change it.</summary>
    public static Failure ReadOnly(string owner) =>
        new SimpleFailure(
            "dashboards.read_only",
            $"This dashboard belongs to {owner}; duplicate it, or ask to be named as an editor",
            FailureKind.Forbidden
        );

    /// <summary>The user lacks a permission.</summary>
    public static Failure Forbidden(string permission) =>
        new SimpleFailure("identity.forbidden", $"This needs the permission {permission}", FailureKind.Forbidden);

    /// <summary>An editor is no member.</summary>
    public static Failure NoMember(Guid id) =>
        new SimpleFailure("dashboards.no_member", $"{id} is no member of this organisation") { Field = "editors" };

    /// <summary>Too long ago to be brought back.</summary>
    public static Failure Gone { get; } =
        new SimpleFailure("dashboards.gone", "It was deleted more than 30 days ago and cannot be brought back", FailureKind.Conflict);
}
