using OptiBid.Core.Common;

namespace OptiBid.Core.Identity.Privacy;

/// <summary>Why a request about personal data is refused.</summary>
internal static class PrivacyFailures
{
    /// <summary>The user lacks a permission.</summary>
    public static Failure Forbidden(string permission) =>
        new SimpleFailure("privacy.forbidden", $"The permission {permission} is needed.", FailureKind.Forbidden);

    /// <summary>Nobody of this id was ever a member here; the same for somebody of another organisation.</summary>
    public static Failure UnknownPerson { get; } =
        new SimpleFailure("privacy.unknown_person", "Nobody with this id is or was a member of the organisation.", FailureKind.NotFound);

    /// <summary>There is no such open request.</summary>
    public static Failure UnknownRequest { get; } =
        new SimpleFailure("privacy.unknown_request", "There is no such open request.", FailureKind.NotFound);

    /// <summary>Members are removed before their data is.</summary>
    public static Failure StillMember { get; } =
        new SimpleFailure(
            "privacy.still_member",
            "Remove them from the organisation first; a member's data is in use.",
            FailureKind.Conflict
        );

    /// <summary>An erasure is waiting already.</summary>
    public static Failure AlreadyAsked { get; } =
        new SimpleFailure("privacy.already_asked", "An erasure of this person is waiting already.", FailureKind.Conflict);

    /// <summary>The person confirms with their own e-mail.</summary>
    public static Failure NotConfirmed { get; } =
        new SimpleFailure("privacy.not_confirmed", "Type your e-mail address exactly to confirm.") { Field = "confirm" };

    /// <summary>An organisation would have nobody left who administers it.</summary>
    public static Failure LastAdministrator(string organisation) =>
        new SimpleFailure(
            "privacy.last_administrator",
            $"'{organisation}' would have no active administrator left; make somebody else one first.",
            FailureKind.Conflict
        );

    /// <summary>The platform would have nobody left who operates it.</summary>
    public static Failure LastOperator { get; } =
        new SimpleFailure(
            "privacy.last_operator",
            "The platform would have no operator left; name another one first.",
            FailureKind.Conflict
        );
}
