using OptiBid.Core.Common;

namespace OptiBid.Core.Identity.Sso;

/// <summary>What single sign-on refuses.</summary>
internal static class SsoFailures
{
    public static Failure Forbidden(string permission) =>
        new SimpleFailure("sso.forbidden", $"This needs the permission {permission}.", FailureKind.Forbidden);

    public static Failure NotFound(Sentence what) => new SimpleFailure("sso.not_found", $"There is no such {what}.", FailureKind.NotFound);

    public static Failure Invalid(string field, Sentence message) => new SimpleFailure("sso.invalid", message) { Field = field };

    public static Failure Changed() =>
        new SimpleFailure("sso.changed", "Somebody else changed it meanwhile; look at it again.", FailureKind.Conflict);

    public static Failure Conflict(string code, Sentence message) => new SimpleFailure(code, message, FailureKind.Conflict);

    /// <summary>The person proved who they are at the provider, but may not come in.</summary>
    public static Failure Refused(string code, Sentence message) => new SimpleFailure("sso." + code, message, FailureKind.Forbidden);
}
