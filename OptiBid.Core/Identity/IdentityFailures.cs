using OptiBid.Core.Common;

namespace OptiBid.Core.Identity;

/// <summary>Why a command on organisations, members, roles or personal data was refused.</summary>
internal static class IdentityFailures
{
    /// <summary>The user lacks a permission.</summary>
    public static Failure Forbidden(string permission) =>
        new SimpleFailure("identity.forbidden", $"This needs the permission {permission}", FailureKind.Forbidden);

    /// <summary>Nothing of this kind with this id in the organisation; the same for one of another organisation.</summary>
    public static Failure NotFound(Sentence what) =>
        new SimpleFailure("identity.not_found", $"There is no such {what}", FailureKind.NotFound);

    /// <summary>A field breaks a rule.</summary>
    public static Failure Invalid(string field, Sentence message) => new SimpleFailure("identity.invalid", message) { Field = field };

    /// <summary>The state does not allow the action.</summary>
    public static Failure Conflict(string code, Sentence message) => new SimpleFailure("identity." + code, message, FailureKind.Conflict);

    /// <summary>Two changes at once; one of them has to be repeated.</summary>
    public static Failure Raced() =>
        Conflict("changed_meanwhile", "Somebody changed this at the same moment; look again and repeat your change");

    /// <summary>A change of oneself that would lock oneself out.</summary>
    public static Failure Oneself(Sentence what) => Conflict("not_on_oneself", $"You cannot {what} yourself; ask another administrator");

    /// <summary>The organisation would have no administrator left.</summary>
    public static Failure LastAdministrator() =>
        Conflict("last_administrator", "The organisation would have no active administrator left; make somebody else one first");

    /// <summary>More would be granted than the granter holds.</summary>
    public static Failure Exceeds(IEnumerable<string> permissions) =>
        new SimpleFailure(
            "identity.exceeds_own_permissions",
            $"You cannot grant or take what you do not hold yourself: {string.Join(", ", permissions.Order(StringComparer.Ordinal).Take(6))}",
            FailureKind.Forbidden
        );
}
